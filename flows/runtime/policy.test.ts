/** The reasons against a message come in the order that docs/engine.md lists; the first that applies is told. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKindOf, suppressionReasons } from '../sdk/channels.ts';
import type { AddressView, ContactView } from '../sdk/contact.ts';
import type { MessageDraft } from '../sdk/outcome.ts';
import type { Facts } from '../segments/facts.ts';
import { canReach, judge, type PolicyInput, quietUntil } from './policy.ts';

const hour = 3_600_000;
/** 22:30 in Kyiv. */
const night = Date.UTC(2026, 0, 15, 20, 30);
const morning = Date.UTC(2026, 0, 16, 7);

const contact: ContactView = {
  id: 1,
  key: 'anna',
  email: null,
  phone: null,
  first_name: null,
  last_name: null,
  language: null,
  country: null,
  timezone: 'Europe/Kyiv',
  createdAt: 0,
  tags: [],
  attributes: {},
};

const factsOf = (
  addresses: AddressView[],
  consents: ReturnType<Facts['consents']> = [],
  more: { wroteAt?: number; pausedUntil?: number } = {},
): Facts => ({
  contact,
  addresses: () => addresses,
  consents: () => consents,
  events: () =>
    more.wroteAt === undefined
      ? []
      : [
          { id: 1, at: more.wroteAt, props: { channel: 'whatsapp' } },
          { id: 2, at: more.wroteAt + 60 * hour, props: { channel: 'telegram' } },
        ],
  messages: () => [],
  inFlow: () => false,
  inList: () => false,
  pausedUntil: () => more.pausedUntil ?? null,
});

const draft: MessageDraft = {
  channel: 'whatsapp',
  account: 'mail',
  topic: 'marketing',
  content: {},
  htmlParts: [],
  buttons: [],
  onSuppressed: 'not-sent',
  ignoreQuietHours: false,
  ttl: null,
};

/** What is wrong with a message, in the order of the list. */
const troubles = [
  'contact-deleted',
  'holdout',
  'already-sent',
  'no-address',
  'bad-address',
  'no-consent',
  'offer-over',
  'offer-early',
  'automation-paused',
  'outside-window',
  'quiet-hours',
  'frequency-cap',
  'budget',
  'account-paused',
  'no-code',
  'render-failed',
  'expired',
] as const;
type Trouble = (typeof troubles)[number];

function inputWith(wrong: ReadonlySet<Trouble>, onSuppressed: MessageDraft['onSuppressed'] = 'not-sent'): PolicyInput {
  const addresses: AddressView[] = wrong.has('no-address')
    ? []
    : [{ kind: 'whatsapp', value: '+380501112233', state: wrong.has('bad-address') ? 'bounced' : 'valid' }];
  const facts = factsOf(addresses, [{ channel: 'whatsapp', topic: '', granted: !wrong.has('no-consent') }], {
    wroteAt: wrong.has('outside-window') ? night - 24 * hour : night - 24 * hour + 1,
    pausedUntil: wrong.has('automation-paused') ? night + 3 * hour : night,
  });
  return {
    draft: { ...draft, onSuppressed },
    facts: wrong.has('contact-deleted') ? null : facts,
    holdout: wrong.has('holdout'),
    alreadySent: wrong.has('already-sent'),
    settings: {
      budget: { amount: 10, currency: 'UAH' },
      ...(wrong.has('quiet-hours') ? { quietHours: { from: '21:00', to: '09:00' } } : {}),
    },
    workspace: { quietHours: null, caps: [{ channel: null, count: 1, per: 'P1D' }] },
    capUntil: () => (wrong.has('frequency-cap') ? night + 5 * hour : null),
    overBudget: () => wrong.has('budget'),
    now: { ms: night, zone: 'Europe/Kyiv' },
    expiresAt: wrong.has('expired') ? night - 1 : null,
    accountPausedUntil: wrong.has('account-paused') ? night + hour : null,
    offer: {
      opensAt: wrong.has('offer-early') ? night + 2 * hour : null,
      endsAt: wrong.has('offer-over') ? night : null,
    },
    unfilled: () => (wrong.has('no-code') ? 'no-code' : wrong.has('render-failed') ? 'render-failed' : null),
  };
}

