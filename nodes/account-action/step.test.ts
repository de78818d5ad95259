import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addTaskInput, createDealInput } from '../../flows/sdk/crm.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import { contactView, eventView, moment, stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const config = (over: Record<string, unknown>) =>
  spec.config.parse({ account: 'crm', operation: 'crm.create-deal', ...over });
const asked = (over: Record<string, unknown>, args: Parameters<typeof stepArgs>[1] = {}) =>
  step(stepArgs(config(over), args as never));
const wish = (over: Record<string, unknown>, args: Parameters<typeof stepArgs>[1] = {}) => {
  const outcome = asked(over, args);
  if (outcome.kind !== 'operate') throw new Error(`does not operate: ${JSON.stringify(outcome)}`);
  return outcome.operation;
};
const told = (over: Record<string, unknown>, result: unknown) =>
  asked(over, { input: { kind: 'operated', result: result as never } });
const codes = (over: Record<string, unknown>) => spec.check?.(config(over)).map(({ code }) => code);

describe('account-action', () => {
  it('asks the account for the operation, each value read as it wants it', () => {
    const input = [
      { field: 'title', value: ' Order 42 ' },
      { field: 'amount', as: 'number', value: '1 500,50' },
      { field: 'currency', value: '' },
      { field: 'values', as: 'json', value: '{"f":"{{ event.total }}","g":"x"}' },
    ];
    const event = eventView('order.created', { total: 250.5 });
    const operation = wish({ input }, { event });
    expect(operation).toEqual({
      account: 'crm',
      name: 'crm.create-deal',
      input: { title: 'Order 42', amount: 1500.5, values: { f: 250.5, g: 'x' } },
    });
    expect(createDealInput.safeParse(operation.input).success).toBe(true);
  });

  it('counts a moment from when the person got here, and takes one that is written out', () => {
    const now = moment('2026-06-01T10:00');
    const due = (value: string) =>
      wish(
        {
          operation: 'crm.add-task',
          input: [
            { field: 'about', value: 'contact' },
            { field: 'text', value: 'Call' },
            { field: 'dueAt', as: 'moment', value },
          ],
        },
        { now: { ...now, ms: now.ms + 5_000 }, arrivedAt: now.ms },
      ).input;
    expect(addTaskInput.parse(due('P2D')).dueAt).toBe(moment('2026-06-03T10:00').ms);
    expect(addTaskInput.parse(due('2026-06-02T09:30')).dueAt).toBe(moment('2026-06-02T09:30').ms);
  });

  it('reads yes and no as people write them', () => {
    const one = (value: string) => asked({ input: [{ field: 'first', as: 'boolean', value }] });
    expect(one('Yes')).toMatchObject({ operation: { input: { first: true } } });
    expect(one('false')).toMatchObject({ operation: { input: { first: false } } });
    expect(one('perhaps')).toMatchObject({ outlet: 'failed', why: { reason: 'bad-value', field: 'first' } });
  });

  it('fails in words where a value cannot be read, before anything is asked', () => {
    const one = (as: string | undefined, value: string) => asked({ input: [{ field: 'amount', as, value }] });
    expect(one('number', 'a lot')).toMatchObject({ outlet: 'failed', why: { reason: 'bad-value', field: 'amount' } });
    expect(one('moment', 'soon')).toMatchObject({ outlet: 'failed', why: { reason: 'bad-value' } });
    expect(one('json', '{"a":')).toMatchObject({ outlet: 'failed', why: { reason: 'bad-value' } });
    const render = () => {
      throw new KaskadError('render-failed', 'It cannot be filled in.');
    };
    expect(asked({ input: [{ field: 'title', value: '{{ contact.city }}' }] }, { render })).toMatchObject({
      outlet: 'failed',
      why: { reason: 'render-failed', field: 'title' },
    });
    expect(asked({ operation: undefined })).toMatchObject({ outlet: 'failed', why: { reason: 'no-operation' } });
  });

  it('lets no value break out of the JSON', () => {
    fc.assert(
      fc.property(fc.string(), (said) => {
        const input = [{ field: 'values', as: 'json', value: '{"a":"{{ contact.first_name }}!"}' }];
        const contact = contactView({ first_name: said });
        const render = (template: string) => template.replace('{{ contact.first_name }}', () => said);
        expect(wish({ input }, { contact, render }).input).toEqual({ values: { a: `${said}!` } });
      }),
    );
  });

  it('goes on when it was done, saves what was asked for, and keeps no more of the answer', () => {
    const save = [
      { path: 'id', field: 'attributes.deal' },
      { path: 'stage', field: 'attributes.stage' },
    ];
    expect(told({}, { status: 'done', value: { id: '7' } })).toEqual({ kind: 'go', outlet: 'next', why: {} });
    expect(told({ save }, { status: 'done', value: { kind: 'deal', id: '7' } })).toEqual({
      kind: 'change',
      changes: [{ op: 'set', field: 'attributes.deal', value: '7' }],
      outlet: 'next',
      why: { saved: { 'attributes.deal': '7' }, missing: ['attributes.stage'] },
    });
    // In a forecast nothing is told.
    expect(told({ save }, { status: 'done', value: {} })).toMatchObject({ kind: 'go', outlet: 'next' });
  });

  it('fails where the service failed, or answered that it does not', () => {
    expect(told({}, { status: 'failed', reason: 'no-consent' })).toMatchObject({
      outlet: 'failed',
      why: { reason: 'no-consent' },
    });
    expect(told({}, { status: 'done', value: { status: 404, ok: false, body: null } })).toMatchObject({
      outlet: 'failed',
      why: { reason: 'refused', status: 404 },
    });
  });

  it('says what is missing, and does not take what sends messages', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ operation: undefined })).toEqual(['no-operation']);
    const twice = [
      { field: 'title', value: 'a' },
      { field: 'title', value: 'b' },
      { field: 'values', as: 'json', value: '{{ x }}' },
    ];
    expect(codes({ input: twice })).toEqual(['field-twice', 'not-json']);
    expect(spec.config.safeParse({ account: 'a', operation: 'message.send' }).success).toBe(false);
    expect(spec.config.safeParse({ account: 'a', operation: 'send' }).success).toBe(false);
    // A block that is not set up yet binds no account.
    expect(spec.references?.(config({ operation: undefined }))).not.toHaveProperty('accounts');
  });
});
