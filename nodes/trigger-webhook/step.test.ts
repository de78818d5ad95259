import { describe, expect, it } from 'vitest';
import { moment } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { trigger } from './step.ts';

const path = 'x'.repeat(32);
const config = (over: object = {}) => ({ path, fields: [{ from: 'customer.email', to: 'email' }], ...over });

describe('trigger-webhook', () => {
  it('has an address of its own, and takes only what arrives there', () => {
    expect(trigger(spec.config.parse(config({ id: 'order.id' })), moment('2026-06-05'), () => null)).toEqual({
      kind: 'event',
      event: 'webhook.received',
      where: null,
      addressed: 'node',
      hook: { path, fields: [{ from: 'customer.email', to: 'email' }], props: null, id: 'order.id', create: true },
    });
  });
  it.each([
    [{ path: 'short' }, 'bad-hook-path'],
    [{ path: `${path}/../x` }, 'bad-hook-path'],
    [{ fields: [{ from: 'a b', to: 'email' }] }, 'bad-place'],
    [{ fields: [{ from: 'a', to: 'shoe size' }] }, 'bad-contact-field'],
    [{ props: [{ from: 'a', to: 'flow' }] }, 'reserved-prop-name'],
  ])('refuses %o', (over, code) => {
    expect(spec.config.safeParse(config(over)).error?.issues.map(({ message }) => message)).toContain(code);
  });
  it('says what is missing: an address, or whose request it is', () => {
    const codes = (over: object) => spec.check?.(spec.config.parse(config(over))).map(({ code }) => code);
    expect(codes({})).toEqual([]);
    expect(codes({ path: '' })).toEqual(['hook-without-address']);
    expect(codes({ fields: [{ from: 'name', to: 'first_name' }] })).toEqual(['hook-without-contact']);
  });
});
