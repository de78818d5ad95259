import { describe, expect, it } from 'vitest';
import { propsInWords, type Say, type TimelineEntry, timelineWords } from './timeline-words.ts';

const words: Record<string, string> = {
  'app:message.suppressed': 'Not sent',
  'app:message.read': 'Read',
  'app:yes': 'yes',
  'timeline.journey.entered': 'Entered “{{flow}}”',
  'timeline.event.order.created': 'Order placed',
  'timeline.repliedIn': 'Answered in {{channel}}',
  'timeline.goneFlow': 'a deleted flow',
  'timeline.operation.http.request': 'HTTP request',
  'timeline.operationState.done': 'done',
  'links:timeline.person': 'Followed “{{link}}”',
  'links:timeline.machine': 'A machine opened “{{link}}”',
  'links:timeline.times': '{{count}} times',
  'links:sign.known': 'a known robot',
  'timeline.operationState.unknown': 'not known whether it was done',
};
const say: Say = {
  t: (key, params = {}) => words[key]?.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name])) ?? null,
  channel: (channel) => channel.toUpperCase(),
  flow: (id) => (id === 'f1' ? 'Welcome' : null),
  reason: (code) => (code === 'no-consent' ? 'there is no consent' : code),
  exit: (code) => code,
  number: (value) => value.toLocaleString('en'),
};
const entry = (over: Partial<TimelineEntry>): TimelineEntry => ({
  at: '2026-01-01T10:00:00Z',
  kind: 'event',
  type: 'order.created',
  flow: null,
  node: null,
  channel: null,
  state: null,
  reason: null,
  text: null,
  props: {},
  ...over,
});

describe('timelineWords', () => {
  it('tells people who follow a link from machines', () => {
    const click = { link: 'Shoes', url: 'https://shop.example/a', times: 1 };
    expect(timelineWords(entry({ type: 'link.followed', props: { ...click, times: 3 } }), say)).toEqual({
      title: 'Followed “Shoes”',
      detail: 'https://shop.example/a · 3 times',
      reason: null,
      tone: 'ok',
    });
    expect(timelineWords(entry({ type: 'link.followed', props: { ...click, machine: 'known' } }), say)).toEqual({
      title: 'A machine opened “Shoes”',
      detail: 'https://shop.example/a',
      reason: 'a known robot',
      tone: 'plain',
    });
  });

  it('says why a message was not sent', () => {
    const said = timelineWords(
      entry({ kind: 'message', channel: 'sms', state: 'suppressed', reason: 'no-consent' }),
      say,
    );
    expect(said).toMatchObject({ title: 'SMS: Not sent', reason: 'there is no consent', tone: 'warn' });
  });

  it('keeps a reason it has no words for', () => {
    expect(timelineWords(entry({ kind: 'message', channel: 'sms', state: 'read', reason: 'odd' }), say).reason).toBe(
      'odd',
    );
  });

  it('names the flow a person entered, also when it is gone', () => {
    expect(timelineWords(entry({ kind: 'journey', type: 'entered', flow: 'f1' }), say).title).toBe('Entered “Welcome”');
    expect(timelineWords(entry({ kind: 'journey', type: 'entered', flow: 'f9' }), say).title).toBe(
      'Entered “a deleted flow”',
    );
  });

  it('says what was asked of another system, and what came of it', () => {
    const asked = entry({
      kind: 'operation',
      type: 'http.request',
      state: 'done',
      text: 'POST https://a.test',
      props: { status: 201 },
    });
    expect(timelineWords(asked, say)).toMatchObject({
      title: 'HTTP request: done',
      detail: 'POST https://a.test · status: 201',
      tone: 'ok',
    });
    const lost = entry({ kind: 'operation', type: 'crm.note', state: 'unknown', reason: 'odd' });
    expect(timelineWords(lost, say)).toMatchObject({
      title: 'crm.note: not known whether it was done',
      reason: 'odd',
      tone: 'warn',
    });
  });

  it('gives an event of a type nobody knows its own name', () => {
    expect(timelineWords(entry({ type: 'pizza.eaten' }), say).title).toBe('pizza.eaten');
  });

  it('shows what the person answered', () => {
    const said = timelineWords(entry({ kind: 'reply', channel: 'telegram', text: 'Yes please' }), say);
    expect(said).toMatchObject({ title: 'Answered in TELEGRAM', detail: 'Yes please' });
  });
});

describe('propsInWords', () => {
  it('shows flat properties, ids undigested', () => {
    expect(
      propsInWords({ order_id: 12345, total: 12345.5, gift: true, items: [1, 2], deep: { a: 1 }, empty: '' }, say),
    ).toBe('order_id: 12345 · total: 12,345.5 · gift: yes · items: 2');
  });

  it('stops after a few and has nothing to say about nothing', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`p${index}`, 'x']));
    expect(propsInWords(many, say, 2)).toBe('p0: x · p1: x · …');
    expect(propsInWords({}, say)).toBeNull();
  });
});
