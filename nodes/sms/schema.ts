import * as z from 'zod';
import {
  contentSchema,
  messageClicks,
  messageHead,
  messageOutlets,
  messageProblems,
  messageReferences,
  messageTail,
} from '../../flows/sdk/message.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { estimateSmsParts } from '../../flows/sdk/sms-parts.ts';

/** Above this many parts the author is warned: each one is paid for. */
const manyParts = 3;

export const spec = defineSpec({
  type: 'sms',
  version: 1,
  category: 'channel',
  channel: 'sms',
  config: z.strictObject({
    ...messageHead,
    content: contentSchema(
      z.strictObject({
        text: z.string().max(2000).meta({ title: 'Text', description: 'Liquid template. Paid for by the part.' }),
      }),
    ),
    ...messageClicks,
    ...messageTail,
  }),
  defaults: { account: 'sms', topic: 'marketing', content: {} },
  outlets: () => messageOutlets,
  upgrades: {},
  references: (config) => messageReferences(config, { channel: 'sms', htmlParts: [] }),
  check: (config) => [
    ...messageProblems(config, { required: ['text'] }),
    ...Object.entries(config.content).flatMap(([language, { text }]) => {
      const { parts } = estimateSmsParts(text);
      return parts > manyParts
        ? [
            {
              severity: 'warning' as const,
              path: `content.${language}.text`,
              code: 'sms-many-parts',
              message: `The text in "${language}" takes about ${parts} SMS parts, each paid for. Shorten it if you can.`,
              params: { language, count: parts },
            },
          ]
        : [];
    }),
  ],
});
