import { expect, test } from './app.ts';

test('keeps its token out of the address, and nobody gets in without it', async ({ app }) => {
  expect(app.page.url()).not.toContain('token');
  const origin = new URL(app.page.url()).origin;
  app.expectTrouble(/401/);
  const stranger = await app.page.context().newPage();
  const response = await stranger.goto(`${origin}/`);
  expect(response?.headers()['content-security-policy']).toContain("default-src 'none'");
  await expect(stranger.getByRole('status').filter({ hasText: 'not known to the engine' })).toBeVisible();
  const refused = await stranger.request.post(`${origin}/rpc/workspace/get`, { data: {} });
  expect(refused.status()).toBe(401);
});

test('a reload stays in', async ({ app }) => {
  await app.page.reload();
  await app.shell.ready();
  await expect(app.page.getByText('not known to the engine')).toHaveCount(0);
});
