import type { i18n } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../flows/sdk/problem.ts';
import type { SummaryHelp, Translate } from './define-editor.ts';
import { ruleInWords } from './rule/rule-words.ts';
import { dateInWords, durationInWords, numberInWords, weekdayName } from './words.ts';

/** The translations of the leaf widgets (`renderer/strings/<language>/ui.json`) and the UI's language. */
export function useUi(): { t: Translate; language: string } {
  const { t, i18n } = useTranslation('ui');
  const translate: Translate = (key, params) => t(key, { ...params });
  return { t: translate, language: i18n.resolvedLanguage ?? i18n.language };
}

/** The help a summary gets. `t` must know the namespace `ui`, and the node's own strings without one. */
export function summaryHelp(options: {
  t: Translate;
  language: string;
  nodeName: (id: string) => string;
  segmentName?: (slot: string) => string;
  flowName?: (slot: string) => string;
  offerName?: (slot: string) => string;
  blockInfo?: SummaryHelp['blockInfo'];
  timeZone?: string;
}): SummaryHelp {
  const { t, language, timeZone } = options;
  return {
    t,
    duration: (iso, grammar) => durationInWords(iso, language, grammar),
    rule: (rule) => ruleInWords(rule, { t, language, segmentName: options.segmentName, timeZone }),
    eventRule: (rule, event) => ruleInWords(rule, { t, language, timeZone, scope: { kind: 'event', subject: event } }),
    nodeName: options.nodeName,
    segmentName: options.segmentName ?? ((slot) => slot),
    flowName: options.flowName ?? ((slot) => slot),
    offerName: options.offerName ?? ((slot) => slot),
    blockInfo: options.blockInfo ?? (() => null),
    number: (value) => numberInWords(value, language),
    date: (iso) => dateInWords(iso, language, timeZone),
    weekdays: (days) => days.map((day) => weekdayName(day, language, 'short')).join(', '),
  };
}

/** Problems whose path lies at or below `path` of the config (`timeout`, `content.en.subject`). */
export function problemsAt(problems: readonly Problem[], path: string): readonly Problem[] {
  return problems.filter((problem) => {
    const own = problem.path.replace(/^config\./, '');
    return own === path || own.startsWith(`${path}.`);
  });
}

/** What is only worth a look at or below a path, in words. `t` is the node's own. */
export function useWarnings(problems: readonly Problem[], t: Translate): (path: string) => string[] {
  const { i18n } = useTranslation('ui');
  return (path) => [
    ...new Set(
      problemsAt(problems, path)
        .filter(({ severity }) => severity === 'warning')
        .map((problem) => inWords(problem, t, i18n)),
    ),
  ];
}

function inWords(problem: Problem, t: Translate, i18n: i18n): string {
  const shared = `problems:${problem.code}`;
  const fallback = i18n.exists(shared) ? i18n.t(shared, { ...problem.params }) : problem.message;
  return t(`problems.${problem.code}`, { ...problem.params, defaultValue: fallback });
}

/** Words for the problems at a path, for a field's `error`; undefined when there are none. `t` is the node's own. */
export function useProblemText(problems: readonly Problem[], t: Translate): (path: string) => string | undefined {
  const { i18n } = useTranslation('ui');
  return (path) => {
    // What is only worth a look stands above the form, not in red at the field.
    const found = problemsAt(problems, path).filter(({ severity }) => severity === 'error');
    if (found.length === 0) return undefined;
    const words = found.map((problem) => inWords(problem, t, i18n));
    return [...new Set(words)].join(' ');
  };
}
