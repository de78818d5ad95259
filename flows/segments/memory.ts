/** A rule asked about one contact in memory. Agrees with sql.ts: the differential test proves it. */
import type { Rule, RuleGroup } from '../sdk/rule.ts';
import { addDuration, formatInstant } from '../sdk/time.ts';
import { addressesFor, isUsable } from './addresses.ts';
import { passes, readTest, type ValueKind } from './condition.ts';
import { engagementOf, engagementSpan } from './engagement.ts';
import { matchesEvent, matchesMessage, valuesOf } from './event-rule.ts';
import { type ExplainedGroup, type ExplainedRule, explained, explainGroup } from './explained.ts';
import type { FactEvent, Facts, RuleContext } from './facts.ts';
import { type ContactField, contactField } from './fields.ts';
import { countHolds, readCount, readMembership } from './match.ts';
import { rfmScore } from './rfm.ts';
import { lastScore, surveyEvent } from './survey.ts';
import { fold, makeSum, numberOf, type Scalar } from './values.ts';
import { enabledRules, groupHolds } from './walk.ts';

/**
 * Does the contact satisfy the rule at the context's moment? Throws KaskadError `unknown-field`, `rule-operator`,
 * `rule-value` or `rule-too-deep`.
 */
export const matches = (rule: RuleGroup, facts: Facts, context: RuleContext): boolean =>
  groupHolds(rule, 1, (one, depth) => answer(one, facts, context, depth).matched);

/** Each rule with what was expected and what was found. Disabled rules are left out. Throws like `matches`. */
export const explain = (rule: RuleGroup, facts: Facts, context: RuleContext, depth = 1): ExplainedGroup =>
  explainGroup(rule, depth, (one, at): ExplainedRule => {
    const { matched, actual } = answer(one, facts, context, at);
    const field = contactField(one.field);
    if (field.kind === 'events' || field.kind === 'messages') {
      const { mode, threshold, group } = readCount(one);
      const counted = one.match ?? { mode, threshold };
      return {
        ...explained(one, actual, matched),
        expected: counted,
        counted: enabledRules(group).length > 0 ? group : null,
      };
    }
    if (field.kind !== 'segment') return explained(one, actual, matched);
    const inside = readMembership(one).names.map((slot) => {
      const segment = context.segments(slot);
      return { slot, rule: segment === null ? null : explain(segment, facts, context, at + 1) };
    });
    return { ...explained(one, actual, matched), inside };
  });

interface Answer {
  matched: boolean;
  actual: unknown;
}

function answer(rule: Rule, facts: Facts, context: RuleContext, depth: number): Answer {
  const field = contactField(rule.field);
  const { now } = context;
  switch (field.kind) {
    case 'events': {
      const test = readCount(rule);
      let count = 0;
      for (const event of happened(facts, field.type, context)) {
        if (matchesEvent(test.group, event, now, depth + 1)) count++;
      }
      return { matched: countHolds(test, count), actual: count };
    }
    case 'messages': {
      const test = readCount(rule);
      let count = 0;
      for (const message of facts.messages(field.channel)) {
        const at = message.reached[field.state];
        if (at === undefined || at > now.ms) continue;
        if (matchesMessage(test.group, { at, flow: message.flow, node: message.node }, now, depth + 1)) count++;
      }
      return { matched: countHolds(test, count), actual: count };
    }
    case 'segment': {
      const { names, negated } = readMembership(rule);
      const inside = names.filter((slot) => {
        const segment = context.segments(slot);
        if (segment === null) return false;
        return groupHolds(segment, depth + 1, (one, at) => answer(one, facts, context, at).matched);
      });
      return { matched: inside.length > 0 !== negated, actual: inside };
    }
    case 'inFlow':
    case 'list': {
      const { names, negated } = readMembership(rule);
      const inside = names.filter((name) => (field.kind === 'list' ? facts.inList(name) : facts.inFlow(name)));
      return { matched: inside.length > 0 !== negated, actual: inside };
    }
    default: {
      const kind = valueKind(field);
      const values = actualValues(field, facts, context);
      const matched = passes(readTest(rule, kind, now), values, kind, now.zone);
      const shown = kind === 'time' ? values.map((ms) => formatInstant(Number(ms), now.zone)) : values;
      return { matched, actual: shown.length === 0 ? null : shown.length === 1 ? shown[0] : shown };
    }
  }
}

export type ValueField = Exclude<ContactField, { kind: 'events' | 'messages' | 'segment' | 'list' | 'inFlow' }>;

/** How the values of a field are read. */
export function valueKind(field: ValueField): ValueKind {
  switch (field.kind) {
    case 'column':
      return field.name === 'email' ? 'lowercase' : 'text';
    case 'tags':
      return 'text';
    case 'attribute':
      return 'any';
    case 'created':
    case 'edge':
      return 'time';
    case 'sum':
    case 'rfm':
    case 'engagement':
    case 'survey':
      return 'number';
    case 'consent':
    case 'reachable':
      return 'boolean';
  }
}

function actualValues(field: ValueField, facts: Facts, context: RuleContext): readonly Scalar[] {
  const { contact } = facts;
  switch (field.kind) {
    case 'column': {
      const value = contact[field.name];
      if (value === null) return [];
      return [field.name === 'email' ? fold(value) : value];
    }
    case 'created':
      return [contact.createdAt];
    case 'tags':
      return contact.tags;
    case 'attribute':
      return valuesOf(contact.attributes, field.name);
    case 'consent': {
      const records = facts.consents().filter((record) => record.channel === field.channel);
      const record = records.find((one) => one.topic === field.topic) ?? records.find((one) => one.topic === '');
      return record === undefined ? [] : [record.granted];
    }
    case 'reachable': {
      return [addressesFor(facts, field.channel).some(isUsable)];
    }
    case 'rfm':
      return contact.rfm == null ? [] : [rfmScore(contact.rfm, field.part)];
    case 'engagement': {
      const { now } = context;
      const since = addDuration(now, engagementSpan).ms;
      const by = (at: number | undefined): boolean => at !== undefined && at <= now.ms;
      const sent = facts
        .messages(field.channel)
        .filter(({ reached }) => by(reached.sent) && (reached.sent ?? 0) >= since);
      const answered = sent.filter(({ reached }) => by(reached.read) || by(reached.clicked) || by(reached.replied));
      const share = engagementOf(sent.length, answered.length);
      return share === null ? [] : [share];
    }
    case 'survey': {
      const score = lastScore(happened(facts, surveyEvent, context), field.name);
      return score === null ? [] : [score];
    }
    case 'edge': {
      const times = happened(facts, field.type, context).map((event) => event.at);
      if (times.length === 0) return [];
      return [times.reduce((a, b) => (field.edge === 'first' ? Math.min(a, b) : Math.max(a, b)))];
    }
    case 'sum': {
      const sum = makeSum();
      for (const event of happened(facts, field.type, context)) {
        const value = Object.hasOwn(event.props, field.prop) ? numberOf(event.props[field.prop]) : null;
        if (value !== null) sum.add(value);
      }
      return [sum.total()];
    }
  }
}

/** Events up to the context's moment; of those at the very instant, only the ones given already. */
function happened(facts: Facts, type: string, context: RuleContext): readonly FactEvent[] {
  const { now, lastEvent } = context;
  return facts
    .events(type)
    .filter(
      (event) => event.at < now.ms || (event.at === now.ms && (lastEvent === undefined || event.id <= lastEvent)),
    );
}