describe('Sending: before each send, in this order, and each with its own reason code', () => {
  it('[S1] is that of the published list', () => {
    expect(suppressionReasons).toEqual(troubles);
  });

  it('[S1] the first that applies is told, whatever else is wrong', () => {
    fc.assert(
      fc.property(fc.subarray([...troubles]), (some) => {
        const verdict = judge(inputWith(new Set(some)));
        const first = troubles.find((trouble) => some.includes(trouble));
        if (first === undefined) {
          expect(verdict).toEqual({ kind: 'send', recipient: '+380501112233' });
        } else if (first === 'account-paused') {
          // Nobody chose that: it waits, unless its time is over before the pause is.
          expect(verdict).toMatchObject(
            some.includes('expired')
              ? { kind: 'suppress', reason: 'expired' }
              : { kind: 'wait', reason: 'account-paused', until: night + hour },
          );
        } else {
          expect(verdict).toMatchObject({ kind: 'suppress', reason: first });
        }
      }),
    );
  });

  it('content is filled in only when nothing before forbids the message', () => {
    fc.assert(
      fc.property(fc.subarray([...troubles], { minLength: 1 }), (some) => {
        let asked = 0;
        judge({
          ...inputWith(new Set(some)),
          unfilled: () => {
            asked++;
            return null;
          },
        });
        const before = some.some(
          (trouble) => trouble !== 'no-code' && trouble !== 'render-failed' && trouble !== 'expired',
        );
        expect(asked).toBe(before ? 0 : 1);
      }),
    );
  });
});

describe('Sending: the vendor window', () => {
  const outside = () => inputWith(new Set(['outside-window']));
  it('is open for 24 hours after the person wrote in that very channel', () => {
    expect(judge(inputWith(new Set()))).toMatchObject({ kind: 'send' });
    expect(judge(outside())).toMatchObject({ kind: 'suppress', reason: 'outside-window' });
  });
  it('is no concern of approved templates, and of channels without one', () => {
    expect(judge({ ...outside(), draft: { ...draft, template: true } })).toMatchObject({ kind: 'send' });
    for (const channel of ['messenger', 'instagram', 'sms', 'email', 'telegram']) {
      const facts = factsOf(
        [{ kind: addressKindOf(channel), value: 'x', state: 'valid' }],
        [{ channel, topic: '', granted: true }],
      );
      const windowed = channel === 'messenger' || channel === 'instagram';
      expect(judge({ ...outside(), facts, draft: { ...draft, channel } })).toMatchObject(
        windowed ? { kind: 'suppress', reason: 'outside-window' } : { kind: 'send' },
      );
    }
  });
  it('a Telegram user who has not started the bot has no address', () => {
    const facts = factsOf([{ kind: 'email', value: 'a@b.c', state: 'valid' }]);
    expect(judge({ ...outside(), facts, draft: { ...draft, channel: 'telegram' } })).toMatchObject({
      reason: 'no-address',
    });
  });
});

describe('Sending: caps and quiet hours of the workspace', () => {
  it('a cap is waited out, or not, as the author chose', () => {
    const until = night + 5 * hour;
    const capped = (choice: MessageDraft['onSuppressed']) => judge(inputWith(new Set(['frequency-cap']), choice));
    expect(capped('wait')).toEqual({ kind: 'wait', reason: 'frequency-cap', until });
    expect(capped('not-sent')).toMatchObject({ kind: 'suppress', reason: 'frequency-cap' });
    expect(capped('exit')).toMatchObject({ kind: 'suppress', reason: 'frequency-cap' });
  });
  it('service messages pass', () => {
    const capped = inputWith(new Set(['frequency-cap']));
    expect(judge({ ...capped, draft: { ...draft, topic: 'service' } })).toMatchObject({ kind: 'send' });
  });
  it('the flow’s own quiet hours replace those of the workspace', () => {
    const workspace = { quietHours: { from: '21:00', to: '09:00' }, caps: [] };
    const input = { ...inputWith(new Set()), workspace };
    expect(judge(input)).toMatchObject({ reason: 'quiet-hours' });
    const own = { ...input, settings: { quietHours: { from: '02:00', to: '05:00' } } };
    expect(judge(own)).toMatchObject({ kind: 'send' });
  });
});

describe('Sending: a contact in an operator’s hands', () => {
  it('waits till the person is done, service messages too', () => {
    const paused = inputWith(new Set(['automation-paused']), 'wait');
    const waits = { kind: 'wait', reason: 'automation-paused', until: night + 3 * hour };
    expect(judge(paused)).toEqual(waits);
    expect(judge({ ...paused, draft: { ...paused.draft, topic: 'service' } })).toEqual(waits);
  });
});

