/**
 * The owner's own site: a message is accepted as a block that lies ready until its person comes there. The blocks are the message
 * table itself, given out to pages of the addresses written here (flows/host/public/site); sending only looks whether it can be shown.
 */
import * as z from 'zod';
import { ConnectorError, defineConnector } from '../../flows/sdk/connector.ts';
import { blockOf, originsOf, siteAddresses } from '../../flows/sdk/site.ts';

/** Characters once rendered: a page asks for its blocks with every visit. */
const longest = { title: 300, text: 3000, button: 80 } as const;

const one = String.raw`(?:https://|http://(?:localhost|127\.0\.0\.1)(?=[:/\s,;]|$))[^\s,;]*`;

export const connector = defineConnector({
  type: 'site',
  config: z.strictObject({
    addresses: z
      .string()
      .min(1)
      .max(1000)
      .regex(new RegExp(String.raw`^\s*${one}(?:[\s,;]+${one})*[\s,;]*$`), 'bad-address')
      .refine((text) => siteAddresses(text) !== null, 'bad-address'),
  }),
  capabilities: ['send.site'],
  deduplicatesByKey: true,
  marksHandover: false,
  limits: { concurrency: 1000, perSecond: null },
  pollEvery: null,
  receipts: ['delivered', 'read', 'clicked', 'replied', 'failed'],
  open: ({ addresses }) => ({
    verify: async () => ({ detail: `Ready. Shown on ${originsOf(addresses).join(', ')}.` }),
    send: async ({ key, parts, buttons }) => {
      const block = blockOf({ parts, buttons });
      if (block.title.length > longest.title || block.text.length > longest.text) {
        throw new ConnectorError(
          'bad-request',
          `With this person’s own values the block is too long: ${longest.text} characters of text are shown at most. Shorten it.`,
        );
      }
      if (block.buttons.length < buttons.length) {
        throw new ConnectorError(
          'bad-request',
          'A button of this person leads to no web page. Write an address that begins with https://, or a path such as /cart.',
        );
      }
      if (block.buttons.some(({ text }) => text.trim() === '' || text.length > longest.button)) {
        throw new ConnectorError('bad-request', `A button is empty or longer than ${longest.button} characters.`);
      }
      return { vendorId: `site:${key}`, state: 'sent' };
    },
  }),
});
