/** What happens, at a glance: who is inside, who left and why, messages and the goal; and what is wrong. */
import { ActionIcon, Tabs } from '@mantine/core';
import { IconAlertTriangle, IconChevronDown, IconChevronUp, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useFormat } from '../app/format.ts';
import { eventName } from '../ui/rule/rule-words.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { messageTotals } from './figures.ts';
import { useInside } from './flow-host.ts';
import './live/live.css';
import type { PeopleOf } from './live/numbers.ts';
import { openPeople } from './live/open-people.ts';
import { problemKey } from './problems.tsx';
import { type DockTab, focusNode, shownLive, useEditorState, useSession, useUiState } from './session.ts';
import { bringIntoView } from './view.ts';
import { useWords } from './words.ts';

const isTab = (value: string | null): value is DockTab => value === 'figures' || value === 'problems';

function Figure({
  label,
  value,
  note,
  tone,
  of,
}: {
  label: string;
  value: string;
  note?: string | undefined;
  tone?: 'bad' | undefined;
  /** Whom the number opens; null: nobody is behind it. */
  of: PeopleOf | null;
}) {
  const session = useSession();
  const words = useWords();
  return (
    <div className="kc-kpi" data-tone={tone}>
      <span>{label}</span>
      {of === null ? (
        <b>{value}</b>
      ) : (
        <button
          type="button"
          className="kc-kpi-number"
          aria-label={words.t('live:open', { what: `${label}: ${value}` })}
          onClick={() => openPeople(session, of)}
        >
          <b>{value}</b>
        </button>
      )}
      <span title={note}>{note ?? ' '}</span>
    </div>
  );
}

function Figures() {
  const words = useWords();
  const { flow } = useSession();
  const { i18n } = useTranslation();
  const format = useFormat();
  const session = useSession();
  const live = useUiState(shownLive);
  const real = useUiState((state) => state.simulated === null);
  const now = useUiState((state) => state.simulated === null && state.layered === null);
  const { earlier } = useInside(flow, live !== null);
  const currency = useEditorState((state) => state.document.settings?.budget?.currency ?? null);
  const hasGoal = useEditorState(
    (state) => Boolean(state.document.settings?.goal) || state.document.nodes.some((node) => node.type === 'goal'),
  );
  const report = live?.report;
  if (!report || report.version === null) {
    return <p className="kc-dock-empty">{words.t('dock.notRunning')}</p>;
  }
  const exited = Object.entries(report.exited)
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1]);
  const left = exited.reduce((sum, [, count]) => sum + count, 0);
  const messages = messageTotals(report.messages);
  const suppressed = new Map<string, number>();
  for (const row of report.messages)
    for (const [reason, count] of Object.entries(row.suppressed))
      suppressed.set(reason, (suppressed.get(reason) ?? 0) + count);
  const reason = (code: string): string => {
    if (code.startsWith('event:'))
      return words.t('reason.event', { event: eventName(code.slice('event:'.length), words.t) });
    const key = `canvas:reason.${code}`;
    return i18n.exists(key) ? i18n.t(key) : code;
  };
  const why = [...suppressed].sort((a, b) => b[1] - a[1]);
  const most = exited[0]?.[1] ?? 0;
  /** Whom a number of the whole flow opens, where there is somebody. */
  const people = (n: number, what: PeopleOf['what'], by?: string): PeopleOf | null =>
    real && n > 0 ? { node: '', what, ...(by === undefined ? {} : { by }) } : null;
  return (
    <div className="kc-kpis">
      <Figure
        label={words.t('dock.inside')}
        value={format.number(report.active)}
        note={now ? (earlier > 0 ? words.t('dock.earlier', { count: earlier }) : words.t('dock.now')) : undefined}
        of={people(report.active, 'here')}
      />
      <Figure
        label={words.t('dock.entered')}
        value={format.number(report.entered)}
        of={people(report.entered, 'entered')}
      />
      <Figure
        label={words.t('dock.messages')}
        value={format.number(messages.sent)}
        of={people(messages.sent, 'message', 'sent')}
        note={
          messages.cost > 0
            ? words.t('dock.cost', { cost: format.money(messages.cost, currency) })
            : words.t('dock.readShare', { share: format.share(messages.read, messages.sent) })
        }
      />
      <Figure
        label={words.t('dock.notReached')}
        value={format.number(messages.notSent)}
        of={people(messages.notSent, 'message', 'not-sent')}
        note={why.map(([code, count]) => `${reason(code)} ${format.number(count)}`).join(', ') || undefined}
        tone={messages.notSent > 0 ? 'bad' : undefined}
      />
      {hasGoal ? (
        <Figure
          label={words.t('dock.goal')}
          value={format.number(report.goal.reached)}
          of={people(report.goal.reached, 'goal')}
          note={words.t('dock.goalShare', { share: format.share(report.goal.reached, report.entered) })}
        />
      ) : null}
      <section className="kc-exits" aria-label={words.t('dock.left')}>
        <span className="kc-exits-head">
          {words.t('dock.left')} <b>{format.number(left)}</b>
        </span>
        {exited.slice(0, 4).map(([code, count]) => (
          <button
            key={code}
            type="button"
            className="kc-exit"
            disabled={!real}
            title={words.t('live:open', { what: `${reason(code)}: ${format.number(count)}` })}
            onClick={() => openPeople(session, { node: '', what: 'ended', by: code })}
          >
            <span>{reason(code)}</span>
            <i style={{ transform: `scaleX(${most > 0 ? count / most : 0})` }} aria-hidden />
            <b>{format.number(count)}</b>
          </button>
        ))}
      </section>
      <Link className="kc-dock-more" href={`/report/${encodeURIComponent(flow)}`}>
        {words.t('dock.report')}
      </Link>
    </div>
  );
}

