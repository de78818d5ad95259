/** Over the drawing: which part of what happened it shows, and a slider that plays through it. */
import { ActionIcon, Button, NativeSelect, Progress, Slider, TextInput } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconStack2, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { FlowNode } from '../../../flows/document/schema.ts';
import { specs } from '../../../registry/editors.ts';
import { orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import { graphOf, outletsOf } from '../graph.ts';
import { say, useEditorState, useSession, useUiState } from '../session.ts';
import { shiftView } from '../view.ts';
import { useWords } from '../words.ts';
import { isPossible, type LayerChoice, type Period, periods, untilOf } from './layer.ts';
import './live.css';
import { useLayer } from './use-layer.ts';

/** A whole span plays in about this long, milliseconds; a frame is never shorter than the eye needs. */
const playFor = 10_000;
const shortestFrame = 150;
/** With its distance from the border, pixels. */
const barHeight = 104;
const rowHeight = 42;
/** The value of a choice that is none of the listed ones. */
const beside = '*';

export function LayerBar({ running }: { running: boolean }) {
  const choice = useUiState((state) => state.layerChoice);
  const possible = useUiState((state) => state.simulated === null && state.replayOf === null);
  const { ui } = useSession();
  // A forecast and a replay show figures of their own: one bar at a time.
  useEffect(() => {
    if (!possible) ui.setState({ layerChoice: null });
  }, [possible, ui]);
  return choice === null || !possible ? null : <Bar choice={choice} running={running} />;
}

/** Blocks that share people out by chance. */
const isTest = (node: FlowNode): boolean => node.type === 'split';

function useTests() {
  const document = useEditorState((state) => state.document);
  return useMemo(() => {
    const graph = graphOf(document);
    return document.nodes.filter(isTest).map((node) => ({ node, arms: outletsOf(node, specs, graph) }));
  }, [document]);
}

function Bar({ choice, running }: { choice: LayerChoice; running: boolean }) {
  const session = useSession();
  const { ui, flow } = session;
  const words = useWords();
  const t: typeof words.t = (key, params) => words.t(`live:${key}`, params);
  const liveWords = words.live;
  const format = useFormat();
  const errorWords = useErrorWords();
  const { data: versions } = useQuery(orpc.flows.versions.queryOptions({ input: { flow } }));
  const tests = useTests();
  const test = tests.find(({ node }) => node.id === choice.test?.node);
  const feed = useLayer(choice, test?.arms ?? [], running);
  const layered = useUiState((state) => state.layered);
  const [playing, setPlaying] = useState(false);
  // What the bar would cover moves from under it, and back.
  const height = choice.period === 'custom' ? barHeight + rowHeight : barHeight;
  const shifted = useRef(0);
  useEffect(() => {
    shiftView(session, height - shifted.current);
    shifted.current = height;
  }, [session, height]);
  useEffect(
    () => () => {
      shiftView(session, -shifted.current);
      shifted.current = 0;
    },
    [session],
  );

  const { layer, tick, setTick } = feed;
  const last = (layer?.at.length ?? 1) - 1;
  const at = Math.min(tick ?? last, last);
  useEffect(() => {
    if (!playing) return;
    if (at >= last) {
      setPlaying(false);
      setTick(null);
      return;
    }
    const timer = setTimeout(() => setTick(at + 1), Math.max(shortestFrame, playFor / Math.max(1, last)));
    return () => clearTimeout(timer);
  }, [playing, at, last, setTick]);

  const armName = (outlet: string): string => (test === undefined ? outlet : words.outletLabel(test.node, outlet));
  const shown = layered === null ? null : liveWords.shown(layered, armName);
  // Said when something else is shown, not at every moment of a playing slider.
  const subject = `${choice.period} ${choice.first} ${choice.last} ${choice.version} ${choice.test?.node} ${choice.test?.arm}`;
  const saidOf = useRef('');
  useEffect(() => {
    if (shown === null || saidOf.current === subject) return;
    saidOf.current = subject;
    say(ui, t('shown.said', { what: shown }));
  });

  const change = (next: Partial<LayerChoice>): void => {
    setPlaying(false);
    ui.setState({ layerChoice: { ...choice, ...next } });
  };
  const close = (): void => ui.setState({ layerChoice: null });
  const playLabel = t(playing ? 'pause' : 'play');
  const moment = layer === undefined ? '' : momentOf(untilOf(layer, at), layer.at.length, format);
  return (
    <section
      className="kc-layer"
      aria-label={t('bar')}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.stopPropagation();
        close();
      }}
    >
      <div className="kc-layer-row">
        <span className="kc-layer-mark">
          <IconStack2 size={15} stroke={1.9} aria-hidden />
          {t('mark')}
        </span>
        <NativeSelect
          data-layer-first
          aria-label={t('period.title')}
          value={choice.period}
          data={periods.map((period) => ({ value: period, label: t(`period.${period}`) }))}
          onChange={(event) => change({ period: event.currentTarget.value as Period })}
        />
        <NativeSelect
          aria-label={t('version.title')}
          value={String(choice.version ?? '')}
          data={[
            { value: '', label: t('version.current') },
            ...(versions ?? []).map(({ version }) => ({
              value: String(version),
              label: t('shown.version', { version }),
            })),
            { value: 'all', label: t('version.all') },
          ]}
          onChange={({ currentTarget: { value } }) =>
            change({ version: value === '' ? null : value === 'all' ? 'all' : Number(value) })
          }
        />
        {tests.length === 0 ? null : (
          <NativeSelect
            aria-label={t('test.title')}
            value={choice.test === null ? '' : `${choice.test.node}/${choice.test.arm ?? beside}`}
            data={[
              { value: '', label: t('test.none') },
              ...tests.map(({ node, arms }) => ({
                group: words.nodeName(node),
                items: [
                  ...(arms.length > 1
                    ? [
                        {
                          value: `${node.id}/${beside}`,
                          label: t('test.both', {
                            a: words.outletLabel(node, arms[0] ?? ''),
                            b: words.outletLabel(node, arms[1] ?? ''),
                          }),
                        },
                      ]
                    : []),
                  ...arms.map((arm) => ({
                    value: `${node.id}/${arm}`,
                    label: t('test.only', { arm: words.outletLabel(node, arm) }),
                  })),
                ],
              })),
            ]}
            onChange={({ currentTarget: { value } }) => {
              const [node = '', arm = ''] = value.split('/');
              change({ test: value === '' ? null : { node, arm: arm === beside ? null : arm } });
            }}
          />
        )}
        <Tooltip label={t('close')}>
          <ActionIcon size={28} aria-label={t('close')} onClick={close} className="kc-layer-close">
            <IconX size={16} stroke={1.9} />
          </ActionIcon>
        </Tooltip>
      </div>
      {choice.period === 'custom' ? (
        <div className="kc-layer-row">
          <TextInput
            type="date"
            aria-label={t('first')}
            value={choice.first}
            max={choice.last}
            onChange={(event) => change({ first: event.currentTarget.value })}
          />
          <span aria-hidden>–</span>
          <TextInput
            type="date"
            aria-label={t('last')}
            value={choice.last}
            min={choice.first}
            onChange={(event) => change({ last: event.currentTarget.value })}
          />
        </div>
      ) : null}
      <div className="kc-layer-row">
        {!isPossible(choice) ? (
          <p role="alert">{t('backwards')}</p>
        ) : feed.error !== null ? (
          <p role="alert">
            {errorWords(feed.error).body}{' '}
            <Button variant="default" size="compact-sm" onClick={feed.retry}>
              {t('retry')}
            </Button>
          </p>
        ) : feed.progress !== null ? (
          <>
            <span>{t('reading')}</span>
            <Progress.Root size="md" className="kc-layer-time">
              <Progress.Section value={Math.round(feed.progress * 100)} aria-label={t('reading')} />
            </Progress.Root>
          </>
        ) : (
          <>
            <Tooltip label={playLabel}>
              <ActionIcon
                size={28}
                variant="default"
                aria-label={playLabel}
                disabled={last === 0}
                onClick={() => {
                  if (!playing && at >= last) setTick(0);
                  setPlaying(!playing);
                }}
              >
                {playing ? <IconPlayerPause size={15} stroke={1.9} /> : <IconPlayerPlay size={15} stroke={1.9} />}
              </ActionIcon>
            </Tooltip>
            <Slider
              className="kc-layer-time"
              min={0}
              max={Math.max(1, last)}
              value={at}
              disabled={last === 0}
              onChange={(next) => {
                setPlaying(false);
                setTick(next >= last ? null : next);
              }}
              label={null}
              size={4}
              thumbSize={16}
              thumbLabel={t('moment')}
              thumbValueText={() => moment}
            />
            <output className="kc-layer-moment">{moment}</output>
          </>
        )}
      </div>
      <p className="kc-layer-shown" title={shown ?? ''}>
        {shown === null ? ' ' : t('shown.said', { what: shown })}
      </p>
    </section>
  );
}

/** Days are named as days; a shorter span by the hour. */
function momentOf(until: string, buckets: number, format: ReturnType<typeof useFormat>): string {
  // In the workspace's zone, as the engine writes them.
  return until.includes('T00:00:00') && buckets > 1
    ? format.date(new Date(Date.parse(until) - 1).toISOString())
    : format.dateTime(until);
}
