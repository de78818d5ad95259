/** What is to become of a queued message now: its journey's block is asked anew; what a person wrote stands by itself. */
import { isOperators } from '../sdk/operator.ts';
import type { Journey } from '../store/journeys.ts';
import type { MessageRecord } from '../store/messages.ts';
import { prepareOperators } from './operator-send.ts';
import { LetterNotLaid, type Prepared, prepare } from './prepare.ts';
import type { Settlement } from './settle.ts';
import { loadFacts, type Runtime } from './state.ts';
import { awaits, type Stepper } from './stepper.ts';

export interface Asked {
  /** Null: no journey waits for it. */
  journey: Journey | null;
  prepared: Prepared;
}

/** Null when it was settled here, or stays where it is. */
export function makeAsk(rt: Runtime, stepper: Stepper, settlement: Settlement) {
  return (message: MessageRecord, paused: number | null): Asked | null => {
    if (isOperators(message)) return { journey: null, prepared: prepareOperators(rt, message, paused) };
    const journey = rt.store.journeys.get(message.journey_id);
    const facts = loadFacts(rt, message.contact_id, rt.live.version(message.version_id));
    const here = awaits(journey, message);
    if (here && facts === null) {
      const result = settlement.suppressed(message, 'contact-deleted', null);
      stepper.advance(journey, { kind: 'returned', result });
      return null;
    }
    const draft = here && facts !== null ? stepper.draft(journey, facts) : null;
    if (journey === null || facts === null || draft === null) {
      // Its journey has ended meanwhile: nobody waits for it.
      settlement.calledBack(message, 'journey-ended');
      return null;
    }
    try {
      return { journey, prepared: prepare(rt, message, journey, facts, draft, paused) };
    } catch (error) {
      // It stays where it is; the next turn has the layout.
      if (error instanceof LetterNotLaid) return null;
      throw error;
    }
  };
}