describe('what passes by itself', () => {
  it('quiet hours are waited out where the author says so, unless the message is too old by then', () => {
    const quiet = inputWith(new Set(['quiet-hours']), 'wait');
    expect(judge(quiet)).toEqual({ kind: 'wait', reason: 'quiet-hours', until: morning });
    expect(judge({ ...quiet, expiresAt: morning - 1 })).toMatchObject({ kind: 'suppress', reason: 'expired' });
    expect(judge({ ...quiet, expiresAt: morning })).toMatchObject({ kind: 'wait' });
    expect(judge(inputWith(new Set(['quiet-hours']), 'exit'))).toMatchObject({
      kind: 'suppress',
      reason: 'quiet-hours',
    });
  });

  it('only a service message may ignore quiet hours, and only it needs no consent', () => {
    const wrong = new Set<Trouble>(['no-consent', 'quiet-hours']);
    const loud = { ...draft, ignoreQuietHours: true };
    expect(judge({ ...inputWith(wrong), draft: { ...loud, topic: 'service' } })).toMatchObject({ kind: 'send' });
    expect(judge({ ...inputWith(new Set(['quiet-hours'])), draft: loud })).toMatchObject({ reason: 'quiet-hours' });
    expect(judge({ ...inputWith(wrong), draft: { ...draft, topic: 'service' } })).toMatchObject({
      reason: 'quiet-hours',
    });
  });

  it('[W6] quiet hours hold from their first minute till before their last, over midnight too', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const clock = (m: number) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
    fc.assert(
      fc.property(minute, minute, minute, (from, to, now) => {
        const midnight = Date.UTC(2026, 0, 15);
        const until = quietUntil({ from: clock(from), to: clock(to) }, { ms: midnight + now * 60_000, zone: 'UTC' });
        const length = (to - from + 1440) % 1440;
        const into = (now - from + 1440) % 1440;
        expect(until).toBe(into < length ? midnight + (now + length - into) * 60_000 : null);
      }),
    );
  });
});

describe('addresses and consent', () => {
  it('the first good address is taken; the topic speaks before the channel', () => {
    const addresses: AddressView[] = [
      { kind: 'phone', value: '+380501234567', state: 'valid' },
      { kind: 'email', value: 'old@example.com', state: 'bounced' },
      { kind: 'email', value: 'new@example.com', state: 'unconfirmed' },
    ];
    const consents = [
      { channel: 'email', topic: '', granted: true },
      { channel: 'email', topic: 'news', granted: false },
      { channel: 'sms', topic: 'marketing', granted: false },
    ];
    const letter = { ...draft, channel: 'email' };
    const input = { ...inputWith(new Set()), draft: letter, facts: factsOf(addresses, consents) };
    expect(judge(input)).toEqual({ kind: 'send', recipient: 'new@example.com' });
    expect(judge({ ...input, draft: { ...letter, topic: 'news' } })).toMatchObject({ reason: 'no-consent' });
    expect(judge({ ...input, draft: { ...draft, channel: 'sms' } })).toMatchObject({ reason: 'no-consent' });
    expect(judge({ ...input, draft: { ...draft, channel: 'viber' } })).toMatchObject({ reason: 'no-address' });
  });

  it('somebody can be reached exactly when a message at noon would leave', () => {
    const state = fc.constantFrom('valid', 'unconfirmed', 'bounced', 'blocked');
    const address = fc.record({ kind: fc.constantFrom('email', 'phone'), value: fc.constant('x'), state });
    const consent = fc.record({
      channel: fc.constantFrom('email', 'sms'),
      topic: fc.constantFrom('', 'marketing', 'news'),
      granted: fc.boolean(),
    });
    const topic = fc.constantFrom('marketing', 'news', 'service');
    fc.assert(
      fc.property(fc.array(address, { maxLength: 4 }), fc.array(consent, { maxLength: 4 }), topic, (a, c, t) => {
        const facts = factsOf(a as AddressView[], c);
        const verdict = judge({ ...inputWith(new Set()), facts, draft: { ...draft, channel: 'email', topic: t } });
        expect(canReach(facts, 'email', t)).toBe(verdict.kind === 'send');
      }),
    );
  });
});
