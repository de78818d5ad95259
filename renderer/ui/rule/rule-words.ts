/** Rules as sentences, in the UI's language. Pure: the strings come through `t` (namespace `ui`). */
import { isRuleGroup, type Rule, type RuleGroup } from '../../../flows/sdk/rule.ts';
import type { FieldCatalogue, Translate } from '../define-editor.ts';
import { countryName, dateInWords, durationInWords, languageName, listInWords, numberInWords } from '../words.ts';
import {
  type Comparison,
  comparisonOf,
  type FieldInfo,
  fieldInfo,
  nestedGroup,
  nestedScope,
  type RuleScope,
} from './field-info.ts';

export interface RuleWords {
  t: Translate;
  language: string;
  /** Helps to read numbers and dates of attributes; without it the rule's own value tells. */
  catalogue?: Pick<FieldCatalogue, 'attributes' | 'events'> | undefined;
  segmentName?: ((slot: string) => string) | undefined;
  timeZone?: string | undefined;
  scope?: RuleScope | undefined;
}

const noCatalogue = { attributes: [], events: [] };
const own = (key: string): string => `ui:${key}`;

/** `first_name` as "first name": names people gave in other systems, made readable. */
export const plainName = (name: string): string => name.replace(/[_-]+/g, ' ').trim() || name;

/** Looks a word up, and falls back to the plain name when there is none. */
function word(t: Translate, key: string, fallback: string): string {
  const text = t(own(key), { defaultValue: '\u0000' });
  return text === '\u0000' || text === own(key) || text === key ? fallback : text;
}

/** `order.created` as "Order placed" where it is a common event, otherwise as it is. */
export const eventName = (type: string, t: Translate): string =>
  type === '' ? t(own('rule.anyEvent')) : word(t, `eventType.${type.replaceAll('.', '_')}`, type);

/** A channel's name; unknown channels as they are. */
export const channelName = (channel: string, t: Translate): string => word(t, `channel.${channel}`, plainName(channel));

export const topicName = (topic: string, t: Translate): string => word(t, `topicName.${topic}`, plainName(topic));

const stateName = (state: string, t: Translate): string => word(t, `messageState.${state}`, state);

/** A field as a noun phrase, such as "last time of “Order placed”". */
export function fieldName(info: FieldInfo, t: Translate): string {
  const head = info.field.split('.')[0] ?? '';
  switch (head) {
    case 'attributes':
    case 'props':
      return word(t, `known.${info.subject}`, plainName(info.subject));
    case 'consent':
      return info.detail === ''
        ? t(own('rule.field.consent'), { channel: channelName(info.subject, t) })
        : t(own('rule.field.consentTopic'), {
            channel: channelName(info.subject, t),
            topic: topicName(info.detail, t),
          });
    case 'reachable':
      return t(own('rule.field.reachable'), { channel: channelName(info.subject, t) });
    case 'rfm':
      return t(own(`rule.field.rfm.${info.field.slice(4)}`));
    case 'engagement':
      return t(own('rule.field.engagement'), { channel: channelName(info.subject, t) });
    case 'survey':
      return t(own('rule.field.survey'), { survey: info.subject });
    case 'events':
      return eventName(info.subject, t);
    case 'firstEventAt':
    case 'lastEventAt':
      return t(own(`rule.field.${head}`), { event: eventName(info.subject, t) });
    case 'sum':
      return t(own('rule.field.sum'), {
        event: eventName(info.subject, t),
        prop: word(t, `known.${info.detail}`, plainName(info.detail)),
      });
    case 'messages':
      return t(own('rule.field.messages'), {
        channel: channelName(info.subject, t),
        state: stateName(info.detail, t),
      });
    default:
      return word(t, `rule.field.${info.field}`, plainName(info.field));
  }
}

