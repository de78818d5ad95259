/** A rule as a WHERE fragment over the workspace. Agrees with memory.ts: the differential test proves it. */
import { addressKindOf } from '../sdk/channels.ts';
import { KaskadError } from '../sdk/problem.ts';
import { isRuleGroup, type Rule, type RuleGroup } from '../sdk/rule.ts';
import { addDuration, type Moment } from '../sdk/time.ts';
import { reachableSql } from './addresses.ts';
import { readingOf } from './attribute-reading.ts';
import { readTest, type Test } from './condition.ts';
import { engagementSpan } from './engagement.ts';
import type { RuleContext } from './facts.ts';
import { contactField, eventField, messageField } from './fields.ts';
import { type Fragment, join, not, raw, type SqlValue, sql } from './fragment.ts';
import { type CountTest, readCount, readMembership } from './match.ts';
import { type ValueField, valueKind } from './memory.ts';
import { reachBit } from './reach-bits.ts';
import { rfmScoreSql } from './rfm.ts';
import { conditionSql, jsonTest, memberNumber, plainTest } from './sql-values.ts';
import { surveyEvent } from './survey.ts';
import { checkDepth, enabledRules } from './walk.ts';

export interface RuleSql {
  /** In brackets; use it as `SELECT count(*) FROM contacts c WHERE c.deleted_at IS NULL AND <where>`. */
  where: string;
  params: SqlValue[];
}

/**
 * The contacts that satisfy the rule at the context's moment. `contactAlias` names the contacts table in the statement
 * (default `c`). Throws KaskadError `unknown-field`, `rule-operator`, `rule-value` or `rule-too-deep`.
 */
export function ruleToSql(rule: RuleGroup, context: RuleContext & { contactAlias?: string | undefined }): RuleSql {
  const alias = context.contactAlias ?? 'c';
  if (!/^[a-z_][a-z0-9_]*$/i.test(alias)) throw new KaskadError('bad-alias', `"${alias}" cannot name a table.`);
  const { text, params } = groupSql(rule, 1, (one, depth) => contactRule(one, { ...context, alias }, depth));
  return { where: `(${text})`, params: [...params] };
}

/** A rule over one event as a WHERE fragment over the events table under the alias. */
export function eventRuleToSql(rule: RuleGroup, now: Moment, alias = 'e'): RuleSql {
  if (!/^[a-z_][a-z0-9_]*$/i.test(alias)) throw new KaskadError('bad-alias', `"${alias}" cannot name a table.`);
  const { text, params } = groupSql(rule, 1, (one) => eventRule(one, now, alias));
  return { where: `(${text})`, params: [...params] };
}

type Context = RuleContext & { alias: string };

function groupSql(group: RuleGroup, depth: number, each: (rule: Rule, depth: number) => Fragment): Fragment {
  checkDepth(depth);
  const rules = enabledRules(group);
  const parts = rules.map((rule) => (isRuleGroup(rule) ? groupSql(rule, depth + 1, each) : each(rule, depth)));
  const all = parts.length === 0 ? raw('1') : join(parts, group.combinator === 'and' ? 'AND' : 'OR');
  return group.not === true ? not(all) : all;
}

