/** What kind of thing a rule's field is, which fields one can choose, and which comparisons fit it. Pure. */
import { isRuleGroup, type Rule } from '../../../flows/sdk/rule.ts';
import type { FieldCatalogue } from '../define-editor.ts';
import { durationParts } from '../words.ts';

export type FieldKind =
  | 'text'
  | 'number'
  | 'boolean'
  | 'date'
  | 'choice'
  | 'tags'
  | 'segment'
  | 'flow'
  | 'events'
  | 'messages';

export type FieldGroup = 'person' | 'attributes' | 'did' | 'messages' | 'consent' | 'segments' | 'event' | 'properties';

export interface FieldInfo {
  field: string;
  kind: FieldKind;
  group: FieldGroup;
  /** The event type, channel or name the field is about. */
  subject: string;
  /** The property of `sum.*`, the state of `messages.*`, the topic of `consent.*`. */
  detail: string;
}

const profile: Readonly<Record<string, FieldKind>> = {
  first_name: 'text',
  last_name: 'text',
  email: 'text',
  phone: 'text',
  country: 'choice',
  language: 'choice',
  timezone: 'text',
  createdAt: 'date',
  'rfm.recency': 'number',
  'rfm.frequency': 'number',
  'rfm.monetary': 'number',
};

const kindOfType = (type: string): FieldKind =>
  type === 'number' ? 'number' : type === 'boolean' ? 'boolean' : type === 'date' ? 'date' : 'text';

/** Guesses the kind of a field the catalogue does not know from the rule that uses it. */
function kindOfValue(rule: Rule | undefined): FieldKind {
  if (rule === undefined) return 'text';
  if (['before', 'after', 'withinLast', 'notWithinLast'].includes(rule.operator)) return 'date';
  const value = Array.isArray(rule.value) ? rule.value[0] : rule.value;
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return 'number';
  return 'text';
}

