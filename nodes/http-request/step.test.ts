import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taken } from '../../flows/sdk/answer.ts';
import { filled } from '../../flows/sdk/json-template.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import { contactView, eventView, stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const config = (over: Record<string, unknown> = {}) =>
  spec.config.parse({ account: 'shop', method: 'POST', url: 'https://shop.test/orders', ...over });
const asked = (over: Record<string, unknown>, args: Parameters<typeof stepArgs>[1] = {}) => {
  const outcome = step(stepArgs(config(over), args as never));
  return outcome.kind === 'operate' ? outcome.operation : outcome;
};
const told = (over: Record<string, unknown>, result: unknown) =>
  step(stepArgs(config(over), { input: { kind: 'operated', result: result as never } }));

describe('http-request', () => {
  it('asks for the request once, with everything filled in', () => {
    const event = eventView('order.created', { total: 250.5, note: 'a "b" \\ c' });
    expect(
      asked(
        {
          query: [{ name: 'q 1', value: 'a&b' }],
          headers: [{ name: 'X-Shop', value: 'main' }],
          body: '{ "total": "{{ event.total }}", "note": "{{ event.note }}", "tags": ["new", 5, null] }',
          tries: 2,
          timeout: 'PT1H',
          repeatable: true,
        },
        { event },
      ),
    ).toEqual({
      account: 'shop',
      name: 'http.request',
      input: {
        method: 'POST',
        url: 'https://shop.test/orders?q%201=a%26b',
        headers: { 'X-Shop': 'main' },
        body: { total: 250.5, note: 'a "b" \\ c', tags: ['new', 5, null] },
        repeatable: true,
      },
      tries: 2,
      timeout: 'PT1H',
    });
  });
  it('sends no contents where the method has none', () => {
    expect(asked({ method: 'GET', body: '{}' })).toMatchObject({
      input: { method: 'GET', url: 'https://shop.test/orders' },
    });
    expect(asked({ method: 'GET', body: '{}' })).not.toHaveProperty('input.body');
    expect(spec.check?.(config({ method: 'GET', body: '{}' })).map(({ code }) => code)).toEqual(['body-ignored']);
  });
  it('lets no value break out of the JSON', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const body = filled('{"a":"{{ x }}","b":["{{ x }}"]}', () => value);
        expect(JSON.parse(JSON.stringify(body))).toEqual({ a: value, b: [value] });
      }),
    );
  });
  it('saves what the answer has, with its type, and says what was missing', () => {
    const save = [
      { path: 'data.items[0].id', field: 'attributes.order' },
      { path: '$.lang', field: 'language' },
      { path: 'data.gone', field: 'attributes.gone' },
      { path: 'data', field: 'attributes.data' },
    ];
    const body = { lang: 'not a language!', data: { items: [{ id: 71 }] } };
    expect(told({ save }, { status: 'done', value: { status: 201, ok: true, body } })).toEqual({
      kind: 'change',
      outlet: 'next',
      changes: [{ op: 'set', field: 'attributes.order', value: 71 }],
      why: {
        status: 201,
        saved: { 'attributes.order': 71 },
        missing: ['language', 'attributes.gone', 'attributes.data'],
      },
    });
  });
  it('reads nothing that the answer does not own', () => {
    expect(taken({}, [{ path: 'constructor.name', field: 'attributes.a' }]).found).toEqual([]);
    expect(taken('text', [{ path: 'length', field: 'attributes.a' }]).found).toEqual([]);
  });
  it('goes on when a stand-in answered, and by "failed" when the server said no, or nothing', () => {
    expect(told({}, { status: 'done', value: {} })).toEqual({ kind: 'go', outlet: 'next', why: { status: null } });
    expect(told({}, { status: 'done', value: { status: 422, ok: false, body: {} } })).toEqual({
      kind: 'go',
      outlet: 'failed',
      why: { status: 422 },
    });
    expect(told({}, { status: 'failed', reason: 'unknown' })).toMatchObject({
      outlet: 'failed',
      why: { reason: 'unknown' },
    });
  });
  it('fails, asking nobody, when a text cannot be filled in', () => {
    const render = () => {
      throw new KaskadError('render-failed', 'nothing there');
    };
    expect(asked({}, { render })).toEqual({ kind: 'go', outlet: 'failed', why: { reason: 'render-failed' } });
    expect(asked({ url: ' ' })).toMatchObject({ outlet: 'failed' });
  });
  it('keeps a number of the contact a number', () => {
    const contact = contactView({ attributes: { points: 7 } });
    expect(asked({ body: '{"p":"{{ contact.points }}"}' }, { contact })).toMatchObject({ input: { body: { p: 7 } } });
  });
  it.each([
    [{ url: '' }, 'empty-url'],
    [{ url: 'file:///etc/passwd' }, 'not-a-web-address'],
    [{ body: '{ "a": {{ event.a }} }' }, 'not-json'],
  ])('says what is wrong with %o', (over, code) => {
    expect(spec.check?.(config(over)).map((problem) => problem.code)).toEqual([code]);
  });
});