function ProblemList() {
  const session = useSession();
  const words = useWords();
  const problems = useUiState((state) => state.problems);
  if (problems.length === 0) {
    return (
      <p className="kc-dock-empty">
        <IconCircleCheck size={18} stroke={1.75} aria-hidden /> {words.t('dock.noProblems')}
      </p>
    );
  }
  const sorted = [...problems].sort((a, b) => Number(a.severity !== 'error') - Number(b.severity !== 'error'));
  return (
    <ul className="kc-problem-list">
      {sorted.map((problem) => (
        <li key={problemKey(problem)}>
          <button
            type="button"
            data-severity={problem.severity}
            onClick={() => {
              if (problem.node === null) session.editor.select({ nodes: [], edges: [] });
              else {
                session.editor.select({ nodes: [problem.node] });
                bringIntoView(session, problem.node);
                focusNode(session.ui, problem.node);
              }
              session.ui.setState({
                inspectorOpen: true,
                inspectorTab: problem.path.startsWith('config.content') ? 'texts' : 'setup',
              });
            }}
          >
            {problem.severity === 'error' ? (
              <IconCircleX size={16} stroke={1.75} aria-hidden />
            ) : (
              <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
            )}
            <span className="kc-sr">{words.t(`severity.${problem.severity}`)}:</span>
            <b>{problem.node === null ? words.t('wholeFlow') : words.nameOf(problem.node)}</b>
            <span>{words.problem(problem)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

export function Dock() {
  const words = useWords();
  const { ui } = useSession();
  const open = useUiState((state) => state.dockOpen);
  const tab = useUiState((state) => state.dockTab);
  const errors = useUiState((state) => state.problems.filter((problem) => problem.severity === 'error').length);
  const all = useUiState((state) => state.problems.length);
  return (
    <section className="kc-dock" data-open={open || undefined} aria-label={words.t('dock.title')}>
      <Tabs
        value={tab}
        onChange={(value) => isTab(value) && ui.setState({ dockTab: value, dockOpen: true })}
        keepMounted={false}
      >
        <div className="kc-dock-head">
          <Tabs.List>
            <Tabs.Tab value="figures">{words.t('dock.figures')}</Tabs.Tab>
            <Tabs.Tab value="problems">
              {words.t('dock.problems')}
              {all > 0 ? (
                <span className="kc-tab-count" data-tone={errors > 0 ? 'bad' : 'warn'}>
                  {all}
                </span>
              ) : null}
            </Tabs.Tab>
          </Tabs.List>
          <Tooltip label={words.t(open ? 'dock.close' : 'dock.open')}>
            <ActionIcon
              aria-label={words.t(open ? 'dock.close' : 'dock.open')}
              aria-expanded={open}
              onClick={() => ui.setState({ dockOpen: !open })}
            >
              {open ? <IconChevronDown size={18} stroke={1.75} /> : <IconChevronUp size={18} stroke={1.75} />}
            </ActionIcon>
          </Tooltip>
        </div>
        {open ? (
          <div className="kc-dock-body">
            <Tabs.Panel value="figures">
              <Figures />
            </Tabs.Panel>
            <Tabs.Panel value="problems">
              <ProblemList />
            </Tabs.Panel>
          </div>
        ) : null}
      </Tabs>
    </section>
  );
}
