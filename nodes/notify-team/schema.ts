import * as z from 'zod';
import { idSchema } from '../../flows/sdk/id.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import type { Problem } from '../../flows/sdk/problem.ts';

export const channels = ['email', 'telegram'] as const;

const address: Readonly<Record<(typeof channels)[number], RegExp>> = {
  email: /^[^\s@<>,;]{1,64}@[^\s@<>,;]{1,255}$/,
  telegram: /^(?:-?\d{1,20}|@[A-Za-z0-9_]{4,32})$/,
};

export const spec = defineSpec({
  type: 'notify-team',
  version: 1,
  category: 'action',
  config: z.strictObject({
    channel: z.enum(channels).meta({ title: 'How', description: 'By e-mail or by Telegram.' }),
    account: idSchema.meta({ title: 'Account', description: 'Slot of the account that sends.' }),
    to: z
      .string()
      .max(320)
      .meta({
        title: 'To whom',
        description: 'A colleague’s e-mail address, or the number of a Telegram chat.',
        examples: ['anna@company.example', '-100123456'],
      }),
    subject: z.string().max(500).optional().meta({ title: 'Subject', description: 'Liquid template; of e-mail only.' }),
    text: z.string().max(4000).meta({ title: 'Text', description: 'Liquid template.' }),
  }),
  defaults: { channel: 'email', account: 'email', to: '', text: '' },
  outlets: () => ['next', 'failed'],
  upgrades: {},
  references: ({ account, channel, subject, text }) => ({
    accounts: [{ slot: account, capability: `send.${channel}`, path: 'account' }],
    templates: [
      ...(subject === undefined ? [] : [{ text: subject, path: 'subject', html: false }]),
      { text, path: 'text', html: false },
    ],
  }),
  check: ({ channel, to, text }) => {
    const problems: Omit<Problem, 'node'>[] = [];
    if (!address[channel].test(to.trim())) {
      problems.push({
        severity: 'error',
        path: 'to',
        code: channel === 'email' ? 'not-an-email' : 'not-a-chat',
        message:
          channel === 'email'
            ? 'Write the e-mail address of one colleague.'
            : 'Write the number of the Telegram chat, such as -100123456, or the @name of a channel.',
      });
    }
    if (text.trim() === '') {
      problems.push({
        severity: 'error',
        path: 'text',
        code: 'empty-text',
        message: 'The message has no text yet. Write what your colleague should know.',
      });
    }
    return problems;
  },
});
