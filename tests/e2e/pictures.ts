/** Pictures that a spec makes of its steps for people to look at: none, unless `KASKAD_SCREENSHOTS` names a folder. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './app.ts';

export const pictures = process.env.KASKAD_SCREENSHOTS;

/** Takes the screen as it is, in both colour schemes, named after the spec, the host and the step. */
export function pictureTaker({ page, kind }: App, spec: string): (step: string) => Promise<void> {
  return async (step) => {
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      // Colours fade over.
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(pictures, `${kind}-${spec}-${step}-${colorScheme}.png`) });
    }
    await page.emulateMedia({ colorScheme: 'light' });
  };
}
