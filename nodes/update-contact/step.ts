import type * as z from 'zod';
import type { AttributeValue } from '../../flows/sdk/contact.ts';
import { languageSchema } from '../../flows/sdk/fields.ts';
import { resolved, toNumber } from '../../flows/sdk/lookup.ts';
import { defineCohort, defineStep, type StepArgs } from '../../flows/sdk/node.ts';
import { type ContactChange, change, go } from '../../flows/sdk/outcome.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import { isZone } from '../../flows/sdk/time.ts';
import { spec } from './schema.ts';

type Config = z.output<typeof spec.config>;
type Wanted = Config['changes'][number];

export const step = defineStep(spec, (args) => {
  const changes: ContactChange[] = [];
  for (const [index, wanted] of args.config.changes.entries()) {
    const made = asChange(wanted, args);
    if ('failed' in made) return go('failed', { change: index, reason: made.failed });
    changes.push(made);
  }
  return change(changes, 'next');
});

/** Changes that are the same for everybody: no templates, and nothing that could fail. */
export const cohort = defineCohort(spec, ({ changes }) => {
  const same: ContactChange[] = [];
  for (const wanted of changes) {
    const made = sameForAll(wanted);
    if (made === null) return null;
    same.push(made);
  }
  return { kind: 'change', changes: same, outlet: 'next' };
});

function sameForAll(wanted: Wanted): ContactChange | null {
  if (wanted.op === 'tag' || wanted.op === 'untag') return { op: wanted.op, tag: wanted.value };
  if (!wanted.field.startsWith('attributes.')) return null;
  if (wanted.op === 'add') {
    return typeof wanted.value === 'number' ? { op: 'add', field: wanted.field, value: wanted.value } : null;
  }
  if (wanted.op !== 'set' || typeof wanted.value === 'string') return null;
  return { op: 'set', field: wanted.field, value: wanted.value };
}

function asChange(wanted: Wanted, args: StepArgs<Config>): ContactChange | { failed: string } {
  try {
    switch (wanted.op) {
      case 'tag':
      case 'untag':
        return { op: wanted.op, tag: wanted.value };
      case 'add': {
        const value = toNumber(resolved(wanted.value, args));
        return value === null ? { failed: 'not-a-number' } : { op: 'add', field: wanted.field, value };
      }
      case 'remove':
        return wanted.value === undefined
          ? { op: 'remove', field: wanted.field }
          : { op: 'remove', field: wanted.field, value: resolved(wanted.value, args) };
      case 'append':
        return { op: 'append', field: wanted.field, value: resolved(wanted.value, args) };
      case 'set': {
        const value = resolved(wanted.value, args);
        return fits(wanted.field, value) ? { op: 'set', field: wanted.field, value } : { failed: 'bad-value' };
      }
    }
  } catch (error) {
    if (error instanceof KaskadError) return { failed: error.code };
    throw error;
  }
}

/** The fields of the profile have shapes that other parts rely on; attributes hold anything. */
function fits(field: string, value: AttributeValue): boolean {
  if (field.startsWith('attributes.') || value === null) return true;
  if (typeof value !== 'string' || value.trim() === '' || value.length > 200) return false;
  if (field === 'language') return languageSchema.safeParse(value).success;
  if (field === 'country') return /^[A-Z]{2}$/.test(value);
  return field !== 'timezone' || isZone(value);
}
