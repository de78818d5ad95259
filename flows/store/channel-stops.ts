/** Whom each rule of a channel stops, counted before anything is sent. In the order in which the policy of sending asks. */
import { addressKindOf, needsAddress, windowOf } from '../sdk/channels.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import { reachableSql } from '../segments/addresses.ts';
import type { RuleContext } from '../segments/facts.ts';
import { ruleToSql } from '../segments/sql.ts';
import type { Db } from './open.ts';
import { type EntryRules, entrySql } from './reach.ts';
import type { SegmentIndexes } from './segment-indexes.ts';

/** Each contact is counted once, at the first rule that stops them. */
export interface ChannelStops {
  total: number;
  noAddress: number;
  badAddress: number;
  noConsent: number;
  outsideWindow: number;
}

export interface StopsOf {
  channel: string;
  topic: string;
  /** Approved beforehand: no window holds. */
  template: boolean;
}

export type ChannelStopStore = ReturnType<typeof channelStopStore>;

export function channelStopStore(db: Db, indexes: SegmentIndexes) {
  return {
    /** Of those who satisfy the rule and may enter. */
    of(rule: RuleGroup, context: RuleContext, entry: EntryRules, { channel, topic, template }: StopsOf): ChannelStops {
      const { where, params } = ruleToSql(rule, { ...context, single: indexes.single });
      const allowed = entrySql(entry);
      const own = reachableSql(channel, 'c');
      const window = template ? null : windowOf(channel);
      const addresses = 'EXISTS (SELECT 1 FROM addresses a WHERE a.contact_id = c.id AND a.kind = @kind';
      const said = (name: string) =>
        `(SELECT k.granted FROM consents k WHERE k.contact_id = c.id AND k.channel = @channel AND k.topic = ${name})`;
      const has = own ?? `${addresses})`;
      const works = own ?? `${addresses} AND a.state IN ('valid', 'unconfirmed'))`;
      const agreed = topic === 'service' ? '1' : `coalesce(${said('@topic')}, ${said("''")}, 0)`;
      const open =
        window === null
          ? '1'
          : `EXISTS (SELECT 1 FROM events e WHERE e.contact_id = c.id AND e.type = 'message.received' AND e.at > @since
               AND e.at <= @now AND json_extract(e.props, '$.channel') = @channel)`;
      const values = {
        ...(own === null && needsAddress(channel) ? { kind: addressKindOf(channel) } : {}),
        ...(topic === 'service' && window === null ? {} : { channel }),
        ...(topic === 'service' ? {} : { topic }),
        ...(window === null ? {} : { since: context.now.ms - window, now: context.now.ms }),
      };
      const found = db
        .prepare<unknown[], ChannelStops>(
          `SELECT count(*) AS total, coalesce(sum(NOT has), 0) AS noAddress, coalesce(sum(has AND NOT works), 0) AS badAddress,
             coalesce(sum(works AND NOT agreed), 0) AS noConsent, coalesce(sum(works AND agreed AND NOT open), 0) AS outsideWindow
           FROM (SELECT ${has} AS has, ${works} AS works, ${agreed} AS agreed, ${open} AS open
             FROM contacts c WHERE c.deleted_at IS NULL AND ${where} AND ${allowed.where})`,
        )
        .get(...params, ...allowed.params, values);
      return found ?? { total: 0, noAddress: 0, badAddress: 0, noConsent: 0, outsideWindow: 0 };
    },
  };
}
