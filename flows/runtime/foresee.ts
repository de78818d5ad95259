/** What would come of changes by hand in the flows that run: they are made, looked at, and taken back. */
import { tried } from './merge.ts';
import type { Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';
import { lookAtChanges } from './watches.ts';

export interface Foreseen<T> {
  result: T;
  /** How many contacts would enter which flow. */
  entering: { flow: string; contacts: number }[];
}

/** Flows that contacts enter may change them, so that they enter others; two that undo each other would have no end. */
const mostLooks = 20;

export const foresee = <T>(rt: Runtime, stepper: Stepper, change: () => T): Foreseen<T> =>
  tried(rt, () => {
    const { watches, journeys } = rt.store;
    // Others who changed have nothing to do with it, and may be a million.
    watches.forgetAll();
    const last = journeys.lastId();
    const result = change();
    for (let n = 0; n < mostLooks && lookAtChanges(rt, stepper) > 0; n++);
    return { result, entering: journeys.enteredAfter(last) };
  });