function contactRule(rule: Rule, context: Context, depth: number): Fragment {
  const field = contactField(rule.field);
  const { now } = context;
  const id = raw(`${context.alias}.id`);
  switch (field.kind) {
    case 'events': {
      const test = readCount(rule);
      const where = groupSql(test.group, depth + 1, (one) => eventRule(one, now, 'e'));
      return countSql(test, sql`${eventsOf(field.type, context)} AND ${where}`);
    }
    case 'messages': {
      const test = readCount(rule);
      const at = reachedAt(field.state);
      const where = groupSql(test.group, depth + 1, (one) => messageRule(one, at, now));
      return countSql(
        test,
        sql`messages m WHERE m.contact_id = ${id} AND m.channel = ${field.channel} AND ${at} <= ${now.ms} AND ${where}`,
      );
    }
    case 'segment': {
      const { names, negated } = readMembership(rule);
      const inside = join(
        names.map((slot) => {
          const segment = context.segments(slot);
          return segment === null ? raw('0') : groupSql(segment, depth + 1, (one, at) => contactRule(one, context, at));
        }),
        'OR',
      );
      return negated ? not(inside) : inside;
    }
    case 'list': {
      const { names, negated } = readMembership(rule);
      const inside = join(
        names.map((list) => sql`${id} IN (SELECT l.contact_id FROM list_members l WHERE l.list = ${list})`),
        'OR',
      );
      return negated ? not(inside) : inside;
    }
    case 'inFlow': {
      const { names, negated } = readMembership(rule);
      const inside = join(
        names.map(
          (flow) =>
            sql`EXISTS (SELECT 1 FROM journeys y WHERE y.contact_id = ${id} AND y.flow_id = ${flow} AND y.exited_at IS NULL)`,
        ),
        'OR',
      );
      return negated ? not(inside) : inside;
    }
    default:
      return valueRule(rule, field, context);
  }
}

function valueRule(rule: Rule, field: ValueField, context: Context): Fragment {
  const { now, alias } = context;
  const id = raw(`${alias}.id`);
  const kind = valueKind(field);
  const test = readTest(rule, kind, now);
  const plain = (value: Fragment) => plainTest(value, kind, test, now.zone);
  switch (field.kind) {
    case 'column':
      if (field.name === 'timezone') {
        const [zone, country, phone] = ['timezone', 'country', 'phone'].map((name) => raw(`${alias}.${name}`));
        return plain(sql`kaskad_zone(${zone as Fragment}, ${country as Fragment}, ${phone as Fragment}, ${now.zone})`);
      }
      return plain(raw(`${alias}.${field.name}`));
    case 'created':
      return plain(raw(`${alias}.created_at`));
    case 'attribute': {
      const column = `${alias}.attributes`;
      const indexed =
        context.single?.(field.name) === true ? readingOf(column, field.name, test.condition, now.zone) : null;
      if (indexed !== null) return test.negated ? not(indexed.test) : indexed.test;
      return jsonTest(column, field.name, test, now.zone);
    }
    case 'tags': {
      const condition =
        test.condition.kind === 'missing'
          ? raw('1')
          : conditionSql(test.condition, kind, { value: raw('t.tag'), type: null }, now.zone);
      const found = sql`EXISTS (SELECT 1 FROM contact_tags t WHERE t.contact_id = ${id} AND ${condition})`;
      return (test.condition.kind === 'missing') !== test.negated ? not(found) : found;
    }
    case 'consent': {
      const record = (topic: string) =>
        sql`(SELECT k.granted FROM consents k WHERE k.contact_id = ${id} AND k.channel = ${field.channel} AND k.topic = ${topic})`;
      return plain(field.topic === '' ? record('') : sql`coalesce(${record(field.topic)}, ${record('')})`);
    }
    case 'reachable': {
      const own = reachableSql(field.channel, alias);
      return own === null ? reachable(addressKindOf(field.channel), test, context) : plain(raw(`(${own})`));
    }
    case 'rfm':
      return plain(raw(rfmScoreSql(`${alias}.rfm`, field.part)));
    case 'engagement': {
      const since = addDuration(now, engagementSpan).ms;
      const answered = sql`((m.read_at <= ${now.ms} OR m.clicked_at <= ${now.ms} OR m.replied_at <= ${now.ms}) IS TRUE)`;
      return plain(
        sql`(SELECT CASE WHEN count(*) > 0 THEN 100 * sum(${answered}) / count(*) END FROM messages m
             WHERE m.contact_id = ${id} AND m.channel = ${field.channel} AND m.sent_at >= ${since} AND m.sent_at <= ${now.ms})`,
      );
    }
    case 'survey':
      return plain(
        sql`(SELECT e.props ->> 'score' FROM ${eventsOf(surveyEvent, context)} AND e.props ->> 'survey' = ${field.name}
             AND json_type(e.props, '$.score') = 'integer' ORDER BY e.at DESC, e.id DESC LIMIT 1)`,
      );
    case 'edge': {
      const pick = raw(field.edge === 'first' ? 'min' : 'max');
      return plain(sql`(SELECT ${pick}(e.at) FROM ${eventsOf(field.type, context)})`);
    }
    case 'sum':
      return plain(
        sql`(SELECT kaskad_sum(${memberNumber('e.props', field.prop)}) FROM ${eventsOf(field.type, context)})`,
      );
  }
}

