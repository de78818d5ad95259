/** The tour's note beside what it explains. It blocks nothing: a person goes on by its buttons, or by doing what it says. */
import { Button } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { say, useSession, useUiState } from '../session.ts';
import './tour.css';
import { beginTour, goToStep, leaveTour, pauseTour, type TourStep, tour, tourSteps } from './tour.ts';
import { useLeaveByEscape, usePlaced, useProgress } from './use-tour.ts';

export function Tour() {
  const session = useSession();
  const step = useStore(tour, (state) => state.step);
  const drawn = useUiState((state) => state.mode === 'drawing');
  useProgress(session);
  useEffect(() => {
    beginTour();
    return pauseTour;
  }, []);
  const current = step === null ? undefined : tourSteps[step];
  // It speaks of the drawing: in the other views it waits.
  if (step === null || current === undefined || !drawn) return null;
  return <Note at={step} step={current} />;
}

/** Milliseconds in which the menu that asked for it has given the keyboard back to its button. */
const afterMenuMs = 60;

function Note({ at, step }: { at: number; step: TourStep }) {
  const session = useSession();
  const { t } = useTranslation('tour');
  const id = useId();
  const [note, setNote] = useState<HTMLElement | null>(null);
  const placed = usePlaced(session, step, note);
  const called = useStore(tour, (state) => state.called);
  const body = t(`${step.id}.${placed?.say ?? 'body'}`);
  useLeaveByEscape(note);
  useEffect(() => {
    if (step.show) session.ui.setState(step.show);
  }, [step, session]);
  // Until it has a place it is not seen, and what is not seen cannot have the keyboard.
  const there = placed !== null;
  useEffect(() => {
    if (!there || !called) return;
    const timer = setTimeout(() => {
      note?.focus({ preventScroll: true });
      tour.setState({ called: false });
    }, afterMenuMs);
    return () => clearTimeout(timer);
  }, [there, note, called]);
  useEffect(() => {
    // It is read by its own name when it takes the keyboard; at each next step it is said.
    if (there && !tour.getState().called)
      say(session.ui, t('said', { step: at + 1, of: tourSteps.length, title: t(`${step.id}.title`), body }));
  }, [there, at, step, body, session, t]);
  const leave = () => {
    leaveTour();
    document.getElementById('content')?.focus();
  };
  const last = at === tourSteps.length - 1;
  return (
    <>
      {placed?.ring ? (
        <div
          className="kc-tour-ring"
          style={{
            left: placed.ring.left,
            top: placed.ring.top,
            width: placed.ring.width,
            height: placed.ring.height,
          }}
          aria-hidden
        />
      ) : null}
      <section
        ref={setNote}
        role="dialog"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-body`}
        tabIndex={-1}
        className="kc-tour"
        style={placed === null ? { visibility: 'hidden' } : { left: placed.left, top: placed.top }}
      >
        <p className="kc-tour-count">{t('step', { step: at + 1, of: tourSteps.length })}</p>
        <h2 id={`${id}-title`}>{t(`${step.id}.title`)}</h2>
        <p id={`${id}-body`}>{body}</p>
        <div className="kc-tour-buttons">
          <Button variant="subtle" color="gray" size="xs" onClick={leave}>
            {t('leave')}
          </Button>
          <span />
          {at > 0 ? (
            <Button variant="default" size="xs" onClick={() => goToStep(at - 1)}>
              {t('app:back')}
            </Button>
          ) : null}
          <Button
            size="xs"
            onClick={() => {
              goToStep(at + 1);
              if (last) document.getElementById('content')?.focus();
            }}
          >
            {t(last ? 'done' : 'app:next')}
          </Button>
        </div>
      </section>
    </>
  );
}
