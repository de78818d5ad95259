import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../flows/api/shapes.ts';
import { indexReport } from '../figures.ts';
import { compare, everything, isKept, isPossible, spanOf } from './layer.ts';
import { choicesOf, lostOf, numberOf, type PeopleOf, reachedOf } from './numbers.ts';

const n = fc.nat(500);
const none = { queued: 0, sent: 0, delivered: 0, read: 0, clicked: 0, replied: 0, failed: 0, unknown: 0, cost: 0 };
const reports: fc.Arbitrary<Report> = fc
  .record({ waiting: n, next: n, failed: n, end: n, bought: n, read: n, sent: n, noConsent: n, lost: n })
  .map(({ waiting, next, failed, end, bought, read, sent, noConsent, lost }) => ({
    flow: 'f',
    version: 1,
    entered: waiting + next + failed + end + bought,
    active: waiting,
    exited: { end, bought },
    nodes: [
      {
        id: 'mail',
        type: 'email',
        name: null,
        entered: waiting + next + failed + end + bought,
        waiting,
        left: { next, failed },
        exited: { end, bought },
      },
    ],
    messages: [
      {
        node: 'mail',
        channel: 'email',
        ...none,
        sent: sent + read,
        read,
        failed: lost,
        suppressed: { 'no-consent': noConsent },
      },
    ],
    goal: { reached: bought, value: 0, rate: 0 },
    savings: [],
    split: [],
  }));

describe('the people of a block', () => {
  it('are here, went on, or ended here: together all who reached it', () => {
    fc.assert(
      fc.property(reports, (report) => {
        const live = indexReport(report, null);
        const mail = live.nodes.get('mail');
        if (mail === undefined) throw new Error('no block');
        const sum = (what: PeopleOf['what']): number =>
          choicesOf(mail)
            .filter((choice) => choice.what === what)
            .reduce((total, choice) => total + numberOf(live, choice), 0);
        expect(sum('here') + sum('left') + sum('ended')).toBe(reachedOf(mail.row));
        // A choice that nobody is behind is not offered, but for the two that always are.
        for (const choice of choicesOf(mail))
          if (choice.what !== 'here' && choice.what !== 'entered') expect(numberOf(live, choice)).toBeGreaterThan(0);
        // "Any" is the sum of what it consists of.
        expect(numberOf(live, { node: 'mail', what: 'left' })).toBe(sum('left'));
        expect(numberOf(live, { node: '', what: 'ended', by: 'bought' })).toBe(report.goal.reached);
        expect(numberOf(live, { node: '', what: 'message', by: 'not-sent' })).toBe(
          numberOf(live, { node: 'mail', what: 'message', by: 'failed' }) +
            numberOf(live, { node: 'mail', what: 'message', by: 'suppressed:no-consent' }),
        );
      }),
    );
  });

  it('who came to the end are not lost', () => {
    fc.assert(
      fc.property(reports, ({ nodes: [row] }) => {
        if (row === undefined) throw new Error('no block');
        const lost = lostOf(row);
        if (row.exited.bought === 0) expect(lost).toBeNull();
        else expect(lost).toMatchObject({ count: row.exited.bought, reasons: [['bought', row.exited.bought]] });
        expect(lost?.share ?? 0).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('a layer', () => {
  const now = Date.parse('2026-03-10T12:00:00Z');
  it('asks for the days chosen, both included; a date is of the workspace', () => {
    const chosen = { ...everything, period: 'custom' as const };
    expect(spanOf({ ...chosen, first: '2026-03-01', last: '2026-03-09' }, now)).toEqual({
      from: '2026-03-01',
      to: '2026-03-10',
    });
    expect(spanOf({ ...chosen, last: '2026-02-28' }, now)).toEqual({ to: '2026-03-01' });
    expect(spanOf({ ...everything, period: 'day' }, now)).toEqual({ from: '2026-03-09T12:00:00.000Z' });
    expect(spanOf(everything, now)).toEqual({});
    expect(isPossible({ ...chosen, first: '2026-03-02', last: '2026-03-01' })).toBe(false);
    expect(isKept({ ...everything, version: 'all' })).toBe(true);
    // Beside two ways all else is of everybody, which is kept.
    expect(isKept({ ...everything, test: { node: 'x', arm: null } })).toBe(true);
    expect(isKept({ ...everything, test: { node: 'x', arm: 'a' } })).toBe(false);
    expect(isKept({ ...everything, period: 'day' })).toBe(false);
  });

  it('compares shares, for ways need not be equally wide', () => {
    fc.assert(
      fc.property(reports, (report) => {
        const mail = indexReport(report, null).nodes.get('mail');
        const came = compare('logic', mail, report.entered);
        expect(came.of).toBe(report.entered);
        if (report.entered > 0) expect(came).toMatchObject({ value: 1, form: 'share' });
        const read = compare('channel', mail, report.entered);
        expect(read.value).toBeLessThanOrEqual(1);
      }),
    );
  });
});
