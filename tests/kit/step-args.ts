/** Arguments for a step under test: plain, complete, and easy to bend. */
import type { ContactView, EventView } from '../../flows/sdk/contact.ts';
import type { StepArgs } from '../../flows/sdk/node.ts';
import { type Moment, parseInstant } from '../../flows/sdk/time.ts';

export const contactView = (over: Partial<ContactView> = {}): ContactView => ({
  id: 1,
  key: 'c1',
  email: 'anna@example.com',
  phone: '+380501112233',
  first_name: 'Anna',
  last_name: null,
  language: 'uk',
  country: 'UA',
  timezone: 'Europe/Kyiv',
  createdAt: Date.UTC(2025, 0, 1),
  tags: [],
  attributes: {},
  ...over,
});

export const eventView = (type: string, props: Record<string, unknown> = {}, at = Date.UTC(2026, 5, 1)): EventView => ({
  id: 1,
  type,
  at,
  props,
});

/** A moment of local time: `moment('2026-06-01T10:00')`. */
export const moment = (text: string, zone = 'Europe/Kyiv'): Moment => ({
  ms: parseInstant(text, zone) ?? Number.NaN,
  zone,
});

/** Arrived on a Monday at ten, in Kyiv; no rule holds; templates render to themselves. */
export function stepArgs<Config>(config: Config, over: Partial<StepArgs<Config>> = {}): StepArgs<Config> {
  const now = over.now ?? moment('2026-06-01T10:00');
  return {
    config,
    contact: contactView(),
    event: null,
    now,
    arrivedAt: now.ms,
    key: '1:node:1',
    visit: 1,
    memory: null,
    sticky: 0,
    input: { kind: 'arrived' },
    flow: (slot) => (slot === '' ? null : `flow-${slot}`),
    offer: () => null,
    channelActivity: () => null,
    messages: () => [],
    lastWrote: () => 0,
    wrote: () => [],
    price: () => null,
    tells: () => true,
    matches: () => false,
    render: (template) => template,
    ...over,
  };
}
