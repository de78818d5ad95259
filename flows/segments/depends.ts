/** What can change whether a contact satisfies a rule: so that nobody is asked about what cannot have changed it. */
import { isRuleGroup, type Rule, type RuleGroup } from '../sdk/rule.ts';
import { isDuration } from '../sdk/time.ts';
import { contactField } from './fields.ts';
import { surveyEvent } from './survey.ts';
import { checkDepth, enabledRules } from './walk.ts';

export interface Dependencies {
  /** Fields, attributes, tags, addresses or consents of the contact. */
  profile: boolean;
  /** Events of these types. */
  events: ReadonlySet<string>;
  /** Receipts about our messages. */
  receipts: boolean;
  /** The mere passing of time, or what happens elsewhere (a message leaves, a journey begins): found only by looking again. */
  timed: boolean;
}

type Found = Dependencies & { events: Set<string> };

/** Throws `unknown-field` and `rule-too-deep`, as asking the rule does. */
export function dependenciesOf(rule: RuleGroup, segments: (slot: string) => RuleGroup | null): Dependencies {
  const found: Found = { profile: false, events: new Set(), receipts: false, timed: false };
  walk(rule, segments, found, 1);
  return found;
}

function walk(group: RuleGroup, segments: (slot: string) => RuleGroup | null, found: Found, depth: number): void {
  checkDepth(depth);
  for (const rule of enabledRules(group)) {
    if (isRuleGroup(rule)) walk(rule, segments, found, depth + 1);
    else look(rule, segments, found, depth);
  }
}

function look(rule: Rule, segments: (slot: string) => RuleGroup | null, found: Found, depth: number): void {
  const field = contactField(rule.field);
  if (isRelative(rule)) found.timed = true;
  switch (field.kind) {
    case 'events':
    case 'edge':
    case 'sum':
      found.events.add(field.type);
      if (hasRelative(rule.value, depth)) found.timed = true;
      return;
    case 'survey':
      found.events.add(surveyEvent);
      return;
    case 'engagement':
    case 'messages':
      found.receipts = true;
      found.timed = true;
      return;
    case 'inFlow':
      found.timed = true;
      return;
    case 'segment':
      for (const slot of Array.isArray(rule.value) ? rule.value : [rule.value]) {
        const other = typeof slot === 'string' ? segments(slot) : null;
        if (other !== null) walk(other, segments, found, depth + 1);
      }
      return;
    default:
      found.profile = true;
  }
}

/** A value counted from now: `P30D` of "within the last", `-P1D` of "before". */
function isRelative({ value }: Rule): boolean {
  return (Array.isArray(value) ? value : [value]).some((one) => typeof one === 'string' && isDuration(one));
}

function hasRelative(value: Rule['value'], depth: number): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  checkDepth(depth);
  return enabledRules(value).some((one) => (isRuleGroup(one) ? hasRelative(one, depth + 1) : isRelative(one)));
}
