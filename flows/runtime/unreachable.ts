/** Whom no message of a flow can reach any more leaves it. */
import { sendingsOf } from '../sdk/node.ts';
import type { Journey } from '../store/journeys.ts';
import type { LiveVersion } from './live-flows.ts';
import { canReach } from './policy.ts';
import { loadFacts, type Runtime } from './state.ts';

/** The reason of those who leave so. */
export const unreachable = 'unsubscribed';

/** By which channels and topics the version writes to people. */
const sendings = (rt: Runtime, version: LiveVersion) =>
  Object.values(version.plan.nodes)
    .filter((node) => !node.disabled)
    .flatMap((node) => {
      const spec = rt.registry.nodes.get(node.type)?.spec;
      return spec === undefined ? [] : sendingsOf(spec, node.config);
    });

/** A flow without messages keeps its people. */
export function isUnreachable(rt: Runtime, contact: number, version: LiveVersion): boolean {
  const all = sendings(rt, version);
  const facts = loadFacts(rt, contact, version);
  return facts !== null && all.length > 0 && !all.some(({ channel, topic }) => canReach(facts, channel, topic));
}

/** Ends the contact's journeys in flows that cannot reach them any more; `except` is left as it is. */
export function leaveUnreachable(
  rt: Runtime,
  end: (journey: Journey, reason: string) => void,
  contact: number,
  except: number | null = null,
): void {
  for (const journey of rt.store.journeys.activeOf(contact)) {
    if (journey.id !== except && isUnreachable(rt, contact, rt.live.version(journey.version_id)))
      end(journey, unreachable);
  }
}
