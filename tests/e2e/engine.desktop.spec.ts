import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type App, expect, test } from './app.ts';

/** The engine's process: a child of Electron's main process, or of its zygote where it is a utilityProcess. */
async function enginePid(app: App): Promise<number> {
  const utility = await app.host.electron?.evaluate(
    ({ app: electron }) => electron.getAppMetrics().find((metric) => metric.name === 'Kaskad engine')?.pid ?? null,
  );
  if (typeof utility === 'number') return utility;
  const main = String(app.host.electron?.process().pid);
  return Number(execFileSync('pgrep', ['-P', main, '-f', 'engine.mjs'], { encoding: 'utf8' }).trim());
}

test('an engine that dies is started again, the page finds it, and a notice says so', async ({ app }) => {
  const before = await enginePid(app);
  process.kill(before, 'SIGKILL');
  await expect.poll(() => enginePid(app).catch(() => before), { timeout: 20_000 }).not.toBe(before);
  // Nothing was reloaded: the page asks for another port by itself.
  await app.shell.goTo('Home');
  await expect(app.page.getByText('The engine stopped unexpectedly and was started again')).toBeVisible({
    timeout: 20_000,
  });
  await expect(app.page.getByText('The engine does not answer')).toHaveCount(0, { timeout: 20_000 });
});

test('quitting closes the workspace, and the next start opens it again', async ({ app }) => {
  await app.quit();
  expect(existsSync(`${app.workspace}-wal`)).toBe(false);
  const doctor = app.kaskad('doctor', app.workspace) as { ok: boolean };
  expect(doctor.ok).toBe(true);
  await app.open();
});
