/**
 * One flow over six channels with a cascade, against vendors on this computer that refuse, cut, hang, garble, and tell late, twice
 * and too early. `KASKAD_SIX_CONTACTS` says for how many people (default: a few hundred), `KASKAD_SIX_SEED` which trouble.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MessageState } from '../../flows/sdk/channels.ts';
import { fates, isLost } from '../kit/ledger.ts';
import { type Played, play } from './play.ts';
import { type Channel, channels } from './vendors.ts';

const people = Number(process.env.KASKAD_SIX_CONTACTS ?? 300);
const seed = process.env.KASKAD_SIX_SEED ?? 'six';

interface Row {
  contact: number;
  channel: Channel;
  state: MessageState;
  reason: string | null;
  sent: number | null;
  delivered: number | null;
  read: number | null;
  replied: number | null;
  failed: number | null;
}

let played: Played;
let rows: Row[];
/** Per channel, whom the vendor took messages for, and how many. */
let accepted: Record<Channel, Map<number, number>>;

beforeAll(async () => {
  played = await play(people, seed);
  const { ws, vendors, numbers } = played;
  rows = ws.store.db
    .prepare<[], Row>(
      `SELECT contact_id AS contact, channel, state, reason, sent_at AS sent, delivered_at AS delivered, read_at AS read,
         replied_at AS replied, failed_at AS failed FROM messages ORDER BY id`,
    )
    .all()
    .map((row) => ({ ...row, contact: numbers.get(row.contact) as number }));
  accepted = Object.fromEntries(
    channels.map((channel) => {
      const counts = new Map<number, number>();
      for (const to of vendors[channel].accepted()) {
        const contact = vendors[channel].contactOf(to);
        counts.set(contact, (counts.get(contact) ?? 0) + 1);
      }
      return [channel, counts];
    }),
  ) as typeof accepted;
}, 3_600_000);
afterAll(() => played?.close());

const callsOf = ({ channel, contact }: Row) => played.vendors[channel].ledger.of(contact);
const took = ({ channel, contact }: Row): number => accepted[channel].get(contact) ?? 0;
const drops = ({ channel }: Row): boolean => channel === 'vk';
const name = (row: Row): string =>
  `${row.channel}:${row.contact} ${row.state} ${row.reason ?? ''} [${callsOf(row).map(({ fate }) => fate)}] taken ${took(row)}`;
const not = (right: (row: Row) => boolean): string[] => rows.filter((row) => !right(row)).map(name);

