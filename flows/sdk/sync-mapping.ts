/** Which fields of a CRM come in, and what wins where both sides know a value. The deciding is in contacts/sync. */
import * as z from 'zod';

/**
 * `fill`: the CRM fills what is empty here, and replaces what it wrote itself. `crm`: its value always. `keep`: ours always; it fills only
 * what is empty. `newer`: as `fill`, and beyond it whichever changed last.
 */
export const conflictRules = ['fill', 'crm', 'keep', 'newer'] as const;
export type ConflictRule = (typeof conflictRules)[number];

const fieldMapping = z.strictObject({
  /** The vendor's name of the field. */
  from: z.string().min(1).max(200),
  /** A field of contacts, as imports name it: `attributes.city`, `language`, `tags`. Names and addresses come in by themselves. */
  to: z
    .string()
    .regex(/^(?:language|country|timezone|tags|attributes\.[\p{L}\p{N}_][\p{L}\p{N}_ -]{0,99})$/u, 'no-such-field'),
  /** Left out: the rule of all. */
  rule: z.enum(conflictRules).optional(),
});

export const syncMapping = z.strictObject({
  /** Of names, addresses, and of fields without their own. */
  rule: z.enum(conflictRules),
  fields: z
    .array(fieldMapping)
    .max(200)
    .refine((fields) => new Set(fields.map(({ to }) => to)).size === fields.length, 'two-fields-into-one'),
});
export type SyncMapping = z.output<typeof syncMapping>;

export const plainMapping: SyncMapping = { rule: 'fill', fields: [] };
