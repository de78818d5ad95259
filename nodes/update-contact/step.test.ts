import { describe, expect, it } from 'vitest';
import { KaskadError } from '../../flows/sdk/problem.ts';
import { contactView, eventView, stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const contact = contactView({ attributes: { points: 7 } });
const event = eventView('order.created', { total: 250.5, city: 'Lviv', blank: ' ', zone: 'Europe/Gotham' });
const made = (...changes: object[]) =>
  step(stepArgs(spec.config.parse({ changes }), { contact, event, render: (text) => `<${text}>` }));

describe('update-contact', () => {
  it('makes its changes in order', () => {
    expect(
      made(
        { op: 'set', field: 'attributes.vip', value: true },
        { op: 'set', field: 'first_name', value: null },
        { op: 'add', field: 'attributes.points', value: -3 },
        { op: 'append', field: 'attributes.cities', value: 'Kyiv {{ x }}' },
        { op: 'remove', field: 'attributes.old' },
        { op: 'tag', value: 'buyer' },
        { op: 'untag', value: 'lead' },
      ),
    ).toEqual({
      kind: 'change',
      outlet: 'next',
      changes: [
        { op: 'set', field: 'attributes.vip', value: true },
        { op: 'set', field: 'first_name', value: null },
        { op: 'add', field: 'attributes.points', value: -3 },
        { op: 'append', field: 'attributes.cities', value: '<Kyiv {{ x }}>' },
        { op: 'remove', field: 'attributes.old' },
        { op: 'tag', tag: 'buyer' },
        { op: 'untag', tag: 'lead' },
      ],
    });
  });
  it('keeps the type of a lone variable', () => {
    const set = { op: 'set', field: 'attributes.last_total' };
    expect(made({ ...set, value: '{{ event.total }}' })).toMatchObject({ changes: [{ value: 250.5 }] });
    expect(made({ ...set, value: '{{ contact.points }}' })).toMatchObject({ changes: [{ value: 7 }] });
    expect(made({ ...set, value: '{{ event.total | round }}' })).toMatchObject({
      changes: [{ value: '<{{ event.total | round }}>' }],
    });
    expect(made({ op: 'add', field: 'attributes.points', value: '{{ event.total }}' })).toMatchObject({
      changes: [{ op: 'add', value: 250.5 }],
    });
  });
  it.each([
    [{ op: 'add', field: 'attributes.points', value: '{{ event.city }}' }, 'not-a-number'],
    [{ op: 'set', field: 'timezone', value: '{{ event.zone }}' }, 'bad-value'],
    [{ op: 'set', field: 'country', value: 'Ukraine' }, 'bad-value'],
    [{ op: 'set', field: 'first_name', value: '{{ event.blank }}' }, 'bad-value'],
    [{ op: 'set', field: 'language', value: 12 }, 'bad-value'],
  ])('leaves by "failed" with the reason, and changes nothing: %o', (wanted, reason) => {
    expect(made({ op: 'tag', value: 'first' }, wanted)).toEqual({
      kind: 'go',
      outlet: 'failed',
      why: { change: 1, reason },
    });
  });
  it('leaves by "failed" when a template is bad; other errors are not hidden', () => {
    const config = spec.config.parse({ changes: [{ op: 'set', field: 'last_name', value: '{{ oops' }] });
    const failing = (error: Error) =>
      stepArgs(config, {
        render: () => {
          throw error;
        },
      });
    expect(step(failing(new KaskadError('bad-template', 'x')))).toMatchObject({ outlet: 'failed' });
    expect(() => step(failing(new TypeError('a mistake of ours')))).toThrow('a mistake of ours');
  });
  it.each(['attributes.__proto__', 'attributes.', 'attributes.a.b', 'email', 'id', 'tags'])(
    'refuses the field %s',
    (field) => {
      expect(spec.config.safeParse({ changes: [{ op: 'set', field, value: 'x' }] }).success).toBe(false);
    },
  );
});
