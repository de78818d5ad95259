/** A flow file that the system opens is shown, and nothing more. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { testElectron } from '../../scripts/electron-runtime.ts';
import { expect, test } from './app.ts';
import { root } from './hosts.ts';
import { SharingPage } from './pages/sharing.ts';

const ready = (name: string): string => join(root, 'resources/templates', `${name}.flow.json`);
test.use({ openWith: [ready('win-back')] });

test('a double click shows the flow: when it starts the app, and when the app runs already', async ({
  app,
}, testInfo) => {
  const { page } = app;
  const sharing = new SharingPage(page);
  await expect(sharing.preview.getByText('Win-back', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sharing.preview).toHaveCount(0);

  // The system starts a second one, which hands the name over and ends.
  const file = testInfo.outputPath('Happy birthday.flow.json');
  copyFileSync(ready('birthday'), file);
  const second = spawn(testElectron().executable, [root, file, '--no-sandbox', '--disable-gpu'], {
    env: { ...process.env, KASKAD_HOME: app.home },
    stdio: 'ignore',
  });
  const [code] = (await once(second, 'exit')) as [number | null];
  expect(code).toBe(0);
  await expect(sharing.preview.getByRole('button', { name: 'Import as a draft' })).toBeVisible();
  await page.keyboard.press('Escape');

  await app.host.electron?.evaluate(
    ({ app: electron }, path) => electron.emit('open-file', { preventDefault() {} }, path),
    ready('welcome'),
  );
  await expect(sharing.preview.getByRole('button', { name: 'Import as a draft' })).toBeVisible();
  await page.keyboard.press('Escape');
  await app.shell.goTo('Flows');
  await expect(page.getByText('No flows yet')).toBeVisible();
});
