/** What a simulation foresees: reach, cost, messages a day, who gets nothing and why, limits, ends. */
import { useComputedColorScheme } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense } from 'react';
import type { Simulation } from '../../flows/api/simulation.ts';
import { useFormat } from '../app/format.ts';
import { useReasonWords } from '../app/reason-words.ts';
import { channelName } from '../ui/rule/rule-words.ts';
import { messageTotals } from './figures.ts';
import { useEditorState } from './session.ts';
import { useWords } from './words.ts';

/** ECharts is large, and nobody needs it before the first simulation. */
const DaysChart = lazy(() => import('./simulate-chart.tsx').then((module) => ({ default: module.DaysChart })));

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="kc-sim-part">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

interface Row {
  key: string;
  label: string;
  value: string;
  share: number;
}

function Bars({ rows }: { rows: readonly Row[] }) {
  return (
    <ul className="kc-sim-bars">
      {rows.map((row) => (
        <li key={row.key}>
          <span title={row.label}>{row.label}</span>
          <b>{row.value}</b>
          <i style={{ transform: `scaleX(${row.share})` }} aria-hidden />
        </li>
      ))}
    </ul>
  );
}

function useWhy() {
  const words = useWords();
  const reasons = useReasonWords();
  return (code: string): string => {
    if (code === 'not-entered' || code === 'still-inside' || code === 'waiting')
      return words.t(`simulation.why.${code}`);
    if (code.startsWith('waiting:')) return reasons.message(code.slice('waiting:'.length));
    if (code.startsWith('exit:'))
      return words.t('simulation.why.exit', { reason: reasons.exit(code.slice('exit:'.length)) });
    return reasons.message(code);
  };
}

export function SimulateResults({ result, outdated }: { result: Simulation; outdated: boolean }) {
  const words = useWords();
  const format = useFormat();
  const reasons = useReasonWords();
  const why = useWhy();
  const scheme = useComputedColorScheme();
  const hasGoal = useEditorState(
    (state) => Boolean(state.document.settings?.goal) || state.document.nodes.some((node) => node.type === 'goal'),
  );
  const { cost } = result;
  const messages = messageTotals(result.messages);
  const priced = cost.expected > 0;
  const most = (values: readonly number[]): number => Math.max(1, ...values);
  const nobodyMost = most(result.nobody.map((one) => one.contacts));
  const ends = [
    ...Object.entries(result.exited).map(([code, count]) => ({ key: code, label: reasons.exit(code), count })),
    ...(result.active > 0
      ? [{ key: ' inside', label: words.t('simulation.why.still-inside'), count: result.active }]
      : []),
  ].sort((a, b) => b.count - a.count);
  const endsMost = most(ends.map((one) => one.count));
  return (
    <div className="kc-sim-results">
      {outdated ? (
        <p className="kc-sim-note" data-tone="warn">
          <IconInfoCircle size={16} stroke={1.75} aria-hidden /> {words.t('simulation.outdated')}
        </p>
      ) : null}
      <p className="kc-sim-lead">
        {words.t('simulation.span', { from: format.date(result.from), to: format.date(result.to) })}
        {result.backtest ? ` ${words.t('simulation.replayed')}` : ''}
        {result.beside.length > 0 ? ` ${words.t('simulation.beside', { count: result.beside.length })}` : ''}
      </p>
      <dl className="kc-sim-figures">
        <div>
          <dt>{words.t('simulation.entered')}</dt>
          <dd>{format.number(result.entered)}</dd>
        </div>
        <div>
          <dt>{words.t('simulation.reached')}</dt>
          <dd>{format.number(result.reached)}</dd>
          <dd className="kc-sim-small">
            {result.reach
              .map((one) => `${channelName(one.channel, words.t)} ${format.number(one.contacts)}`)
              .join(' · ') || words.t('simulation.nobodyReached')}
          </dd>
        </div>
        <div>
          <dt>{words.t('simulation.messages')}</dt>
          <dd>{format.number(messages.sent)}</dd>
          <dd className="kc-sim-small">
            {words.t('simulation.read', { share: format.share(messages.read, messages.sent) })}
          </dd>
        </div>
        <div>
          <dt>{words.t('simulation.cost')}</dt>
          <dd>{priced ? format.money(cost.expected, cost.currency) : '–'}</dd>
          <dd className="kc-sim-small">
            {priced
              ? words.t('simulation.range', {
                  low: format.money(cost.low, cost.currency),
                  high: format.money(cost.high, cost.currency),
                })
              : words.t('simulation.noPrices')}
          </dd>
        </div>
        {hasGoal ? (
          <div>
            <dt>{words.t('simulation.goal')}</dt>
            <dd>{format.number(result.goal.reached)}</dd>
            <dd className="kc-sim-small">
              {words.t('simulation.goalShare', { share: format.share(result.goal.reached, result.entered) })}
            </dd>
          </div>
        ) : null}
      </dl>
      {result.perDay.length > 0 ? (
        <Part title={words.t('simulation.perDay')}>
          <Suspense fallback={<div className="kc-sim-chart" />}>
            <DaysChart key={`${scheme} ${result.seed} ${result.from}`} result={result} />
          </Suspense>
        </Part>
      ) : null}
      {result.nobody.length > 0 ? (
        <Part title={words.t('simulation.nobody')}>
          <Bars
            rows={result.nobody.map((one) => ({
              key: one.reason,
              label: why(one.reason),
              value: format.number(one.contacts),
              share: one.contacts / nobodyMost,
            }))}
          />
        </Part>
      ) : null}
      <Part title={words.t('simulation.limits')}>
        {result.limits.length === 0 ? (
          <p className="kc-sim-small">{words.t('simulation.noLimits')}</p>
        ) : (
          <ul className="kc-sim-list">
            {result.limits.map((one) => (
              <li key={`${one.kind} ${one.reason}`}>
                <span>
                  {one.kind === 'refused' ? words.t(`simulation.refused.${one.reason}`) : reasons.message(one.reason)}
                </span>
                <b>{words.t(`simulation.limit.${one.kind}`, { count: one.count, n: format.number(one.count) })}</b>
              </li>
            ))}
          </ul>
        )}
      </Part>
      {ends.length > 0 ? (
        <Part title={words.t('simulation.ends')}>
          <Bars
            rows={ends.map((one) => ({
              key: one.key,
              label: one.label,
              value: format.number(one.count),
              share: one.count / endsMost,
            }))}
          />
        </Part>
      ) : null}
    </div>
  );
}
