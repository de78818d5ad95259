/** Over the drawing while simulated figures are shown: says so, and moves virtual time. */
import { ActionIcon, Slider } from '@mantine/core';
import { IconFlask, IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useFormat } from '../app/format.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { useSession, useUiState } from './session.ts';
import { lastFrame, showFrame } from './simulate.ts';
import { shiftView } from './view.ts';
import { useWords } from './words.ts';

/** A whole simulation plays in about this long, milliseconds; a frame is never shorter than the eye needs. */
const playFor = 8_000;
const shortestFrame = 120;
/** With its distance from the border, pixels. */
const barHeight = 52;

export function SimulateBar() {
  const simulated = useUiState((state) => state.simulated);
  return simulated === null ? null : <Bar />;
}

function Bar() {
  const session = useSession();
  const { ui } = session;
  const words = useWords();
  const format = useFormat();
  const simulated = useUiState((state) => state.simulated);
  const [playing, setPlaying] = useState(false);
  // What the bar would cover moves from under it, and back.
  useEffect(() => {
    shiftView(session, barHeight);
    return () => shiftView(session, -barHeight);
  }, [session]);
  const last = simulated === null ? 0 : lastFrame(simulated.result);
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(
      () => {
        const now = ui.getState().simulated;
        if (now === null || now.frame >= last) setPlaying(false);
        else ui.setState({ simulated: showFrame(now.result, now.frame + 1, now.document) });
      },
      Math.max(shortestFrame, playFor / Math.max(1, last)),
    );
    return () => clearInterval(timer);
  }, [playing, last, ui]);
  if (simulated === null) return null;
  const show = (frame: number): void =>
    ui.setState({ simulated: showFrame(simulated.result, frame, simulated.document) });
  const date = format.date(simulated.result.timeline.at[simulated.frame] ?? simulated.result.to);
  const label = words.t(playing ? 'simulation.pause' : 'simulation.play');
  return (
    <section className="kc-simulated" aria-label={words.t('simulation.bar')}>
      <span className="kc-simulated-mark">
        <IconFlask size={15} stroke={1.9} aria-hidden />
        {words.t('simulation.mark')}
      </span>
      <Tooltip label={label}>
        <ActionIcon
          size={28}
          variant="default"
          aria-label={label}
          onClick={() => {
            if (!playing && simulated.frame >= last) show(0);
            setPlaying(!playing);
          }}
        >
          {playing ? <IconPlayerPause size={15} stroke={1.9} /> : <IconPlayerPlay size={15} stroke={1.9} />}
        </ActionIcon>
      </Tooltip>
      <Slider
        className="kc-simulated-time"
        min={0}
        max={last}
        value={simulated.frame}
        onChange={(frame) => {
          setPlaying(false);
          show(frame);
        }}
        label={null}
        size={4}
        thumbSize={16}
        thumbLabel={words.t('simulation.time')}
        thumbValueText={() => date}
      />
      <output className="kc-simulated-date">{date}</output>
      <Tooltip label={words.t('simulation.leave')}>
        <ActionIcon size={28} aria-label={words.t('simulation.leave')} onClick={() => ui.setState({ simulated: null })}>
          <IconX size={16} stroke={1.9} />
        </ActionIcon>
      </Tooltip>
    </section>
  );
}
