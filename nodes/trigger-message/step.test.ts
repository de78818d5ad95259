import { describe, expect, it } from 'vitest';
import { matchesEvent } from '../../flows/segments/event-rule.ts';
import { eventView, moment } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { trigger } from './step.ts';

const now = moment('2026-06-05T12:00');

function takes(config: object, props: Record<string, unknown>): boolean {
  const plan = trigger(spec.config.parse(config), now, () => null);
  if (plan.kind !== 'event') return false;
  const event = eventView('message.received', { channel: 'telegram', text: '', ...props });
  return (plan.where === null || matchesEvent(plan.where, event, now)) && plan.accepts?.(event) !== false;
}

describe('trigger-message', () => {
  it('takes what is written, in its channel', () => {
    expect(takes({ match: { by: 'any' } }, { text: 'Hello' })).toBe(true);
    expect(takes({ channel: 'telegram', match: { by: 'any' } }, { text: 'Hello' })).toBe(true);
    expect(takes({ channel: 'email', match: { by: 'any' } }, { text: 'Hello' })).toBe(false);
    expect(takes({ match: { by: 'any' } }, { button: 'yes' })).toBe(false);
  });

  it.each([
    ['Stop!', ['stop'], true],
    ['please STOP now', ['start', 'stop'], true],
    ['nonstop', ['stop'], false],
    ['stopping', ['stop'], false],
    ['Хочу СКИДКУ, пожалуйста', ['скидку'], true],
    ['мені п’ять', ["п'ять"], true],
    ['i want to  order, a pizza', ['order a pizza'], true],
    ['i order pizza', ['order a pizza'], false],
    ['Café', ['CAFE\u0301'], true],
    ['', ['stop'], false],
  ])('finds whole words: %s', (text, words, found) => {
    expect(takes({ match: { by: 'keywords', words } }, { text })).toBe(found);
  });

  it('takes one button, or any', () => {
    const config = { match: { by: 'button', button: 'yes' } };
    expect(takes(config, { button: 'yes' })).toBe(true);
    expect(takes(config, { button: 'no' })).toBe(false);
    expect(takes(config, { text: 'yes' })).toBe(false);
  });

  it('takes the start of a bot, with its payload or any', () => {
    expect(takes({ match: { by: 'start' } }, { text: '/start', start: '' })).toBe(true);
    expect(takes({ match: { by: 'start' } }, { text: 'Hello' })).toBe(false);
    expect(takes({ match: { by: 'start', payload: 'spring' } }, { start: 'spring' })).toBe(true);
    expect(takes({ match: { by: 'start', payload: 'spring' } }, { start: 'autumn' })).toBe(false);
  });

  it('refuses words without a letter', () => {
    expect(spec.config.safeParse({ match: { by: 'keywords', words: ['?!'] } }).success).toBe(false);
  });
});
