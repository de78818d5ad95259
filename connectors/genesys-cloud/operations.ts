/** What Genesys Cloud can be asked to do. It knows people, no deals. */
import * as z from 'zod';
import { defineOperation } from '../../flows/sdk/connector.ts';
import { addNoteInput, crmOperations, ofContact, writesRecord } from '../../flows/sdk/crm.ts';

const id = z.string().trim().min(1).max(100);
const noteInput = addNoteInput.extend({ about: z.enum(['contact']) });

const made = z.object({ id: z.string() });
const keepId = (value: unknown) => made.safeParse(value).data;

/** An agent of the queue calls the person. Without a time: as soon as one is free. */
const callbackInput = z.strictObject({
  queue: id,
  phone: z.string().trim().min(3).max(32).meta(ofContact('phone')),
  name: z.string().trim().min(1).max(250).optional().meta(ofContact('first_name')),
  /** Milliseconds since 1970. */
  at: z.number().int().optional().meta({ moment: true }),
  /** Two letters; of a number without `+`. */
  country: z
    .string()
    .trim()
    .regex(/^[A-Z]{2}$/, 'country')
    .optional(),
  script: id.optional(),
  /** What the agent sees beside the call, by name. */
  data: z.record(z.string().min(1).max(100), z.union([z.string().max(2000), z.number(), z.boolean()])).optional(),
});

/** A row of a contact list, from which a campaign calls. `row` by the list's own columns. */
const listInput = z.strictObject({
  list: id,
  row: z
    .record(z.string().min(1).max(100), z.union([z.string().max(2000), z.number(), z.boolean()]))
    .meta({ fill: '{"Phone":"{{ contact.phone }}"}' }),
  /** Is it called next, before those who wait already? */
  first: z.boolean().optional(),
});

export const genesysOperations = {
  'crm.save-contact': crmOperations['crm.save-contact'],
  'crm.add-note': writesRecord(noteInput, () => false),
  'genesys.create-callback': defineOperation({ input: callbackInput, idempotent: () => false, keep: keepId }),
  // A machine calls from the list: only who agreed to calls comes onto it.
  'genesys.add-to-list': defineOperation({
    input: listInput,
    idempotent: () => false,
    keep: keepId,
    reaches: { channel: 'phone-call', topic: 'marketing' },
  }),
} as const;
export type CallbackWish = z.output<typeof callbackInput>;
export type ListWish = z.output<typeof listInput>;
