import { expect, test } from './app.ts';

test('the page runs nothing that it did not bring', async ({ app }) => {
  app.expectTrouble(/Content Security Policy|Refused to|violates/i);
  const result = await app.page.evaluate(async () => {
    const tried: Record<string, string> = {};
    const attempt = async (name: string, run: () => unknown) => {
      try {
        await run();
        tried[name] = 'allowed';
      } catch {
        tried[name] = 'refused';
      }
    };
    // Not at once: while the test itself speaks to the page, the browser lets it evaluate.
    await attempt(
      'eval',
      () =>
        new Promise((resolve, reject) => {
          setTimeout(() => {
            try {
              resolve(new Function('return 1')());
            } catch (error) {
              reject(error);
            }
          }, 50);
        }),
    );
    await attempt('fetch elsewhere', () => fetch('https://example.com/'));
    await attempt('inline script', () => {
      const script = document.createElement('script');
      script.textContent = 'window.planted = true';
      document.head.append(script);
      if (!('planted' in window)) throw new Error('did not run');
    });
    await attempt('remote image', () => {
      const image = new Image();
      image.src = 'https://example.com/pixel.png';
      return image.decode();
    });
    await attempt('frame', async () => {
      const frame = document.createElement('iframe');
      frame.src = 'https://example.com/';
      document.body.append(frame);
      await new Promise((resolve) => setTimeout(resolve, 300));
      if (frame.contentDocument === null) throw new Error('blocked page');
      throw new Error('nothing was loaded');
    });
    return tried;
  });
  expect(result).toEqual({
    eval: 'refused',
    'fetch elsewhere': 'refused',
    'inline script': 'refused',
    'remote image': 'refused',
    frame: 'refused',
  });
});

test('the page opens no window and leads nowhere else', async ({ app }) => {
  app.expectTrouble(/Not allowed|blocked|ERR_/i);
  const before = app.page.url();
  if (app.kind === 'desktop') {
    // Nothing is asked and nothing opens for an address that is not an ordinary one.
    const opened = await app.page.evaluate(() => window.open('file:///etc/passwd') !== null);
    expect(opened).toBe(false);
    await app.page.evaluate(() => {
      window.location.href = 'file:///etc/passwd';
    });
    await app.page.waitForTimeout(300);
    expect(app.page.url()).toBe(before);
    expect(app.host.electron?.windows()).toHaveLength(1);
  }
});
