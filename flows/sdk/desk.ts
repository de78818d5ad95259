/**
 * What a help desk can be asked to change, the same for all, as crm.ts is for CRMs. What writes to the person (a reply) is not among it: that
 * would pass by consent, quiet hours and caps.
 */
import * as z from 'zod';
import { ofContact, writesRecord } from './crm.ts';

export const ticketPriorities = ['low', 'medium', 'high', 'urgent'] as const;

const recordId = z.string().min(1).max(200);
const line = z.string().trim().min(1).max(250);

/**
 * A ticket of the person: by the record named, else the one known to be theirs (`records('contact')` of the context), else by e-mail, else by
 * phone; who is not there yet is made. Without a priority: the lowest.
 */
export const createTicketInput = z
  .strictObject({
    contact: recordId.optional(),
    email: z.string().max(320).optional().meta(ofContact('email')),
    phone: z.string().max(32).optional().meta(ofContact('phone')),
    name: line.optional().meta(ofContact('first_name')),
    subject: line,
    /** Plain text. */
    text: z.string().trim().min(1).max(10_000),
    priority: z.enum(ticketPriorities).optional(),
    /** Of the desk's own fields, by their names there. */
    values: z.record(z.string().min(1).max(200), z.union([z.string().max(5000), z.number(), z.boolean()])).optional(),
  })
  .refine((input) => [input.contact, input.email, input.phone].some((one) => one !== undefined), 'nobody-meant');

/** Left out, `ticket` is the contact's newest open one (`records('ticket')[0]`). `status`: the desk's own id of it. */
export const setStatusInput = z.strictObject({ ticket: recordId.optional(), status: recordId });

/** For colleagues: the person does not see it. */
export const addTicketNoteInput = z.strictObject({
  ticket: recordId.optional(),
  text: z.string().trim().min(1).max(10_000),
});

export const deskOperations = {
  'desk.create-ticket': writesRecord(createTicketInput, () => false),
  'desk.set-status': writesRecord(setStatusInput, () => true),
  'desk.add-note': writesRecord(addTicketNoteInput, () => false),
} as const;
export type DeskOperation = keyof typeof deskOperations;