/** Splits `sum.order.created.total` at the last dot: event types hold dots themselves. */
function splitLast(text: string): [string, string] {
  const at = text.lastIndexOf('.');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * Describes a field; null when it is none we know. `rule` helps where only its use tells the kind. Event rules know `at`
 * and `props.<name>`, rules over messages `at`, `flow` and `node`.
 */
export function fieldInfo(
  field: string,
  catalogue: Pick<FieldCatalogue, 'attributes' | 'events'>,
  over: RuleScope,
  rule?: Rule,
): FieldInfo | null {
  const info = (kind: FieldKind, group: FieldGroup, subject = field, detail = ''): FieldInfo => ({
    field,
    kind,
    group,
    subject,
    detail,
  });
  if (over.kind !== 'contact') {
    if (field === 'at') return info('date', 'event');
    if (over.kind === 'message') return field === 'flow' || field === 'node' ? info('text', 'event') : null;
    if (!field.startsWith('props.')) return null;
    const name = field.slice(6);
    const known = catalogue.events.find((event) => event.type === over.subject)?.props.find((p) => p.name === name);
    return info(known === undefined ? kindOfValue(rule) : kindOfType(known.type), 'properties', name);
  }
  const own = profile[field];
  if (own !== undefined) return info(own, field.startsWith('rfm.') ? 'did' : 'person');
  if (field === 'tags') return info('tags', 'person');
  if (field === 'segment') return info('segment', 'segments');
  if (field === 'inFlow') return info('flow', 'segments');
  const dot = field.indexOf('.');
  const head = field.slice(0, dot);
  const rest = field.slice(dot + 1);
  if (dot <= 0 || rest === '') return null;
  switch (head) {
    case 'attributes': {
      const known = catalogue.attributes.find((attribute) => attribute.name === rest);
      return info(known === undefined ? kindOfValue(rule) : kindOfType(known.type), 'attributes', rest);
    }
    case 'consent': {
      const [channel = '', topic = ''] = rest.split('.', 2);
      return info('boolean', 'consent', channel, topic);
    }
    case 'reachable':
      return info('boolean', 'consent', rest);
    case 'engagement':
      return info('number', 'messages', rest);
    case 'survey':
      return info('number', 'did', rest);
    case 'events':
      return info('events', 'did', rest);
    case 'firstEventAt':
    case 'lastEventAt':
      return info('date', 'did', rest);
    case 'sum': {
      const [event, prop] = splitLast(rest);
      return prop === '' ? null : info('number', 'did', event, prop);
    }
    case 'messages': {
      const [channel, state] = splitLast(rest);
      return state === '' ? null : info('messages', 'messages', channel, state);
    }
    default:
      return null;
  }
}

/** What a rule is about: contacts, one event, or the events or messages inside a counting rule. */
export type RuleScope = { kind: 'contact' } | { kind: 'event'; subject: string } | { kind: 'message' };

/** The scope of the group nested in a counting rule. */
export const nestedScope = (info: FieldInfo): RuleScope =>
  info.kind === 'messages' ? { kind: 'message' } : { kind: 'event', subject: info.subject };

const messageStatesToAsk = ['sent', 'delivered', 'read', 'clicked', 'replied', 'failed'] as const;

/** The fields to choose from, in the order shown. */
export function availableFields(catalogue: FieldCatalogue, over: RuleScope): FieldInfo[] {
  const names: string[] = [];
  if (over.kind === 'message') {
    names.push('at', 'node');
  } else if (over.kind === 'event') {
    const event = catalogue.events.find((known) => known.type === over.subject);
    names.push('at', ...(event?.props ?? []).map((prop) => `props.${prop.name}`));
  } else {
    names.push(...Object.keys(profile), 'tags', ...catalogue.attributes.map((a) => `attributes.${a.name}`));
    for (const event of catalogue.events) {
      names.push(`events.${event.type}`, `lastEventAt.${event.type}`, `firstEventAt.${event.type}`);
      for (const prop of event.props) if (prop.type === 'number') names.push(`sum.${event.type}.${prop.name}`);
    }
    for (const survey of catalogue.surveys ?? []) names.push(`survey.${survey}`);
    for (const channel of catalogue.channels) names.push(`engagement.${channel}`);
    for (const channel of catalogue.channels)
      names.push(...messageStatesToAsk.map((state) => `messages.${channel}.${state}`));
    for (const channel of catalogue.channels)
      names.push(
        `reachable.${channel}`,
        `consent.${channel}`,
        ...catalogue.topics.map((topic) => `consent.${channel}.${topic}`),
      );
    names.push('segment');
  }
  return names.map((name) => fieldInfo(name, catalogue, over)).filter((info): info is FieldInfo => info !== null);
}

/** Comparisons as people choose them; several of them are one operator with another kind of value. */
export const comparisons = [
  'eq',
  'ne',
  'in',
  'notIn',
  'contains',
  'notContains',
  'beginsWith',
  'endsWith',
  'lt',
  'lte',
  'gt',
  'gte',
  'between',
  'withinLast',
  'notWithinLast',
  'beforeAgo',
  'afterAgo',
  'beforeAhead',
  'afterAhead',
  'before',
  'after',
  'isTrue',
  'isFalse',
  'known',
  'unknown',
] as const;
export type Comparison = (typeof comparisons)[number];

export const comparisonsOf: Readonly<Record<FieldKind, readonly Comparison[]>> = {
  text: ['eq', 'ne', 'in', 'notIn', 'contains', 'notContains', 'beginsWith', 'endsWith', 'known', 'unknown'],
  number: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'known', 'unknown'],
  boolean: ['isTrue', 'isFalse', 'known', 'unknown'],
  date: [
    'withinLast',
    'notWithinLast',
    'beforeAgo',
    'afterAgo',
    'beforeAhead',
    'afterAhead',
    'before',
    'after',
    'between',
    'known',
    'unknown',
  ],
  choice: ['eq', 'ne', 'in', 'notIn', 'known', 'unknown'],
  tags: ['eq', 'ne', 'in', 'notIn', 'known', 'unknown'],
  segment: ['eq', 'ne'],
  flow: ['eq', 'ne'],
  events: [],
  messages: [],
};

const byOperator: Readonly<Partial<Record<Rule['operator'], Comparison>>> = {
  '=': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'lte',
  '>': 'gt',
  '>=': 'gte',
  between: 'between',
  in: 'in',
  notIn: 'notIn',
  contains: 'contains',
  doesNotContain: 'notContains',
  beginsWith: 'beginsWith',
  endsWith: 'endsWith',
  null: 'unknown',
  notNull: 'known',
  withinLast: 'withinLast',
  notWithinLast: 'notWithinLast',
};

/** The comparison a rule makes; null when it is a counting rule or says something no comparison says. */
export function comparisonOf(rule: Rule, kind: FieldKind): Comparison | null {
  if (rule.match !== undefined) return null;
  if (kind === 'boolean' && (rule.operator === '=' || rule.operator === '!=') && typeof rule.value === 'boolean')
    return (rule.operator === '=') === rule.value ? 'isTrue' : 'isFalse';
  if (rule.operator === 'before' || rule.operator === 'after') {
    const relative = typeof rule.value === 'string' && durationParts(rule.value) !== null;
    if (!relative) return rule.operator;
    const past = String(rule.value).startsWith('-');
    if (rule.operator === 'before') return past ? 'beforeAgo' : 'beforeAhead';
    return past ? 'afterAgo' : 'afterAhead';
  }
  return byOperator[rule.operator] ?? null;
}

