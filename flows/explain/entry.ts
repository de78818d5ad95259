/** How a contact gets into a flow now, and what keeps this one out. Mirrors runtime/entry.ts, which decides. */
import type { ExplainedEntry } from '../api/explain.ts';
import type { PlanNode } from '../plan/types.ts';
import type { TriggerPlan } from '../sdk/node.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import { addDuration } from '../sdk/time.ts';
import { explainEvent } from '../segments/event-rule.ts';
import { explain } from '../segments/memory.ts';
import type { JourneyRecord } from '../store/explain.ts';
import type { Flow } from '../store/flows.ts';
import type { Version, World } from './world.ts';

type Trigger = ExplainedEntry['triggers'][number];

/** So many of the contact's latest events are looked at for each trigger. */
const latest = 5;

export function explainEntry(
  world: World,
  flow: Flow,
  version: Version | null,
  contact: number,
  journeys: readonly JourneyRecord[],
): ExplainedEntry {
  const { iso } = world;
  return {
    status: flow.status,
    startedAt: flow.startedAt === null ? null : iso(flow.startedAt),
    refusals: version === null ? [] : refusals(world, version, contact, flow.id, journeys),
    triggers:
      version === null
        ? []
        : version.plan.triggers.flatMap((id) => {
            const node = version.plan.nodes[id];
            return node === undefined ? [] : [explainTrigger(world, flow, version, node, contact, journeys)];
          }),
  };
}

/** The rules that count whoever enters; a key other than the contact is only known with the event. */
function refusals(
  world: World,
  version: Version,
  contact: number,
  flow: string,
  journeys: readonly JourneyRecord[],
): ExplainedEntry['refusals'] {
  const rules = version.plan.settings.entry;
  const list: ExplainedEntry['refusals'] = [];
  const most = rules?.maxActivePerKey ?? 1;
  const onRepeat = rules?.onRepeat ?? 'ignore';
  const inside = journeys.filter((one) => one.exited_at === null).length;
  if ((rules?.key ?? 'contact') === 'contact' && onRepeat !== 'new' && onRepeat !== 'restart' && inside >= most)
    list.push({ rule: 'active', inside, most, onRepeat });
  const { n, last } = world.store.journeys.historyOf(flow, contact);
  if (rules?.maxPerContact != null && n >= rules.maxPerContact)
    list.push({ rule: 'max-per-contact', entered: n, most: rules.maxPerContact });
  if (rules?.cooldown != null && last !== null) {
    const again = addDuration({ ms: last, zone: version.zone }, rules.cooldown).ms;
    if (world.now() < again) list.push({ rule: 'cooldown', until: world.iso(again), cooldown: rules.cooldown });
  }
  return list;
}

function explainTrigger(
  world: World,
  flow: Flow,
  version: Version,
  node: PlanNode,
  contact: number,
  journeys: readonly JourneyRecord[],
): Trigger {
  const now = { ms: world.now(), zone: version.zone };
  const segments = (slot: string) => version.plan.segments[slot] ?? null;
  const plan = world.registry.nodes.get(node.type)?.trigger?.(node.config, now, segments) ?? null;
  const due = world.store.explain.timer(version.id, node.id) ?? null;
  const base: Trigger = {
    node: node.id,
    type: node.type,
    name: node.name,
    kind: 'other',
    event: null,
    events: [],
    rule: null,
    dueAt: due === null ? null : world.iso(due),
  };
  if (plan === null) return base;
  if (plan.kind === 'event') {
    const events = world.store.explain.events(contact, plan.event, {
      from: Number.MIN_SAFE_INTEGER,
      to: Number.MAX_SAFE_INTEGER,
      limit: latest,
    });
    const byEvent = new Set(journeys.map((one) => one.event_id));
    return {
      ...base,
      kind: 'event',
      event: plan.event,
      events: events.map((event) => {
        const rule = plan.where === null ? null : explainEvent(plan.where, event, now);
        return {
          event: { type: event.type, at: world.iso(event.at), props: event.props },
          outcome: byEvent.has(event.id)
            ? 'entered'
            : event.at < (flow.startedAt ?? 0)
              ? 'before-start'
              : rule?.matched === false
                ? 'no-match'
                : event.pending
                  ? 'waiting'
                  : 'refused',
          rule,
        };
      }),
    };
  }
  const facts = world.store.facts.asOf(contact, { now, step: null });
  const who = whom(plan);
  return {
    ...base,
    kind: 'audience',
    rule: facts === null || who === null ? null : explain(who, facts, { now, segments }),
  };
}

/** The rule over contacts by which a trigger lets them in; null where it goes by something else. */
export const whom = (plan: TriggerPlan): RuleGroup | null =>
  plan.kind === 'segment' ? plan.rule : 'audience' in plan ? plan.audience : null;
