import * as z from 'zod';
import { idSchema } from '../../flows/sdk/id.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { durationSchema } from '../../flows/sdk/time.ts';

/** A team's chat is known by this. */
export const chatCapability = 'operations.chat.hand-over';

export const spec = defineSpec({
  type: 'live-chat',
  version: 1,
  category: 'action',
  config: z.strictObject({
    account: idSchema.meta({ title: 'Account', description: 'Slot of the account of the chat.' }),
    text: z
      .string()
      .max(5000)
      .meta({ title: 'Text', description: 'What operators read, as written by the person; Liquid template.' }),
    onlyWhenOnline: z
      .literal(true)
      .optional()
      .meta({ title: 'Only when somebody is there', description: 'Asks the chat first; else "nobody-there".' }),
    carry: durationSchema.optional().meta({
      title: 'Carry on',
      description: 'What the person writes goes on to the chat for so long, and the journey stays here.',
    }),
    pause: durationSchema.optional().meta({
      title: 'Pause',
      description: 'No flow writes to the contact for so long: the operators speak with them.',
    }),
  }),
  defaults: { account: 'live-chat', text: '', carry: 'PT24H', pause: 'PT24H' },
  outlets: ({ onlyWhenOnline }) =>
    onlyWhenOnline ? (['next', 'nobody-there', 'failed'] as const) : (['next', 'failed'] as const),
  upgrades: {},
  references: ({ account, text }) => ({
    accounts: [{ slot: account, capability: chatCapability, path: 'account' }],
    templates: [{ text, path: 'text', html: false }],
  }),
  check: ({ text }) =>
    text.trim() === ''
      ? [
          {
            severity: 'error',
            path: 'text',
            code: 'no-text',
            message: 'There is no text yet. Write what the operators should read.',
          },
        ]
      : [],
});
