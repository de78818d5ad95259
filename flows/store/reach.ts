/** Whom a message would reach, counted before anything is sent. Agrees with the policy of sending: address, then consent. */
import { addressKindOf } from '../sdk/channels.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import type { Millis } from '../sdk/time.ts';
import type { RuleContext } from '../segments/facts.ts';
import { ruleToSql } from '../segments/sql.ts';
import type { Db } from './open.ts';
import type { SegmentIndexes } from './segment-indexes.ts';

export interface Reach {
  reachable: number;
  noAddress: number;
  noConsent: number;
}

export interface ReachEverywhere {
  total: number;
  channels: ({ channel: string } & Reach)[];
}

/** Contacts looked at together: some ten milliseconds a channel. */
const stretch = 10_000;

/** Who of an audience a flow's entry rules let in now. */
export interface EntryRules {
  flow: string;
  /** Null: no limit. */
  maxActive: number | null;
  maxPerContact: number | null;
  /** Nobody who entered later than this. */
  notSince: Millis | null;
}

/** As runtime/entry.ts decides, for entries without an event. */
export function entrySql(rules: EntryRules): { where: string; params: unknown[] } {
  const parts: string[] = [];
  const params: unknown[] = [];
  const journeys = 'FROM journeys j WHERE j.flow_id = ? AND j.contact_id = c.id';
  if (rules.maxActive !== null) {
    parts.push(`(SELECT count(*) ${journeys} AND j.exited_at IS NULL AND j.key = 'contact:' || c.id) < ?`);
    params.push(rules.flow, rules.maxActive);
  }
  if (rules.maxPerContact !== null) {
    parts.push(`(SELECT count(*) ${journeys}) < ?`);
    params.push(rules.flow, rules.maxPerContact);
  }
  if (rules.notSince !== null) {
    parts.push(`NOT EXISTS (SELECT 1 ${journeys} AND j.entered_at > ?)`);
    params.push(rules.flow, rules.notSince);
  }
  return { where: parts.length === 0 ? '1' : parts.join(' AND '), params };
}

export type ReachStore = ReturnType<typeof reachStore>;

export function reachStore(db: Db, indexes: SegmentIndexes) {
  const lastContact = db.prepare<[], number>('SELECT coalesce(max(id), 0) FROM contacts').pluck();
  return {
    /** Contacts that satisfy the rule and may enter. */
    audience(rule: RuleGroup, context: RuleContext, entry: EntryRules): number {
      const { where, params } = ruleToSql(rule, { ...context, single: indexes.single });
      const allowed = entrySql(entry);
      const count = db.prepare<unknown[], number>(
        `SELECT count(*) FROM contacts c WHERE c.deleted_at IS NULL AND ${where} AND ${allowed.where}`,
      );
      return count.pluck().get(...params, ...allowed.params) ?? 0;
    },
    /**
     * The same for messages of no topic, without a flow: a stretch of contacts at a time, so that others have their turn. Each
     * contact is counted for all channels.
     */
    *everywhere(
      rule: RuleGroup,
      context: RuleContext,
      channels: readonly string[],
    ): Generator<undefined, ReachEverywhere> {
      const { where, params } = ruleToSql(rule, { ...context, single: indexes.single });
      const upTo = lastContact.get() ?? 0;
      const one = db.prepare<unknown[], Reach & { total: number }>(
        `SELECT count(*) AS total, coalesce(sum(addressed AND agreed), 0) AS reachable,
           coalesce(sum(addressed AND NOT agreed), 0) AS noConsent, coalesce(sum(NOT addressed), 0) AS noAddress
         FROM (
           SELECT
             EXISTS (SELECT 1 FROM addresses a WHERE a.contact_id = c.id AND a.kind = ?
               AND a.state IN ('valid', 'unconfirmed')) AS addressed,
             coalesce((SELECT k.granted FROM consents k WHERE k.contact_id = c.id AND k.channel = ? AND k.topic = ''), 0) AS agreed
           FROM contacts c NOT INDEXED WHERE c.id > ? AND c.id <= ? AND c.deleted_at IS NULL AND ${where})`,
      );
      let total = 0;
      const sums = channels.map((channel) => ({ channel, reachable: 0, noAddress: 0, noConsent: 0 }));
      for (let after = 0; after < upTo; after += stretch) {
        for (const [index, sum] of sums.entries()) {
          const found = one.get(addressKindOf(sum.channel), sum.channel, after, after + stretch, ...params);
          if (found === undefined) continue;
          if (index === 0) total += found.total;
          sum.reachable += found.reachable;
          sum.noAddress += found.noAddress;
          sum.noConsent += found.noConsent;
        }
        yield;
      }
      return { total, channels: sums };
    },
  };
}
