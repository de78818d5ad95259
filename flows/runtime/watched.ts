/** What running flows watch of contacts, with what can change it. Made when flows are loaded. */
import type { TriggerPlan } from '../sdk/node.ts';
import { type Dependencies, dependenciesOf } from '../segments/depends.ts';
import type { LiveVersion } from './live-flows.ts';

export type SegmentPlan = Extract<TriggerPlan, { kind: 'segment' }>;
export type DatePlan = Extract<TriggerPlan, { kind: 'date' }>;

/** The node of the exit rules, which are the flow's own. */
export const exitNode = '';

export type Watched = { version: LiveVersion; node: string; depends: Dependencies } & (
  | { kind: 'segment'; plan: SegmentPlan }
  | { kind: 'date'; plan: DatePlan }
  | { kind: 'exit' }
);

/** A date is the profile's, and the zone it is read in, too. */
const ofDates: Dependencies = { profile: true, events: new Set(), receipts: false, timed: false };

export function watchedOf(version: LiveVersion, node: string, plan: SegmentPlan | DatePlan): Watched {
  return plan.kind === 'date'
    ? { kind: 'date', version, node, plan, depends: ofDates }
    : { kind: 'segment', version, node, plan, depends: dependenciesOf(plan.rule, version.segment) };
}

/** `lived`: the versions in which somebody is; each has rules of its own. */
export function watchedExits(version: LiveVersion, lived: readonly LiveVersion[]): Watched {
  const all = lived.flatMap(({ exitRules, segment }) => exitRules.map((rule) => dependenciesOf(rule, segment)));
  return {
    kind: 'exit',
    version,
    node: exitNode,
    depends: {
      profile: all.some(({ profile }) => profile),
      events: new Set(all.flatMap(({ events }) => [...events])),
      receipts: all.some(({ receipts }) => receipts),
      timed: all.some(({ timed }) => timed),
    },
  };
}

/** Can an event of the type change what is watched? */
export const concerns = ({ depends }: Watched, type: string): boolean =>
  depends.events.has(type) || (depends.receipts && type.startsWith('message.'));
