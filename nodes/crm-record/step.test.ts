import { describe, expect, it } from 'vitest';
import { addTaskInput, createDealInput, moveDealInput, saveContactInput } from '../../flows/sdk/crm.ts';
import type { Memory } from '../../flows/sdk/outcome.ts';
import { contactView, moment, stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const config = (over: Record<string, unknown>) => spec.config.parse({ account: 'crm', work: 'save-contact', ...over });
const asked = (over: Record<string, unknown>, args: Parameters<typeof stepArgs>[1] = {}) =>
  step(stepArgs(config(over), args as never));
const done = (over: Record<string, unknown>, memory: Memory, value: unknown = { kind: 'contact', id: '7' }) =>
  asked(over, { memory, input: { kind: 'operated', result: { status: 'done', value } as never } });

describe('crm-record', () => {
  it('saves the contact with what the profile has, and its fields', () => {
    const outcome = asked({ fields: [{ name: 'ufCrm_1', value: ' Kyiv ' }] });
    expect(outcome).toMatchObject({ kind: 'operate' });
    if (outcome.kind !== 'operate') throw new Error('does not operate');
    expect(outcome.operation).toEqual({
      account: 'crm',
      name: 'crm.save-contact',
      input: { email: 'anna@example.com', phone: '+380501112233', firstName: 'Anna', values: { ufCrm_1: 'Kyiv' } },
    });
    expect(saveContactInput.safeParse(outcome.operation.input).success).toBe(true);
    expect(done({}, null)).toMatchObject({ kind: 'go', outlet: 'next', why: { record: '7' } });
  });

  it('makes a deal of the contact, whom it saves first', () => {
    const deal = {
      work: 'create-deal',
      title: 'Order\n42',
      amount: '1 500,50',
      stage: 'NEW',
      fields: [{ name: 'f', value: 'x' }],
    };
    const first = asked(deal);
    expect(first).toMatchObject({ kind: 'operate', operation: { name: 'crm.save-contact' } });
    expect(first).not.toHaveProperty('operation.input.values');
    const second = done(deal, 'contact');
    if (second.kind !== 'operate') throw new Error('does not operate');
    expect(second.operation).toMatchObject({ name: 'crm.create-deal' });
    expect(createDealInput.parse(second.operation.input)).toEqual({
      contact: '7',
      title: 'Order 42',
      amount: 1500.5,
      stage: 'NEW',
      values: { f: 'x' },
    });
    expect(done(deal, { saved: '7' }, { kind: 'deal', id: '9' })).toMatchObject({
      kind: 'go',
      outlet: 'next',
      why: { record: '9' },
    });
  });

  it('moves a deal, and leaves a task on it, without touching the contact', () => {
    const moved = asked({ work: 'move-deal', stage: 'WON' });
    if (moved.kind !== 'operate') throw new Error('does not operate');
    expect(moveDealInput.parse(moved.operation.input)).toEqual({ stage: 'WON' });
    const now = moment('2026-06-01T10:00');
    const task = asked({ work: 'add-task', about: 'deal', text: 'Call', due: 'P2D' }, { now });
    if (task.kind !== 'operate') throw new Error('does not operate');
    expect(addTaskInput.parse(task.operation.input)).toEqual({
      about: 'deal',
      text: 'Call',
      dueAt: moment('2026-06-03T10:00').ms,
    });
  });

  it('fails in words where nobody can be found by, where the CRM refused, and where a text is broken', () => {
    const contact = contactView({ email: null, phone: null });
    expect(asked({}, { contact })).toMatchObject({ outlet: 'failed', why: { reason: 'no-address' } });
    const failed = { kind: 'operated', result: { status: 'failed', reason: 'unknown' } } as never;
    expect(asked({}, { input: failed })).toMatchObject({ outlet: 'failed', why: { reason: 'unknown' } });
  });

  it('says what is missing', () => {
    const codes = (over: Record<string, unknown>) => spec.check?.(config(over)).map(({ code }) => code);
    expect(codes({})).toEqual([]);
    expect(codes({ work: 'create-deal' })).toEqual(['no-title']);
    expect(codes({ work: 'move-deal' })).toEqual(['no-stage']);
    expect(codes({ work: 'add-note' })).toEqual(['no-text']);
  });
});