const operatorOf = Object.fromEntries(
  Object.entries(byOperator).map(([operator, comparison]) => [comparison, operator]),
) as Readonly<Partial<Record<Comparison, Rule['operator']>>>;

/** A rule of that comparison; keeps the old value where it still fits. */
export function withComparison(rule: Rule, comparison: Comparison, kind: FieldKind, today: string): Rule {
  const base = { ...(rule.id === undefined ? {} : { id: rule.id }), field: rule.field };
  const old = Array.isArray(rule.value) ? rule.value[0] : isPlain(rule.value) ? rule.value : undefined;
  const days = typeof old === 'string' && durationParts(old) !== null ? old.replace(/^[+-]/, '') : 'P30D';
  const empty = kind === 'number' ? 0 : kind === 'date' ? today : '';
  const first = old ?? empty;
  switch (comparison) {
    case 'isTrue':
    case 'isFalse':
      return { ...base, operator: '=', value: comparison === 'isTrue' };
    case 'known':
    case 'unknown':
      return { ...base, operator: comparison === 'known' ? 'notNull' : 'null' };
    case 'beforeAgo':
    case 'afterAgo':
      return { ...base, operator: comparison === 'beforeAgo' ? 'before' : 'after', value: `-${days}` };
    case 'beforeAhead':
    case 'afterAhead':
      return { ...base, operator: comparison === 'beforeAhead' ? 'before' : 'after', value: days };
    case 'withinLast':
    case 'notWithinLast':
      return { ...base, operator: comparison, value: days };
    case 'before':
    case 'after':
      return { ...base, operator: comparison, value: isDate(first) ? first : today };
    case 'between': {
      const second = Array.isArray(rule.value) ? (rule.value[1] ?? empty) : empty;
      const suited = (value: typeof first) => (kind === 'date' && !isDate(value) ? today : value);
      return { ...base, operator: 'between', value: [suited(first), suited(second)] };
    }
    case 'in':
    case 'notIn': {
      const list = Array.isArray(rule.value) ? rule.value : first === '' ? [] : [first];
      return { ...base, operator: comparison, value: list };
    }
    default:
      return { ...base, operator: operatorOf[comparison] ?? '=', value: first };
  }
}

const isPlain = (value: Rule['value']): value is string | number | boolean | null =>
  value === null || (value !== undefined && typeof value !== 'object');
const isDate = (value: unknown): value is string => typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value);

/** A new rule on a field, with a sensible first comparison. */
export function newRule(info: FieldInfo, today: string): Rule {
  if (info.kind === 'events' || info.kind === 'messages')
    return {
      field: info.field,
      operator: '=',
      match: { mode: 'atLeast', threshold: 1 },
      value: { combinator: 'and', rules: [] },
    };
  const first = comparisonsOf[info.kind][0] ?? 'eq';
  return withComparison({ field: info.field, operator: '=' }, first, info.kind, today);
}

/** Can the builder's controls show and change this rule without losing anything of it? */
export function isEditable(rule: Rule, info: FieldInfo | null): boolean {
  if (info === null || rule.disabled === true) return false;
  if (info.kind === 'events' || info.kind === 'messages')
    return (
      rule.operator === '=' &&
      (rule.match === undefined || rule.match.mode === 'none' || rule.match.threshold !== undefined) &&
      (rule.value === undefined ||
        (typeof rule.value === 'object' && rule.value !== null && !Array.isArray(rule.value)))
    );
  const comparison = comparisonOf(rule, info.kind);
  if (comparison === null || !comparisonsOf[info.kind].includes(comparison)) return false;
  const value = rule.value;
  switch (comparison) {
    case 'isTrue':
    case 'isFalse':
      return rule.operator === '=';
    case 'known':
    case 'unknown':
      return value === undefined;
    case 'in':
    case 'notIn':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'between':
      return Array.isArray(value) && value.length === 2 && value.every((item) => fits(item, info.kind));
    case 'withinLast':
    case 'notWithinLast':
    case 'beforeAgo':
    case 'afterAgo':
    case 'beforeAhead':
    case 'afterAhead':
      return typeof value === 'string' && (durationParts(value)?.length ?? 0) === 1;
    default:
      return isPlain(value) && fits(value, info.kind);
  }
}

function fits(value: unknown, kind: FieldKind): boolean {
  if (kind === 'number') return typeof value === 'number';
  if (kind === 'date') return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);
  return typeof value === 'string';
}

/** The nested group of a counting rule; nothing asked of the events when it is left out. */
export const nestedGroup = (rule: Rule) =>
  typeof rule.value === 'object' && rule.value !== null && !Array.isArray(rule.value) && isRuleGroup(rule.value)
    ? rule.value
    : { combinator: 'and' as const, rules: [] };
