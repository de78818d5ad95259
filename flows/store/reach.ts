/** Whom a message would reach, counted before anything is sent. Agrees with the policy of sending: address, then consent. */
import { addressKindOf } from '../sdk/channels.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import type { RuleContext } from '../segments/facts.ts';
import { ruleToSql } from '../segments/sql.ts';
import type { Db } from './open.ts';

export interface Reach {
  reachable: number;
  noAddress: number;
  noConsent: number;
}

export type ReachStore = ReturnType<typeof reachStore>;

export function reachStore(db: Db) {
  return {
    /** Contacts that satisfy the rule. */
    audience(rule: RuleGroup, context: RuleContext): number {
      const { where, params } = ruleToSql(rule, context);
      const count = db.prepare<unknown[], number>(
        `SELECT count(*) FROM contacts c WHERE c.deleted_at IS NULL AND ${where}`,
      );
      return count.pluck().get(...params) ?? 0;
    },
    /** Of those, whom the channel reaches with the topic. A bounced or blocked address counts as none. */
    of(rule: RuleGroup, context: RuleContext, channel: string, topic: string): Reach {
      const { where, params } = ruleToSql(rule, context);
      const row = db
        .prepare<unknown[], { total: number; addressed: number; reachable: number }>(
          `SELECT count(*) AS total, coalesce(sum(addressed), 0) AS addressed,
             coalesce(sum(addressed AND agreed), 0) AS reachable
           FROM (
             SELECT
               EXISTS (SELECT 1 FROM addresses a WHERE a.contact_id = c.id AND a.kind = ?
                 AND a.state IN ('valid', 'unconfirmed')) AS addressed,
               ? = 'service' OR coalesce(
                 (SELECT k.granted FROM consents k WHERE k.contact_id = c.id AND k.channel = ? AND k.topic = ?),
                 (SELECT k.granted FROM consents k WHERE k.contact_id = c.id AND k.channel = ? AND k.topic = ''),
                 0) AS agreed
             FROM contacts c WHERE c.deleted_at IS NULL AND ${where})`,
        )
        .get(addressKindOf(channel), topic, channel, topic, channel, ...params);
      const { total, addressed, reachable } = row ?? { total: 0, addressed: 0, reachable: 0 };
      return { reachable, noAddress: total - addressed, noConsent: addressed - reachable };
    },
  };
}
