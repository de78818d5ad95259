import * as z from 'zod';
import { ticketPriorities } from '../../flows/sdk/desk.ts';
import { idSchema } from '../../flows/sdk/id.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import type { Problem } from '../../flows/sdk/problem.ts';

/** What is done; each is the operation `desk.<name>` of the account. */
export const works = ['create-ticket', 'set-status', 'add-note'] as const;

/** A help desk is known by this. */
export const deskCapability = 'operations.desk.create-ticket';

export const spec = defineSpec({
  type: 'ticket',
  version: 1,
  category: 'action',
  config: z.strictObject({
    account: idSchema.meta({ title: 'Account', description: 'Slot of the help desk’s account.' }),
    work: z.enum(works).meta({ title: 'What', description: 'What is done at the help desk.' }),
    subject: z.string().max(250).optional().meta({ title: 'Subject', description: 'Of the ticket; Liquid template.' }),
    text: z
      .string()
      .max(5000)
      .optional()
      .meta({ title: 'Text', description: 'Of the ticket, or of the note; Liquid template.' }),
    priority: z
      .enum(ticketPriorities)
      .optional()
      .meta({ title: 'Priority', description: 'Of the ticket; low when left out.' }),
    status: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ title: 'Status', description: 'The help desk’s own id of it; of the contact’s newest open ticket.' }),
    fields: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(200).meta({ title: 'Field', description: 'The help desk’s own name of it.' }),
          value: z.string().max(2000).meta({ title: 'Value', description: 'Liquid template.' }),
        }),
      )
      .max(30)
      .optional()
      .meta({ title: 'Fields', description: 'Of the ticket.' }),
  }),
  defaults: { account: 'desk', work: 'create-ticket' },
  outlets: () => ['next', 'failed'],
  upgrades: {},
  references: ({ account, subject, text, fields = [] }) => ({
    accounts: [{ slot: account, capability: deskCapability, path: 'account' }],
    templates: [
      ...(subject === undefined ? [] : [{ text: subject, path: 'subject', html: false }]),
      ...(text === undefined ? [] : [{ text, path: 'text', html: false }]),
      ...fields.map(({ value }, index) => ({ text: value, path: `fields.${index}.value`, html: false })),
    ],
  }),
  check: ({ work, subject, text, status }) => {
    const problems: Omit<Problem, 'node'>[] = [];
    const missing = (path: string, code: string, message: string) =>
      problems.push({ severity: 'error', path, code, message });
    if (work === 'create-ticket' && (subject ?? '').trim() === '')
      missing('subject', 'no-subject', 'The ticket has no subject yet. Write one.');
    if (work === 'set-status' && status === undefined)
      missing('status', 'no-status', 'It is not said which status the ticket gets. Choose one.');
    if (work !== 'set-status' && (text ?? '').trim() === '')
      missing('text', 'no-text', 'There is no text yet. Write what your colleague should read.');
    return problems;
  },
});
