/**
 * What a CRM can be asked to change, the same for all: a connector puts those it can do into `operations` and does them in `operate`.
 * They go through the outbox of operations: intent is written before the call, and what may have been done is not done again.
 */
import * as z from 'zod';
import { defineOperation, type OperationSpec } from './connector.ts';
import type { WrittenRecord } from './sync.ts';

const recordId = z.string().min(1).max(200);
const line = z.string().trim().min(1).max(250);
/** What blocks that fill in an operation begin with. */
export const ofContact = (field: string) => ({ fill: `{{ contact.${field} | default: "" }}` });
const values = z.record(z.string().min(1).max(200), z.union([z.string().max(5000), z.number(), z.boolean(), z.null()]));

/**
 * The contact's record: the one named, else the one known to belong to the contact (`records('contact')` of the context), else one with the e-mail
 * or the phone, else a new one. Addresses and names that the record has stay; what it lacks is added; `values` replace.
 */
export const saveContactInput = z
  .strictObject({
    record: recordId.optional(),
    email: z.string().max(320).optional().meta(ofContact('email')),
    phone: z.string().max(32).optional().meta(ofContact('phone')),
    firstName: line.optional().meta(ofContact('first_name')),
    lastName: line.optional().meta(ofContact('last_name')),
    values: values.optional(),
  })
  .refine((input) => [input.record, input.email, input.phone].some((one) => one !== undefined), 'nobody-meant');

/** A deal of the contact. Without a stage: where the vendor lets new ones begin. Refused as `bad-request` where the contact has no record. */
export const createDealInput = z.strictObject({
  contact: recordId.optional(),
  title: line,
  amount: z.number().nonnegative().optional(),
  /** ISO 4217. */
  currency: z.string().length(3).optional(),
  pipeline: recordId.optional(),
  stage: recordId.optional(),
  values: values.optional(),
});

/** Left out, `deal` is the contact's newest open one (`records('deal')[0]`). */
export const moveDealInput = z.strictObject({
  deal: recordId.optional(),
  pipeline: recordId.optional(),
  stage: recordId,
});

const about = {
  /** On the contact's record, or on their newest open deal. */
  about: z.enum(['contact', 'deal']),
  record: recordId.optional(),
};
export const addTaskInput = z.strictObject({
  ...about,
  text: z.string().trim().min(1).max(2000),
  /** Milliseconds since 1970. */
  dueAt: z.number().int().meta({ moment: true, fill: 'P1D' }),
  /** The vendor's id of the colleague; left out: whoever is responsible for the record. */
  responsible: recordId.optional(),
});
export const addNoteInput = z.strictObject({ ...about, text: z.string().trim().min(1).max(10_000) });

const isWritten = (value: unknown): value is WrittenRecord =>
  typeof value === 'object' && value !== null && 'kind' in value && 'id' in value;

/** An operation that answers with the record it wrote. */
export const writesRecord = <Input extends z.ZodType>(
  input: Input,
  idempotent: (input: z.output<Input>) => boolean,
): OperationSpec<Input> =>
  defineOperation({
    input,
    idempotent,
    keep: (value) => (isWritten(value) ? { kind: value.kind, id: value.id } : undefined),
    wrote: (value) => (isWritten(value) ? [value] : []),
  });

/** A create is nowhere harmless to repeat: a lost answer makes it `unknown`, and the next look at the CRM shows what came of it. */
export const crmOperations = {
  'crm.save-contact': writesRecord(saveContactInput, ({ record }) => record !== undefined),
  'crm.create-deal': writesRecord(createDealInput, () => false),
  'crm.move-deal': writesRecord(moveDealInput, () => true),
  'crm.add-task': writesRecord(addTaskInput, () => false),
  'crm.add-note': writesRecord(addNoteInput, () => false),
} as const;
export type CrmOperation = keyof typeof crmOperations;
