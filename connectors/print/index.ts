/**
 * The printer beside this computer: a message is accepted as a page of the print queue, where a person makes a PDF of what
 * waits and says when it is printed. The queue is the message table itself, so sending does no work here but looking
 * whether the piece can be printed at all.
 */
import * as z from 'zod';
import { ConnectorError, defineConnector } from '../../flows/sdk/connector.ts';
import { layOut, type PrintTrouble, pieceTexts } from '../../flows/sdk/print/layout.ts';

const words: Readonly<Record<PrintTrouble, string>> = {
  'too-long': 'The text does not fit onto the paper. Shorten it, or choose larger paper.',
  'qr-too-long': 'The text of the QR code is too long to be read from paper. Shorten it to about 200 characters.',
  'no-address': 'The address is empty, so there is nowhere to send it.',
};

export const connector = defineConnector({
  type: 'print',
  config: z.strictObject({}),
  capabilities: ['send.print'],
  deduplicatesByKey: true,
  marksHandover: false,
  limits: { concurrency: 100, perSecond: null },
  pollEvery: null,
  receipts: ['delivered'],
  open: () => ({
    verify: async () => ({ detail: 'Ready. Pages gather in the app until you print them.' }),
    send: async ({ key, parts }) => {
      const { trouble } = layOut(pieceTexts(parts));
      if (trouble !== null) throw new ConnectorError('bad-request', words[trouble]);
      return { vendorId: `print:${key}`, state: 'sent' };
    },
  }),
});