describe(`a cascade over six channels for ${people} people`, () => {
  it('is played with all the trouble there is', () => {
    for (const channel of channels) {
      const { ledger, faults } = played.vendors[channel];
      expect(faults(), channel).toEqual([]);
      expect(ledger.open, channel).toBe(0);
      const happened = new Set(ledger.calls.map(({ fate }) => fate));
      expect(
        fates.filter((fate) => !happened.has(fate) && fate !== 'unreachable').map((fate) => `${channel} ${fate}`),
      ).toEqual([]);
      expect(accepted[channel].size, channel).toBeGreaterThan(people / 40);
    }
    expect(
      channels.some((channel) => played.vendors[channel].ledger.calls.some(({ fate }) => fate === 'unreachable')),
    ).toBe(true);
    const states = new Set(rows.map(({ state }) => state));
    for (const state of [
      'sent',
      'delivered',
      'read',
      'replied',
      'failed',
      'suppressed',
      'unknown',
      'canceled',
    ] as const)
      expect(states).toContain(state);
  });

  it('ends once for everybody, and the counts of every block add up', () => {
    const { ws, flow, numbers } = played;
    const ends = ws.store.db
      .prepare<[], { contact: number; exited: number | null; reason: string | null }>(
        'SELECT contact_id AS contact, exited_at AS exited, exit_reason AS reason FROM journeys',
      )
      .all();
    expect(ends.filter(({ exited }) => exited === null)).toEqual([]);
    expect(ends.map(({ contact }) => contact).sort((a, b) => a - b)).toEqual([...numbers.keys()]);
    // Throws where they do not, or differ from the log.
    const report = ws.report(flow);
    const entered = (id: string) => report.nodes.find((node) => node.id === id)?.entered ?? 0;
    const elsewhere = ends.filter(({ reason }) => reason !== 'reached' && reason !== 'missed').length;
    expect(entered('all')).toBe(people);
    expect(entered('reached') + entered('missed') + elsewhere).toBe(people);
    expect(report.nodes.filter(({ waiting }) => waiting !== 0)).toEqual([]);
  });

  it('leaves no message in between', () => {
    expect(not(({ state }) => state !== 'queued' && state !== 'sending')).toEqual([]);
  });

  it('says of each message what the vendor knows of it', () => {
    const left = new Set<MessageState>(['sent', 'delivered', 'read', 'clicked', 'replied']);
    const wrong = not((row) => {
      const calls = callsOf(row);
      const last = calls.at(-1);
      const mayHaveActed = calls.some(isLost);
      if (row.state === 'unknown')
        return drops(row) ? mayHaveActed && last?.fate !== 'pass' : last !== undefined && isLost(last);
      if (left.has(row.state)) return last?.fate === 'pass' && took(row) === 1;
      // The vendor took it, and told later that it did not arrive.
      if (row.state === 'failed' && row.sent !== null) return last?.fate === 'pass' && took(row) === 1;
      // Called back while it waited to be sent again, by a receipt of another message.
      if (row.state === 'canceled' && drops(row) && mayHaveActed) return true;
      return took(row) === 0;
    });
    expect(wrong).toEqual([]);
    const unknown = rows.filter(({ state }) => state === 'unknown');
    const acted = unknown.filter((row) => callsOf(row).some(({ fate }) => fate.endsWith('-after')));
    expect(unknown.filter((row) => took(row) > 0)).toEqual(acted);
  });

  it('has sent nothing that is in no row', () => {
    const known = new Set(rows.map(({ channel, contact }) => `${channel}:${contact}`));
    expect(known.size).toBe(rows.length);
    const strange = channels.flatMap((channel) =>
      [...accepted[channel].keys()].map((contact) => `${channel}:${contact}`).filter((one) => !known.has(one)),
    );
    expect(strange).toEqual([]);
  });

  it('[S3] sends nothing twice: what may have arrived is never sent again, except where the vendor drops it', () => {
    expect(not((row) => took(row) <= 1)).toEqual([]);
    expect(
      not(
        (row) =>
          drops(row) ||
          callsOf(row)
            .slice(0, -1)
            .every((call) => !isLost(call)),
      ),
    ).toEqual([]);
    // Those are sent again, and dropped.
    expect(rows.some((row) => drops(row) && callsOf(row).slice(0, -1).some(isLost) && took(row) === 1)).toBe(true);
  });

  it('[S9] takes each receipt, late, twice or too early as it comes', () => {
    const is = (at: number | null, row: Row, ...states: string[]): boolean =>
      (at !== null) === states.some((state) => played.told.get(`${row.channel}:${row.contact}`)?.has(state as 'read'));
    expect(not((row) => is(row.delivered, row, 'delivered', 'read', 'replied'))).toEqual([]);
    expect(not((row) => is(row.read, row, 'read'))).toEqual([]);
    expect(not((row) => is(row.replied, row, 'replied'))).toEqual([]);
  });

  it('[S7] keeps to every limit and every wait that a vendor asked for, and writes to nobody again whom a message reached', () => {
    expect(played.watched.wrongs).toEqual([]);
    for (const channel of channels) {
      const { ledger, type } = played.vendors[channel];
      const limits = played.ws.registry.connectors.get(type)?.limits;
      // As the vendor saw it: what was under way a second ago may arrive in this one.
      const walls = ledger.calls.map(({ wall }) => wall);
      const inASecond = Math.max(
        ...walls.map((wall, n) => walls.slice(n, n + 400).filter((at) => at < wall + 1000).length),
      );
      expect(ledger.mostOpen, channel).toBeLessThanOrEqual(limits?.concurrency ?? 0);
      expect(inASecond, channel).toBeLessThanOrEqual((limits?.perSecond ?? 1e9) + (limits?.concurrency ?? 0));
    }
  });
});
