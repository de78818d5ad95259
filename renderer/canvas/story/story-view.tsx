/** The flow in plain words, for reading and printing. A sentence chooses its block; nothing is changed here. */
import { Button, Switch } from '@mantine/core';
import { IconClipboardText, IconFileText, IconPrinter, IconSchema } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { orpc } from '../../app/client.ts';
import { useShortcutText } from '../../app/key-caps.ts';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import { EmptyState } from '../../ui/bits.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { actionOf } from '../actions/table.ts';
import type { FlowHost } from '../flow-host.ts';
import { useEditorState, useSaving, useSession, useUiState } from '../session.ts';
import { PanelSwitch } from '../stage.tsx';
import { useActions } from '../use-actions.ts';
import { useWords } from '../words.ts';
import { makeStory, type StoryWorkspace } from './make-story.ts';
import { sentence } from './sentence.ts';
import './story.css';
import { StorySteps } from './story-steps.tsx';

export function StoryView({ host }: { host: FlowHost }) {
  const { t } = useTranslation('story');
  const { ui } = useSession();
  const empty = useEditorState((state) => state.document.nodes.length === 0);
  const { data, error, retry } = useStoryWorkspace();
  return (
    <section className="kc-story-stage" aria-label={t('region')}>
      <PanelSwitch side="right" host={host} />
      {empty ? (
        <EmptyState
          icon={IconFileText}
          title={t('empty.title')}
          action={
            <Button
              variant="default"
              leftSection={<IconSchema size={16} />}
              onClick={() => ui.setState({ mode: 'drawing' })}
            >
              {t('empty.back')}
            </Button>
          }
        >
          {t('empty.body')}
        </EmptyState>
      ) : error !== null ? (
        <ErrorState error={error} onRetry={retry} />
      ) : data === undefined ? (
        <RowsSkeleton />
      ) : (
        <Story host={host} workspace={data} />
      )}
    </section>
  );
}

/** What the story says of the workspace, kept fresh while it is on screen. */
function useStoryWorkspace(): { data: StoryWorkspace | undefined; error: unknown; retry: () => void } {
  const workspace = useQuery(orpc.workspace.get.queryOptions());
  const sending = useQuery(orpc.workspace.settings.queryOptions());
  const accounts = useQuery(orpc.accounts.list.queryOptions());
  const data = useMemo(
    () =>
      workspace.data && sending.data && accounts.data
        ? { workspace: workspace.data, sending: sending.data, accounts: accounts.data }
        : undefined,
    [workspace.data, sending.data, accounts.data],
  );
  return {
    data,
    error: workspace.error ?? sending.error ?? accounts.error,
    retry: () => {
      for (const query of [workspace, sending, accounts]) if (query.error !== null) void query.refetch();
    },
  };
}

function Story({ host, workspace }: { host: FlowHost; workspace: StoryWorkspace }) {
  const { t } = useTranslation('story');
  const words = useWords();
  const { run } = useActions(host);
  const document = useEditorState((state) => state.document);
  const bindings = useEditorState((state) => state.bindings);
  const changed = useSaving((state) => state.changed || state.status !== 'saved');
  const ran = useUiState((state) => (state.live?.report.version ?? null) !== null);
  const [figures, setFigures] = useState(true);
  const page = useMemo(
    () => makeStory({ document, bindings, version: host.version, changed }, words, workspace),
    [document, bindings, host.version, changed, words, workspace],
  );
  const scroll = useRef<HTMLDivElement>(null);
  useChosenInSight(scroll);
  const keys = useShortcutText()(actionOf('print'));
  return (
    <>
      <div className="kc-story-tools">
        <Tooltip label={t('tools.figuresHint')} disabled={ran}>
          <span>
            <Switch
              size="sm"
              label={t('tools.figures')}
              checked={figures && ran}
              disabled={!ran}
              onChange={(event) => setFigures(event.currentTarget.checked)}
            />
          </span>
        </Tooltip>
        <span className="kc-story-grow" />
        <Button
          variant="default"
          leftSection={<IconClipboardText size={16} stroke={1.75} />}
          onClick={() => run('copyStory')}
        >
          {t('tools.copy')}
        </Button>
        <Tooltip label={keys ?? ''}>
          <Button variant="default" leftSection={<IconPrinter size={16} stroke={1.75} />} onClick={() => run('print')}>
            {t('tools.print')}
          </Button>
        </Tooltip>
      </div>
      {/* Scrolls by keyboard too: the buttons inside take the focus. */}
      <div className="kc-story-scroll" ref={scroll}>
        <article className="kc-story" data-story lang={words.language}>
          <p className="kc-story-running" aria-hidden>
            <b>{page.title}</b>
            <span>{page.head}</span>
          </p>
          <div className="kc-story-body">
            <h2>{page.title}</h2>
            <p className="kc-story-head">{page.head}</p>
            {page.description === null ? null : <p className="kc-story-description">{page.description}</p>}
            {page.facts.length === 0 ? null : (
              <section className="kc-story-facts" aria-label={page.factsTitle}>
                <dl>
                  {page.facts.map(({ id, label, texts }) => (
                    <div key={id}>
                      <dt>{label}</dt>
                      <dd>
                        {texts.map((text) => (
                          <p key={text}>{sentence(text)}</p>
                        ))}
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            )}
            {page.parts.map(({ title, steps }) => (
              <section key={steps[0]?.node} className="kc-story-part">
                {title === null ? null : <h3>{title}</h3>}
                <StorySteps steps={steps} figures={figures && ran} />
              </section>
            ))}
          </div>
        </article>
      </div>
    </>
  );
}

/** What was chosen elsewhere (find, problems, the drawing) is scrolled to. */
function useChosenInSight(scroll: RefObject<HTMLDivElement | null>): void {
  const chosen = useEditorState((state) => state.selection.nodes[0]);
  useEffect(() => {
    if (chosen === undefined) return;
    const step = [...(scroll.current?.querySelectorAll<HTMLElement>('[data-step]') ?? [])].find(
      (element) => element.dataset.step === chosen,
    );
    // Its sentence: with its branches it may be taller than the screen.
    step?.firstElementChild?.scrollIntoView({ block: 'nearest' });
  }, [chosen, scroll]);
}