function scalarInWords(value: unknown, info: FieldInfo | null, words: RuleWords): string {
  const { t, language } = words;
  if (value === null || value === '' || value === undefined) return t(own('rule.nothing'));
  if (typeof value === 'number') return numberInWords(value, language);
  if (typeof value === 'boolean') return t(own(value ? 'rule.yes' : 'rule.no'));
  const text = String(value);
  if (info?.field === 'country') return countryName(text, language);
  if (info?.field === 'language') return languageName(text, language);
  if (info?.kind === 'segment') return t(own('rule.quoted'), { text: words.segmentName?.(text) ?? text });
  if (info?.kind === 'date') return dateInWords(text, language, words.timeZone);
  return t(own('rule.quoted'), { text });
}

/** One rule as a clause without a full stop. */
export function clauseInWords(rule: Rule, words: RuleWords): string {
  const { t, language } = words;
  const scope = words.scope ?? { kind: 'contact' };
  const info = fieldInfo(rule.field, words.catalogue ?? noCatalogue, scope, rule);
  if (info?.kind === 'events' || info?.kind === 'messages') return countInWords(rule, info, words);
  const field = info === null ? rule.field : fieldName(info, t);
  const comparison = comparisonOf(rule, info?.kind ?? 'text');
  if (comparison === null)
    return t(own('rule.text.other'), { field, operator: rule.operator, value: JSON.stringify(rule.value ?? null) });
  const list = Array.isArray(rule.value) ? rule.value : [rule.value];
  const shown = list
    .slice(0, 5)
    .map((item) => (typeof item === 'object' ? JSON.stringify(item ?? null) : scalarInWords(item, info, words)));
  if (list.length > 5) shown.push(t(own('rule.more'), { count: list.length - 5 }));
  const text = typeof rule.value === 'string' ? rule.value : '';
  const about = wording(info, comparison);
  return t(own(`rule.text.${about}`), {
    field,
    value: shown.length === 0 ? t(own('rule.nothing')) : listInWords(shown, language, 'disjunction'),
    from: shown[0] ?? '',
    to: shown[1] ?? '',
    duration: durationInWords(text.replace(/^[+-]/, ''), language, 'object'),
  });
}

/** Some fields read better in words of their own: "agreed to email" instead of "consent to email is yes". */
function wording(info: FieldInfo | null, comparison: Comparison): string {
  if (info === null) return comparison;
  const special = ['tags', 'segment', 'flow'].includes(info.kind) && /^(eq|ne|in|notIn)$/.test(comparison);
  if (special) return `${info.kind}_${comparison}`;
  if (info.group === 'consent' && comparison.startsWith('is')) return `consent_${comparison}`;
  return comparison;
}

function countInWords(rule: Rule, info: FieldInfo, words: RuleWords): string {
  const { t } = words;
  const mode = rule.match?.mode ?? 'atLeast';
  const count = rule.match?.threshold ?? 1;
  const name = fieldName(info, t);
  const head =
    mode === 'none' ? t(own('rule.count.none'), { event: name }) : t(own(`rule.count.${mode}`), { event: name, count });
  const nested = nestedGroup(rule);
  if (nested.rules.length === 0) return head;
  const where = ruleInWords(nested, { ...words, scope: nestedScope(info) });
  return t(own('rule.count.where'), { head, where });
}

/** A rule group as one short sentence; "everybody" when it asks nothing. Inner groups stand in brackets. */
export function ruleInWords(group: RuleGroup, words: RuleWords, depth = 0): string {
  const { t } = words;
  const active = group.rules.filter((rule) => rule.disabled !== true);
  if (active.length === 0) {
    const key = (words.scope?.kind ?? 'contact') === 'contact' ? 'rule.everybody' : 'rule.anyOfThem';
    return t(own(group.not === true ? 'rule.nobody' : key));
  }
  const clauses = active.map((rule) => {
    if (!isRuleGroup(rule)) return clauseInWords(rule, words);
    const inner = ruleInWords(rule, words, depth + 1);
    return active.length === 1 || rule.not === true ? inner : `(${inner})`;
  });
  const joined =
    clauses.length === 1 ? (clauses[0] ?? '') : clauses.join(` ${t(own(`rule.joiner.${group.combinator}`))} `);
  return group.not === true ? t(own('rule.not'), { rule: joined }) : joined;
}
