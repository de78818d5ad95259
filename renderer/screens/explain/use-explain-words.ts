/** What an explanation says, in the person's language. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExplainedStep, RuleAnswer } from '../../../flows/api/explain.ts';
import type { Operator, Rule, RuleMatch, RuleScalar } from '../../../flows/sdk/rule.ts';
import { orpc } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import type { RuleScope } from '../../ui/rule/field-info.ts';
import { clauseInWords, eventName } from '../../ui/rule/rule-words.ts';
import { propsInWords } from '../contacts/timeline-words.ts';

export interface RuleTalk {
  clause: (rule: RuleAnswer) => string;
  found: (rule: RuleAnswer) => string;
}

const ours: ReadonlySet<string> = new Set(['node', 'flow', 'journey', 'account', 'message', 'channel']);
const looksLikeTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

export function useExplainWords() {
  const { t, i18n } = useTranslation('explain');
  const format = useFormat();
  const { data: segments } = useQuery(orpc.segments.list.queryOptions());
  return useMemo(() => {
    const { language } = i18n;
    const segmentName = (slot: string) => segments?.find(({ id }) => id === slot)?.name ?? slot;
    const translate = (key: string, params?: object) => t(key, { ...params });
    const quoted = (text: string): string => t('ui:rule.quoted', { text });
    const value = (of: unknown): string => {
      if (of === null || of === undefined) return t('rule.missing');
      if (typeof of === 'number') return format.number(of);
      if (typeof of === 'boolean') return t(of ? 'app:yes' : 'app:no');
      if (Array.isArray(of)) return of.length === 0 ? t('rule.none') : format.list(of.map(value));
      if (typeof of === 'string') return looksLikeTime.test(of) ? format.dateTime(of) : quoted(of);
      return JSON.stringify(of);
    };
    const talk = (scope: RuleScope): RuleTalk => ({
      clause: (rule) => clauseInWords(ruleOf(rule), { t: translate, language, segmentName, scope }),
      found: (rule) => value(rule.actual),
    });
    const known = (keys: readonly string[], fallback: string): string => {
      const key = keys.find((candidate) => i18n.exists(candidate));
      return key === undefined ? fallback : t(key);
    };
    return {
      t,
      format,
      value,
      quoted,
      contact: talk({ kind: 'contact' }),
      about: (event: string) => talk({ kind: 'event', subject: event }),
      event: (type: string) => eventName(type, translate),
      /** Of a message's event only what the person said or did: the rest are our own numbers. */
      props: (props: Record<string, unknown>) =>
        propsInWords(
          Object.fromEntries(Object.entries(props).filter(([name]) => !(ours.has(name) && 'message' in props))),
          {
            number: format.number,
            t: (key, params) => (i18n.exists(key) ? t(key, { ...params }) : null),
          },
        ),
      block(of: { node: string; name: string | null; within?: string | undefined; type: string }): string {
        const name = of.name ?? known([`node-${of.type}:name`], of.node);
        return of.within === undefined ? name : `${of.within} › ${name}`;
      },
      outlet: (step: Pick<ExplainedStep, 'type'>, outlet: string, name: string | null) =>
        name ?? known([`node-${step.type}:outlets.${outlet}`, `report:outlet.${outlet}`], outlet),
      state: (state: string) => known([`app:message.${state}`], state),
      field: (field: string) => field.replace(/^(attributes|tags)\./, ''),
      lasted(from: string, to: string): string {
        const minutes = Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
        if (minutes < 1) return t('step.atOnce');
        const units = [
          ['day', Math.floor(minutes / 1440)],
          ['hour', Math.floor((minutes % 1440) / 60)],
          ['minute', minutes % 60],
        ] as const;
        return units
          .filter(([, n]) => n > 0)
          .slice(0, 2)
          .map(([unit, n]) => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(n))
          .join(' ');
      },
    };
  }, [t, i18n, i18n.language, format, segments]);
}
export type ExplainWords = ReturnType<typeof useExplainWords>;

/** The rule that was asked, as its author wrote it. */
function ruleOf({ field, operator, expected, counted }: RuleAnswer): Rule {
  const base = { field, operator: operator as Operator };
  if (counted !== undefined)
    return { ...base, match: expected as RuleMatch, ...(counted === null ? {} : { value: counted }) };
  return { ...base, value: expected as RuleScalar | RuleScalar[] };
}
