import * as z from 'zod';
import {
  contentSchema,
  messageHead,
  messageProblems,
  messageReferences,
  messageTail,
} from '../../flows/sdk/message.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { postalChannel } from '../../flows/sdk/postal.ts';
import { envelopes, kindOf, printFormats } from '../../flows/sdk/print/paper.ts';
import { pictureSchema, pictureSize } from '../../flows/sdk/print/picture.ts';
import { fitProblems } from './fit.ts';

const template = (most: number, title: string, description: string) =>
  z.string().max(most).meta({ title, description });

export const spec = defineSpec({
  type: 'print',
  version: 1,
  category: 'channel',
  channel: postalChannel,
  config: z.strictObject({
    ...messageHead,
    format: z.enum(printFormats).meta({
      title: 'Format',
      description: 'A letter, an address label on a sheet (L7160, L7163), or flyers: one, two or four on A4.',
    }),
    envelope: z.enum(envelopes).optional().meta({
      title: 'Window of the envelope',
      description: 'Where the address of a letter is seen: left (DIN 5008, the default), right, or no window.',
    }),
    picture: pictureSchema.optional(),
    content: contentSchema(
      z.strictObject({
        title: template(200, 'Heading', 'Liquid template.').optional(),
        text: template(20_000, 'Text', 'Liquid template. An empty line begins a paragraph.'),
        qr: template(500, 'QR code', 'Liquid template of what a phone reads: a link, or a code.').optional(),
        caption: template(300, 'Beside the code', 'Liquid template.').optional(),
        sender: template(400, 'Sender', 'Liquid template; name and address in lines.').optional(),
      }),
    ),
    ...messageTail,
  }),
  defaults: { account: 'print', topic: 'marketing', format: 'letter-a4', content: {} },
  outlets: () => ['next', 'no-address', 'not-sent'] as const,
  upgrades: {},
  references: (config) => messageReferences(config, { channel: postalChannel, htmlParts: [] }),
  check: (config) => {
    const label = kindOf(config.format) === 'label';
    // A label says nothing but the address.
    const texts = label
      ? messageProblems({ ...config, content: { any: {} } }, { required: [] })
      : messageProblems(config, { required: ['text'] });
    const unread = config.picture !== undefined && pictureSize(config.picture) === null;
    return [
      ...texts,
      ...(unread
        ? [
            {
              severity: 'error' as const,
              path: 'picture',
              code: 'picture-unread',
              message: 'The picture cannot be read. Choose another PNG or JPEG.',
            },
          ]
        : []),
      ...fitProblems(config),
    ];
  },
});
