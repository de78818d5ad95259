/** What stands in a workspace before the app opens it. */
import { renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Kaskad, Seed } from './app.ts';
import { root } from './hosts.ts';

/** Five people: Anna and Borys can be written to, Clara has no e-mail, Dmytro does not want any, Emma lives in the US. */
export const fivePeople: Seed = {
  fill(kaskad, workspace) {
    kaskad(
      ...['contacts', 'import', workspace, join(root, 'tests/e2e/people.csv'), '--key', 'customer'],
      ...[
        '--map',
        'telegram=address.telegram',
        '--map',
        'email_ok=consent.email',
        '--map',
        'telegram_ok=consent.telegram',
      ],
    );
  },
};

const importDoubles = (kaskad: Kaskad, workspace: string): unknown =>
  kaskad(
    ...['contacts', 'import', workspace, join(root, 'tests/e2e/doubles.csv'), '--key', 'customer'],
    ...['--map', 'telegram=address.telegram', '--map', 'email_ok=consent.email'],
  );

/** Two of the five once more, under other keys; and two people who share a phone. */
export const doubles: Seed = {
  async fill(kaskad, workspace) {
    await fivePeople.fill(kaskad, workspace);
    importDoubles(kaskad, workspace);
  },
};

/** The demo: three flows that ran for a month. */
export const demo: Seed = {
  fill(kaskad, workspace) {
    rmSync(workspace, { force: true });
    kaskad('demo', '--dir', dirname(workspace));
    renameSync(join(dirname(workspace), 'demo.kaskad'), workspace);
  },
};

/** The demo, and people who share addresses. */
export const demoWithDoubles: Seed = {
  async fill(kaskad, workspace) {
    await demo.fill(kaskad, workspace);
    importDoubles(kaskad, workspace);
  },
};
