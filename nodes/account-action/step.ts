import type * as z from 'zod';
import { taken } from '../../flows/sdk/answer.ts';
import { defineStep, type StepArgs } from '../../flows/sdk/node.ts';
import { change, go, type Memory, operate } from '../../flows/sdk/outcome.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import { readAs } from './input.ts';
import { spec } from './schema.ts';

type Args = StepArgs<z.output<typeof spec.config>>;

export const step = defineStep(spec, (args) => {
  const { account, operation, save = [] } = args.config;
  const { input } = args;
  if (input.kind === 'arrived') {
    if (operation === undefined) return go('failed', { reason: 'no-operation' });
    const wish = wishOf(args);
    return 'failed' in wish ? go('failed', wish.failed) : operate({ account, name: operation, input: wish.input });
  }
  if (input.kind !== 'operated') return go('failed', { reason: 'interrupted' });
  const { result } = input;
  if (result.status === 'failed') return go('failed', { reason: result.reason });
  // An answer may say itself that it is none of success: a server's, whose status is kept.
  if (isRefusal(result.value)) return go('failed', { reason: 'refused', status: result.value.status ?? null });
  const { found, missing } = taken(result.value, save);
  // The journal keeps what was taken from the answer, not the answer.
  const why = {
    ...(found.length === 0 ? {} : { saved: Object.fromEntries(found.map(({ field, value }) => [field, value])) }),
    ...(missing.length === 0 ? {} : { missing }),
  };
  if (found.length === 0) return go('next', why);
  return change(
    found.map(({ field, value }) => ({ op: 'set' as const, field, value })),
    'next',
    why,
  );
});

function wishOf(args: Args): { input: Memory } | { failed: { reason: string; field?: string } } {
  const wish: { [field: string]: Memory } = {};
  for (const one of args.config.input ?? []) {
    try {
      const value = readAs(one, args);
      if (value === null) return { failed: { reason: 'bad-value', field: one.field } };
      if (value !== undefined) wish[one.field] = value;
    } catch (error) {
      if (error instanceof KaskadError) return { failed: { reason: error.code, field: one.field } };
      throw error;
    }
  }
  return { input: wish };
}

const isRefusal = (value: unknown): value is { ok: false; status?: number } =>
  typeof value === 'object' && value !== null && 'ok' in value && value.ok === false;
