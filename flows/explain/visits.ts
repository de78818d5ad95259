/** The visits of a journey in order, each with what had happened when it began. */
import type { EventView } from '../sdk/contact.ts';
import type { JourneyRecord } from '../store/explain.ts';
import { type Retold, retell, type Visit } from './visit.ts';
import type { Version, World } from './world.ts';

export interface ToldVisit {
  visit: Visit;
  retold: Retold;
}

/** The newest visits at most are told, so that a loop of a year stays readable. */
const most = 1000;

export function visitsOf(world: World, journey: JourneyRecord): { entryEvent: EventView | null; visits: ToldVisit[] } {
  const { store } = world;
  const entryEvent = journey.event_id === null ? null : store.events.get(journey.event_id);
  const messages = store.explain.messages(journey.contact_id, journey.id);
  const told: ToldVisit[] = [];
  const rows = store.explain.steps(journey.id);
  // An event of that very instant let it in: later ones of the instant had not happened.
  let lastEvent =
    entryEvent !== null && entryEvent.at === journey.entered_at ? (entryEvent.id ?? undefined) : undefined;
  let after = 0;
  const add = (
    version: Version,
    row: Omit<Visit, 'journey' | 'version' | 'node' | 'messages' | 'entryEvent' | 'after' | 'arrivedEvent'> & {
      node: string;
    },
  ): void => {
    const node = version.plan.nodes[row.node];
    if (node === undefined) return;
    const visit: Visit = {
      ...row,
      journey,
      version,
      node,
      after,
      arrivedEvent: lastEvent,
      entryEvent,
      messages: messages.filter(
        (one) =>
          one.node === row.node &&
          one.queued_at >= row.arrivedAt &&
          one.queued_at <= (row.leftAt ?? Number.POSITIVE_INFINITY),
      ),
    };
    const retold = retell(world, visit);
    told.push({ visit, retold });
    lastEvent = retold.leftEvent;
  };
  for (const row of rows.slice(-most)) {
    add(world.version(row.version_id), {
      node: row.node,
      step: row.id,
      visit: row.visit,
      arrivedAt: row.arrived_at,
      leftAt: row.left_at,
      outlet: row.outlet,
      exitReason: row.exit_reason,
      why: row.why === null ? null : (JSON.parse(row.why) as unknown),
    });
    after = row.id;
  }
  if (journey.node !== null) {
    add(world.version(journey.version_id), {
      node: journey.node,
      step: null,
      visit: journey.visit,
      arrivedAt: journey.arrived_at,
      leftAt: null,
      outlet: null,
      exitReason: null,
      why: null,
    });
  }
  return { entryEvent, visits: told };
}
