import type * as z from 'zod';
import type { AttributeValue } from '../../flows/sdk/contact.ts';
import { toNumber } from '../../flows/sdk/lookup.ts';
import { defineCohort, defineStep, type StepArgs } from '../../flows/sdk/node.ts';
import { type ContactChange, change, go } from '../../flows/sdk/outcome.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import { fitsField, typedValue } from '../../flows/sdk/profile.ts';
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
        return fitsField(wanted.field, value) ? { op: 'set', field: wanted.field, value } : { failed: 'bad-value' };
      }
    }
  } catch (error) {
    if (error instanceof KaskadError) return { failed: error.code };
    throw error;
  }
}

const resolved = (value: string | number | boolean | null, args: StepArgs<Config>): AttributeValue =>
  typeof value === 'string' ? typedValue(value, args) : value;
