/** The replay: a slider over what happened, to everybody or to one contact. The drawing shows its moment. */
import { ActionIcon, Button } from '@mantine/core';
import { IconHistory, IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { specs } from '../../registry/editors.ts';
import { orpc } from '../app/client.ts';
import { useErrorWords } from '../app/error-words.ts';
import { useFormat } from '../app/format.ts';
import { ExplainDrawer } from '../screens/explain/explain-drawer.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { contactAt, everybodyAt, momentsOf, type ReplayView } from './replay-view.ts';
import { drawnReplay } from './reusable/drawn-report.ts';
import { useSession, useUiState } from './session.ts';
import { showAll } from './view.ts';

/** One tick a frame of this length: a whole replay takes about ten seconds. */
const everybodyMs = 90;
const contactMs = 900;

/** Opens and closes it, beside the zoom. */
export function ReplayToggle() {
  const { t } = useTranslation('explain');
  const { ui } = useSession();
  const open = useUiState((state) => state.replayOf !== null);
  const possible = useUiState((state) => open || (state.live !== null && state.live.report.version !== null));
  return (
    <Tooltip label={t('replay.title')}>
      <button
        type="button"
        aria-label={t('replay.title')}
        aria-pressed={open}
        disabled={!possible}
        onClick={() => ui.setState({ replayOf: open ? null : { contact: null } })}
      >
        <IconHistory size={16} stroke={1.75} aria-hidden />
      </button>
    </Tooltip>
  );
}

/** How many stand at a block at the replay's moment. */
/** How many stand at these blocks: at one, or at all that a folded frame stands for. */
export function ReplayMark({ nodes }: { nodes: readonly string[] }) {
  const { t } = useTranslation('explain');
  const format = useFormat();
  const count = useUiState((state) => nodes.reduce((sum, node) => sum + (state.replay?.here.get(node) ?? 0), 0));
  const single = useUiState((state) => state.replay?.taken !== undefined);
  if (count === 0 || single) return null;
  const n = format.number(count);
  return (
    <span className="kc-replay-mark" title={t('replay.here', { n })}>
      {n}
    </span>
  );
}

/** `?replay=17` at the address opens it for that contact. */
export function ReplayBar() {
  const { ui } = useSession();
  const of = useUiState((state) => state.replayOf);
  useEffect(() => {
    const asked = new URLSearchParams(window.location.search).get('replay');
    if (asked !== null && /^\d+$/.test(asked)) ui.setState({ replayOf: { contact: Number(asked) } });
  }, [ui]);
  if (of === null) return null;
  return of.contact === null ? <OfEverybody /> : <OfContact key={of.contact} contact={of.contact} />;
}

function OfEverybody() {
  const { t } = useTranslation('explain');
  const { flow } = useSession();
  const found = useQuery(orpc.flows.replay.queryOptions({ input: { flow } }));
  const data = found.data;
  return (
    <Player
      title={t('replay.everybody')}
      found={found}
      moments={data?.at ?? null}
      frameMs={everybodyMs}
      viewAt={useMemo(() => (data === undefined ? null : (tick: number) => everybodyAt(data, tick)), [data])}
    />
  );
}

function OfContact({ contact }: { contact: number }) {
  const { t } = useTranslation('explain');
  const { flow } = useSession();
  const [why, setWhy] = useState(false);
  const found = useQuery(orpc.flows.explain.queryOptions({ input: { flow, contact: `id:${contact}` } }));
  const journey = found.data?.journeys[0];
  const moments = useMemo(() => (journey === undefined ? [] : momentsOf(journey)), [journey]);
  const name = found.data?.contact.name ?? found.data?.contact.key ?? `#${contact}`;
  return (
    <>
      <Player
        title={found.data === undefined ? t('replay.loading') : name}
        found={found}
        moments={found.data === undefined ? null : moments}
        frameMs={contactMs}
        empty={t('replay.nobody', { name })}
        onWhy={() => setWhy(true)}
        viewAt={useMemo(
          () => (journey === undefined ? null : (tick: number) => contactAt(journey, moments[tick] ?? '')),
          [journey, moments],
        )}
      />
      <ExplainDrawer of={why ? { flow, contact, name } : null} onClose={() => setWhy(false)} replay={false} />
    </>
  );
}

interface PlayerProps {
  title: string;
  found: { error: unknown; refetch: () => unknown };
  /** Null while they are read. */
  moments: readonly string[] | null;
  frameMs: number;
  empty?: string;
  onWhy?: () => void;
  viewAt: ((tick: number) => ReplayView) | null;
}

function Player({ title, found, moments, frameMs, empty, onWhy, viewAt }: PlayerProps) {
  const { t } = useTranslation('explain');
  const format = useFormat();
  const errorWords = useErrorWords();
  const session = useSession();
  const { ui } = session;
  const last = (moments?.length ?? 0) - 1;
  const ready = last >= 0;
  // Wherever somebody moves to is in sight.
  useEffect(() => {
    if (ready) showAll(session);
  }, [ready, session]);
  // It begins at the end, which is now: playing starts over.
  const [chosen, setChosen] = useState<number | null>(null);
  const [playing, setPlaying] = useState(false);
  const tick = Math.min(chosen ?? last, last);
  useEffect(() => {
    const { document } = session.editor.store.getState();
    ui.setState({ replay: viewAt === null || tick < 0 ? null : drawnReplay(viewAt(tick), document, specs) });
  }, [ui, session, viewAt, tick]);
  useEffect(() => () => ui.setState({ replay: null }), [ui]);
  useEffect(() => {
    if (!playing) return;
    if (tick >= last) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => setChosen(tick + 1), frameMs);
    return () => clearTimeout(timer);
  }, [playing, tick, last, frameMs]);
  const play = () => {
    if (!playing && tick >= last) setChosen(0);
    setPlaying(!playing);
  };
  const moment = moments?.[tick];
  return (
    <section className="kc-replay" aria-label={t('replay.title')}>
      <b>{title}</b>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('replay.close')}
        onClick={() => ui.setState({ replayOf: null })}
      >
        <IconX size={16} stroke={1.75} aria-hidden />
      </ActionIcon>
      {found.error !== null ? (
        <p role="alert">
          {errorWords(found.error).body}{' '}
          <Button variant="default" size="compact-sm" onClick={() => void found.refetch()}>
            {t('replay.retry')}
          </Button>
        </p>
      ) : moments === null ? (
        <p role="status">{t('replay.loading')}</p>
      ) : moment === undefined ? (
        <p>{empty ?? t('replay.empty')}</p>
      ) : (
        <>
          <ActionIcon variant="default" aria-label={t(playing ? 'replay.pause' : 'replay.play')} onClick={play}>
            {playing ? (
              <IconPlayerPause size={16} stroke={1.75} aria-hidden />
            ) : (
              <IconPlayerPlay size={16} stroke={1.75} aria-hidden />
            )}
          </ActionIcon>
          <input
            type="range"
            min={0}
            max={last}
            step={1}
            value={tick}
            aria-label={t('replay.time')}
            aria-valuetext={format.dateTime(moment)}
            onChange={(event) => {
              setPlaying(false);
              setChosen(Number(event.currentTarget.value));
            }}
          />
          <output>{format.dateTime(moment)}</output>
          {onWhy === undefined ? (
            <span />
          ) : (
            <Button variant="default" size="compact-sm" onClick={onWhy}>
              {t('open')}
            </Button>
          )}
        </>
      )}
    </section>
  );
}
