import type * as z from 'zod';
import { defineStep, type StepArgs } from '../../flows/sdk/node.ts';
import { go, type Memory, operate } from '../../flows/sdk/outcome.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import { spec } from './schema.ts';

type Args = StepArgs<z.output<typeof spec.config>>;

export const step = defineStep(spec, (args) => {
  const { config, contact, input } = args;
  try {
    if (input.kind === 'arrived') {
      const { account, work } = config;
      if (work === 'create-ticket' && contact.email === null && contact.phone === null)
        return go('failed', { reason: 'no-address' });
      return operate({ account, name: `desk.${work}`, input: wish(args) });
    }
    if (input.kind !== 'operated') return go('failed', { reason: 'interrupted' });
    const { result } = input;
    if (result.status === 'failed') return go('failed', { reason: result.reason });
    return go('next', { record: idOf(result.value) });
  } catch (error) {
    if (error instanceof KaskadError) return go('failed', { reason: error.code });
    throw error;
  }
});

function wish({ config, contact, render }: Args): { [name: string]: Memory } {
  const { work, subject = '', text = '', priority, status = '', fields = [] } = config;
  if (work === 'set-status') return { status };
  const words = render(text).trim().slice(0, 10_000);
  if (work === 'add-note') return { text: words };
  const { email, phone, first_name, last_name } = contact;
  const name = oneLine([first_name, last_name].filter((part) => part).join(' '));
  return {
    ...(email === null ? {} : { email }),
    ...(phone === null ? {} : { phone }),
    ...(name === '' ? {} : { name }),
    subject: oneLine(render(subject)),
    text: words,
    ...(priority === undefined ? {} : { priority }),
    ...(fields.length === 0
      ? {}
      : { values: Object.fromEntries(fields.map(({ name: field, value }) => [field, render(value).trim()])) }),
  };
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 250);

/** In a forecast nothing is written, and nothing is told. */
function idOf(value: unknown): string | null {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : null;
  return typeof id === 'string' ? id : null;
}
