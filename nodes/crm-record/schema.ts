import * as z from 'zod';
import { idSchema } from '../../flows/sdk/id.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import { durationSchema } from '../../flows/sdk/time.ts';

/** What is done; each is the operation `crm.<name>` of the account. */
export const works = ['save-contact', 'create-deal', 'move-deal', 'add-task', 'add-note'] as const;
export const targets = ['contact', 'deal'] as const;

/** A CRM is known by this: all that Kaskad writes to take it. */
export const crmCapability = 'operations.crm.save-contact';

const recordId = z.string().min(1).max(200);

export const spec = defineSpec({
  type: 'crm-record',
  version: 1,
  category: 'action',
  config: z.strictObject({
    account: idSchema.meta({ title: 'Account', description: 'Slot of the CRM’s account.' }),
    work: z.enum(works).meta({ title: 'What', description: 'What is done in the CRM.' }),
    title: z.string().max(250).optional().meta({ title: 'Name', description: 'Of the deal; Liquid template.' }),
    amount: z
      .string()
      .max(200)
      .optional()
      .meta({ title: 'Sum', description: 'Of the deal; a number, or a Liquid template that becomes one.' }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'bad-currency')
      .optional()
      .meta({ title: 'Currency', description: 'ISO 4217.' }),
    pipeline: recordId.optional().meta({ title: 'Pipeline', description: 'The CRM’s own id of it.' }),
    stage: recordId.optional().meta({ title: 'Stage', description: 'The CRM’s own id of it.' }),
    about: z
      .enum(targets)
      .optional()
      .meta({ title: 'On', description: 'On the contact, or on their newest open deal; the contact when left out.' }),
    text: z.string().max(2000).optional().meta({ title: 'Text', description: 'Of the task or note; Liquid template.' }),
    due: durationSchema
      .optional()
      .meta({ title: 'Due', description: 'Of the task, from when the contact gets here; a day when left out.' }),
    fields: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(200).meta({ title: 'Field', description: 'The CRM’s own name of it.' }),
          value: z.string().max(2000).meta({ title: 'Value', description: 'Liquid template.' }),
        }),
      )
      .max(30)
      .optional()
      .meta({ title: 'Fields', description: 'Of the contact or the deal.' }),
  }),
  defaults: { account: 'crm', work: 'save-contact' },
  outlets: () => ['next', 'failed'],
  upgrades: {},
  references: ({ account, title, amount, text, fields = [] }) => ({
    accounts: [{ slot: account, capability: crmCapability, path: 'account' }],
    templates: [
      ...(title === undefined ? [] : [{ text: title, path: 'title', html: false }]),
      ...(amount === undefined ? [] : [{ text: amount, path: 'amount', html: false }]),
      ...(text === undefined ? [] : [{ text, path: 'text', html: false }]),
      ...fields.map(({ value }, index) => ({ text: value, path: `fields.${index}.value`, html: false })),
    ],
  }),
  check: ({ work, title, stage, text }) => {
    const problems: Omit<Problem, 'node'>[] = [];
    const missing = (path: string, code: string, message: string) =>
      problems.push({ severity: 'error', path, code, message });
    if (work === 'create-deal' && (title ?? '').trim() === '')
      missing('title', 'no-title', 'The deal has no name yet. Write one.');
    if (work === 'move-deal' && stage === undefined)
      missing('stage', 'no-stage', 'It is not said to which stage the deal goes. Choose one.');
    if ((work === 'add-task' || work === 'add-note') && (text ?? '').trim() === '')
      missing('text', 'no-text', 'There is no text yet. Write what your colleague should read.');
    return problems;
  },
});

/** Works that are about the contact: the CRM has to know them first. */
export const needsContact = (work: (typeof works)[number], about: (typeof targets)[number] | undefined): boolean =>
  work === 'create-deal' || ((work === 'add-task' || work === 'add-note') && about !== 'deal');
