/** Mail is hostile input: nothing in it may throw, hang, or name somebody else's message. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incomingFromMail } from './incoming.ts';
import { textOfHtml, withoutQuotes } from './text.ts';

const context = {
  fallbackId: 'uid:1:1',
  at: 0,
  config: { fromAddress: 'shop@acme.test', unsubscribeAddress: undefined },
};
const header = fc.constantFrom(
  'From: a@b.test',
  'From: MAILER-DAEMON@mx.test',
  'Subject: failure notice 5.1.1',
  'Content-Type: multipart/report; report-type=delivery-status; boundary=x',
  'Content-Type: text/html; charset=utf-16',
  'Content-Transfer-Encoding: base64',
  'Content-Transfer-Encoding: quoted-printable',
  'X-Failed-Recipients: a@b.test, , <',
  'Message-ID: <>',
  'References: <kaskad.zz@x>',
);
const line = fc.oneof(
  header,
  fc.constantFrom(
    '',
    '--x',
    '--x--',
    'Content-Type: message/delivery-status',
    'Status: 5.1.1',
    'Final-Recipient: rfc822;',
  ),
  fc.string({ maxLength: 60, unit: 'binary' }),
);

describe('hostile mail', () => {
  it('is read or passed over, never an error, and never about a message of ours', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 30 }), async (lines) => {
        const notices = await incomingFromMail(Buffer.from(lines.join('\r\n')), context);
        for (const notice of notices) expect(notice.kind).toBe('message');
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['<style>', 80_000],
    ['<a href="x">', 50_000],
    ['<!--', 120_000],
    ['<b> ', 120_000],
    ['&#1', 120_000],
    ['a.', 200_000],
    ['2026 <', 80_000],
    ['On 2026 @ ', 50_000],
    ['> ', 200_000],
    ['\n', 400_000],
  ])('%j many times over takes no time', async (piece, times) => {
    const body = piece.repeat(times);
    const started = performance.now();
    textOfHtml(body);
    withoutQuotes(body);
    const head = 'From: postmaster@mx.test\r\nSubject: failure notice\r\n';
    await incomingFromMail(Buffer.from(`${head}\r\n${body}`), context);
    await incomingFromMail(Buffer.from(`${head}Content-Type: text/html\r\n\r\n${body}`), context);
    await incomingFromMail(
      Buffer.from(`From: a@b.test\r\nSubject: ${body.slice(0, 100_000).replaceAll('\n', ' ')}\r\n\r\nx`),
      context,
    );
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('text of html', () => {
  it('keeps links and lines, and drops what nobody reads', () => {
    const html =
      '<HEAD><title>T</title></HEAD><style>p{}</style><p>Hi&nbsp;<b>you</b> &lt;3 &#x1F600;</p><ul><li>one<li>two</ul><a href="https://a.test">site</a> <a href=\'b.test\'>b.test</a><script>x()</script>';
    expect(textOfHtml(html)).toBe('Hi you <3 😀\n\n- one\n- two\nsite (https://a.test) b.test');
  });
});
