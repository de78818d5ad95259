/** The way round the canvas in five steps: which step it is at, how it begins, goes on and is put away. */
import { createStore } from 'zustand/vanilla';
import { preferences, setPreferences } from '../../state/preferences.ts';
import type { CanvasUi } from '../session.ts';
import type { Side } from './place.ts';

export interface TourStep {
  id: 'blocks' | 'ways' | 'settings' | 'simulate' | 'start';
  /** What is explained: the first of these that is in sight. `say`: which words fit it, where it is not the usual thing. */
  at: readonly { selector: string; say?: string }[];
  prefer: readonly Side[];
  /** Beside the upper end of what is explained. */
  align?: 'start';
  /** Opens the panel that is spoken of. */
  show?: Partial<CanvasUi>;
}

export const tourSteps: readonly TourStep[] = [
  {
    id: 'blocks',
    at: [{ selector: '.kc-palette' }],
    prefer: ['right'],
    // The empty canvas offers beginnings in its middle: they stay free.
    align: 'start',
    show: { paletteOpen: true },
  },
  {
    id: 'ways',
    at: [
      { selector: '.kc-stub' },
      // All ways lead on already: a line takes a block too.
      { selector: '.kc-card', say: 'bodyLine' },
      { selector: '.kc-starts', say: 'bodyEmpty' },
    ],
    prefer: ['right', 'below'],
  },
  {
    id: 'settings',
    at: [{ selector: '.kc-inspector' }],
    prefer: ['left'],
    show: { inspectorOpen: true, simulateOpen: false, historyOpen: false, comparedTo: null, simulated: null },
  },
  { id: 'simulate', at: [{ selector: '[data-tour="simulate"]' }], prefer: ['below'] },
  {
    id: 'start',
    // What runs unchanged has nothing to start or publish; then its state is shown.
    at: [{ selector: '[data-tour="start"]' }, { selector: '.kc-status', say: 'bodyRuns' }],
    prefer: ['below'],
  },
];

interface Tour {
  /** Null: nobody is being shown round. */
  step: number | null;
  /** The note shall take the keyboard: at its beginning, not while a person does what it says. */
  called: boolean;
}

export const tour = createStore<Tour>(() => ({ step: null, called: false }));

const from = (step: number): void => {
  setPreferences({ tourStep: step });
  tour.setState({ step, called: true });
};

/** By itself, when a canvas opens for the first time. */
export function beginTour(): void {
  const { tourSeen, tourStep } = preferences.getState();
  if (!tourSeen) from(Math.min(tourStep, tourSteps.length - 1));
}

/** Asked for: goes on where it was left. */
export const resumeTour = (): void => from(Math.min(preferences.getState().tourStep, tourSteps.length - 1));

/** The canvas is closed; the next one goes on. */
export const pauseTour = (): void => tour.setState({ step: null });

/** Put away by the person: it does not come back by itself. */
export function leaveTour(): void {
  setPreferences({ tourSeen: true });
  tour.setState({ step: null });
}

export function goToStep(step: number): void {
  if (step >= tourSteps.length) {
    setPreferences({ tourSeen: true, tourStep: 0 });
    tour.setState({ step: null });
    return;
  }
  setPreferences({ tourStep: Math.max(0, step) });
  tour.setState({ step: Math.max(0, step) });
}
