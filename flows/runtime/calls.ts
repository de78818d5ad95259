/** The runtime's half of one flow starting another. The other half is the event itself: see flows/sdk/calls.ts. */
import { flowEnded, notEntered } from '../sdk/calls.ts';
import type { EventView } from '../sdk/contact.ts';
import type { Runtime } from './state.ts';

/** A start that let nobody in is answered at once: whoever waits for the end would wait for nothing. */
export function answerStart(rt: Runtime, contact: number, started: EventView): void {
  const { call, flow } = started.props;
  if (typeof call !== 'string') return;
  const at = rt.now();
  rt.store.events.insert({
    contactId: contact,
    type: flowEnded,
    at,
    props: { call, flow, reason: notEntered },
    source: 'journey',
  });
  if (at < rt.earliestNew) rt.earliestNew = at;
}