/** A bit of the contact where the kind has one: an index can hold it. */
function reachable(address: string, test: Test, { alias, now }: Context): Fragment {
  const bit = reachBit(address);
  const { condition, negated } = test;
  if (bit === null) {
    const found = sql`EXISTS (SELECT 1 FROM addresses a WHERE a.contact_id = ${raw(`${alias}.id`)} AND a.kind = ${address} AND a.state IN ('valid', 'unconfirmed'))`;
    return plainTest(found, 'boolean', test, now.zone);
  }
  const value = raw(`(${alias}.reach & ${bit})`);
  const isYes = condition.kind === 'equals' && condition.values.every((one) => one === true || one === 'true');
  if (isYes && condition.values.length > 0) return negated ? not(value) : value;
  return plainTest(sql`(${value} <> 0)`, 'boolean', test, now.zone);
}

/** FROM and WHERE of the contact's events of a type that have happened. */
function eventsOf(type: string, context: Context): Fragment {
  const { now, lastEvent, alias } = context;
  const head = sql`events e WHERE e.contact_id = ${raw(`${alias}.id`)} AND e.type = ${type} AND e.at <= ${now.ms}`;
  return lastEvent === undefined ? head : sql`${head} AND (e.at < ${now.ms} OR e.id <= ${lastEvent})`;
}

/** Counts no further than the answer needs. `from` is a FROM with its WHERE. */
function countSql(test: CountTest, from: Fragment): Fragment {
  const { mode, threshold } = test;
  const some = sql`EXISTS (SELECT 1 FROM ${from})`;
  if (mode === 'atLeast' && threshold <= 0) return raw('1');
  if (mode === 'atLeast' && threshold === 1) return some;
  if (mode !== 'atLeast' && threshold === 0) return sql`NOT ${some}`;
  const limit = mode === 'atLeast' ? threshold : threshold + 1;
  const count = sql`(SELECT count(*) FROM (SELECT 1 FROM ${from} LIMIT ${limit}))`;
  return sql`${count} ${raw(mode === 'atLeast' ? '>=' : mode === 'atMost' ? '<=' : '=')} ${threshold}`;
}

function eventRule(rule: Rule, now: Moment, alias: string): Fragment {
  const field = eventField(rule.field);
  if (field.kind === 'at') return plainTest(raw(`${alias}.at`), 'time', readTest(rule, 'time', now), now.zone);
  return jsonTest(`${alias}.props`, field.name, readTest(rule, 'any', now), now.zone);
}

function messageRule(rule: Rule, at: Fragment, now: Moment): Fragment {
  const field = messageField(rule.field);
  if (field.kind === 'at') return plainTest(at, 'time', readTest(rule, 'time', now), now.zone);
  const column = raw(field.kind === 'flow' ? 'm.flow_id' : 'm.node');
  return plainTest(column, 'text', readTest(rule, 'text', now), now.zone);
}

/** States whose time is kept for good; the others are known only while the message is in them. */
const kept: Readonly<Record<string, string>> = {
  queued: 'm.queued_at',
  sending: 'm.handed_at',
  sent: 'm.sent_at',
  delivered: 'm.delivered_at',
  read: 'm.read_at',
  clicked: 'm.clicked_at',
  replied: 'm.replied_at',
  failed: 'm.failed_at',
};

function reachedAt(state: string): Fragment {
  const column = kept[state];
  return column === undefined ? sql`CASE WHEN m.state = ${state} THEN m.state_at END` : raw(column);
}
