/** What happened at a block, in sentences. */
import type { Trouble } from '../../../flows/api/live.ts';
import type { FlowNode } from '../../../flows/document/schema.ts';
import type { Format } from '../../app/format.ts';
import type { ReasonWords } from '../../app/reason-words.ts';
import { eventName } from '../../ui/rule/rule-words.ts';
import type { NodeRow } from '../figures.ts';
import type { CanvasWords } from '../words.ts';
import { type Layered, sideLetters } from './layer.ts';
import { lostOf, type PeopleOf, reachedOf } from './numbers.ts';

export interface LiveWords {
  /** Of all who came: who went on by which way, who waits, who left and why. */
  story: (node: FlowNode, row: NodeRow) => string;
  lost: (row: NodeRow) => string;
  people: (of: PeopleOf, node: FlowNode | undefined) => string;
  /** "today 18:00". */
  when: (iso: string) => string;
  trouble: (trouble: Trouble) => { short: string; what: string; todo: string };
  /** "version 2, 3 Nov – 10 Nov, “Short text”". */
  shown: (layered: Layered, arms: (outlet: string) => string) => string;
}

const oneDay = 86_400_000;

/** Made once a canvas, as the other words are. */
export function makeLiveWords(
  words: Omit<CanvasWords, 'live'>,
  format: Format,
  reasons: ReasonWords,
  exists: (key: string) => boolean,
): LiveWords {
  const t: CanvasWords['t'] = (key, params) => words.t(`live:${key}`, params);
  const exit = (code: string): string => {
    if (code.startsWith('event:'))
      return words.t('reason.event', { event: eventName(code.slice('event:'.length), words.t) });
    const known = `canvas:reason.${code}`;
    return exists(known) ? words.t(known) : reasons.exit(code);
  };
  const lost = (row: NodeRow): string => {
    const found = lostOf(row);
    if (found === null) return '';
    const why = found.reasons.map(([reason, count]) => `${exit(reason)} ${words.count(count)}`);
    return t('story.left', { count: found.count, reasons: why.join(', ') });
  };
  return {
    lost,
    story: (node, row) => {
      const ways = Object.entries(row.left).filter(([, count]) => count > 0);
      const parts = [
        ...ways
          .sort((a, b) => b[1] - a[1])
          .map(([outlet, count]) => t('story.went', { count, outlet: words.outletLabel(node, outlet) })),
        ...(row.waiting > 0 ? [t('story.wait', { count: row.waiting })] : []),
        ...((row.exited.end ?? 0) > 0 ? [t('story.end', { count: row.exited.end ?? 0 })] : []),
        ...(lostOf(row) === null ? [] : [lost(row)]),
      ];
      const came = t('story.came', { count: reachedOf(row) });
      return parts.length === 0 ? came : `${came}: ${parts.join('; ')}`;
    },
    people: ({ what, by }, node) => {
      if (what === 'left' && by !== undefined)
        return t('people.left', { outlet: node ? words.outletLabel(node, by) : by });
      if (what === 'ended' && by !== undefined) return t('people.ended', { reason: exit(by) });
      if (what === 'message') {
        if (by?.startsWith('suppressed:'))
          return t('people.suppressed', { reason: reasons.message(by.slice('suppressed:'.length)) });
        return t(`people.message.${by ?? 'suppressed'}`);
      }
      return t(`people.${what}`);
    },
    when: (iso) => {
      const date = format.date(iso);
      const time = format.time(iso);
      if (date === format.date(new Date().toISOString())) return t('today', { time });
      if (date === format.date(new Date(Date.now() + oneDay).toISOString())) return t('tomorrow', { time });
      return format.nearTime(iso);
    },
    trouble: ({ kind, accountName, until, reason, count, of }) => {
      const params = {
        account: accountName ?? '',
        until: until === null ? '' : format.dateTime(until),
        time: until === null ? '' : format.time(until),
        // A vendor's own words stay as they came; the sentence round them has its own full stop.
        reason: reason === null || reason === '' ? t('trouble.noReason') : reasons.message(reason).replace(/\.$/, ''),
        count,
        of,
      };
      return {
        short: t(`trouble.${kind}.short`, params),
        what: t(`trouble.${kind}.what`, params),
        todo: t(`trouble.${kind}.todo`, params),
      };
    },
    shown: ({ choice, from, until, arms }, arm) => {
      const version =
        choice.version === null
          ? t('shown.current')
          : choice.version === 'all'
            ? t('shown.all')
            : t('shown.version', { version: choice.version });
      const span =
        choice.period === 'hour' || choice.period === 'day' || choice.period === 'week'
          ? t(`period.${choice.period}`)
          : from === null && until === null
            ? t('period.start')
            : from === null
              ? t('shown.until', { until: format.dateTime(until ?? '') })
              : until === null
                ? t('shown.since', { from: format.date(from) })
                : t('shown.between', { from: format.date(from), until: format.dateTime(until) });
      const stopped =
        (choice.period === 'hour' || choice.period === 'day' || choice.period === 'week') && until !== null
          ? [t('shown.until', { until: format.dateTime(until) })]
          : [];
      const named = arms.map((outlet, index) =>
        arms.length > 1 ? `${sideLetters[index]} ${arm(outlet)}` : arm(outlet),
      );
      return [version, span, ...stopped, ...(arms.length > 0 ? [named.join(' / ')] : [])].join(', ');
    },
  };
}
