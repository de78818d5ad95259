import type * as z from 'zod';
import { defineStep, type StepArgs } from '../../flows/sdk/node.ts';
import { go, type Memory, operate } from '../../flows/sdk/outcome.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import { addDuration } from '../../flows/sdk/time.ts';
import { needsContact, spec } from './schema.ts';

type Config = z.output<typeof spec.config>;
type Args = StepArgs<Config>;

/** Remembered while the contact is saved, before what the block is for; after that, the contact's id there. */
const savingFirst = 'contact';
const isSaved = (memory: Memory): memory is { saved: string | null } =>
  typeof memory === 'object' && memory !== null && 'saved' in memory;

export const step = defineStep(spec, (args) => {
  const { config, contact, input, memory } = args;
  const { account, work } = config;
  const main = (saved: string | null) => ({ account, name: `crm.${work}`, input: wish(args, saved) });
  try {
    if (input.kind === 'arrived') {
      if (isSaved(memory)) return operate(main(memory.saved), memory);
      const first = needsContact(work, config.about);
      if (work !== 'save-contact' && !first) return operate(main(null));
      if (contact.email === null && contact.phone === null) return go('failed', { reason: 'no-address' });
      const save = { account, name: 'crm.save-contact', input: person(args, work === 'save-contact') };
      return first ? operate(save, savingFirst) : operate(save);
    }
    if (input.kind !== 'operated') return go('failed', { reason: 'interrupted' });
    const { result } = input;
    if (result.status === 'failed') return go('failed', { reason: result.reason });
    const id = idOf(result.value);
    if (memory === savingFirst) return operate(main(id), { saved: id });
    return go('next', { record: id });
  } catch (error) {
    if (error instanceof KaskadError) return go('failed', { reason: error.code });
    throw error;
  }
});

function person(args: Args, withFields: boolean): { [name: string]: Memory } {
  const { email, phone, first_name: firstName, last_name: lastName } = args.contact;
  return {
    ...(email === null ? {} : { email }),
    ...(phone === null ? {} : { phone }),
    ...(firstName === null ? {} : { firstName: firstName.slice(0, 250) }),
    ...(lastName === null ? {} : { lastName: lastName.slice(0, 250) }),
    ...(withFields ? fieldsOf(args) : {}),
  };
}

function wish(args: Args, contact: string | null): { [name: string]: Memory } {
  const { config, render, now } = args;
  const { work, pipeline, stage, about = 'contact', due = 'P1D' } = config;
  const where = {
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(stage === undefined ? {} : { stage }),
  };
  if (work === 'move-deal') return where;
  if (work === 'create-deal') {
    const amount = Number(
      render(config.amount ?? '')
        .replace(/[\s\u00a0]/g, '')
        .replace(',', '.') || Number.NaN,
    );
    return {
      ...(contact === null ? {} : { contact }),
      title: oneLine(render(config.title ?? '')),
      ...(Number.isFinite(amount) && amount >= 0 ? { amount } : {}),
      ...(config.currency === undefined ? {} : { currency: config.currency }),
      ...where,
      ...fieldsOf(args),
    };
  }
  return {
    about,
    ...(contact === null ? {} : { record: contact }),
    text: render(config.text ?? '')
      .trim()
      .slice(0, 2000),
    ...(work === 'add-task' ? { dueAt: addDuration(now, due).ms } : {}),
  };
}

function fieldsOf({ config: { fields = [] }, render }: Args): { values?: { [name: string]: Memory } } {
  if (fields.length === 0) return {};
  return { values: Object.fromEntries(fields.map(({ name, value }) => [name, render(value).trim()])) };
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 250);

/** In a forecast nothing is written, and nothing is told. */
function idOf(value: unknown): string | null {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : null;
  return typeof id === 'string' ? id : null;
}
