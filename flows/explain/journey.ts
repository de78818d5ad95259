/** One journey with the reason of each of its steps. */
import type { ExplainedJourney, ExplainedStep, Reason } from '../api/explain.ts';
import type { EventView } from '../sdk/contact.ts';
import { type ContactChange, jumpOutlet, pulledOutlet } from '../sdk/outcome.ts';
import { stickyBucket } from '../sdk/sticky.ts';
import { explainEvent, matchesEvent } from '../segments/event-rule.ts';
import { explain } from '../segments/memory.ts';
import { attributeName, changed, profileColumns } from '../store/contact-input.ts';
import type { JourneyMessage, JourneyRecord } from '../store/explain.ts';
import type { PastFacts } from '../store/facts-as-of.ts';
import { whom } from './entry.ts';
import { outletName, outletOfRule } from './names.ts';
import { notReached } from './not-reached.ts';
import { type ToldVisit, visitsOf } from './visits.ts';
import type { Version, World } from './world.ts';

export function explainJourney(world: World, journey: JourneyRecord): ExplainedJourney {
  const { visits } = visitsOf(world, journey);
  const steps = visits.map((told) => explainStep(world, told));
  const { iso } = world;
  return {
    journey: journey.id,
    version: world.version(journey.version_id).number,
    trigger: journey.trigger,
    key: journey.key,
    enteredAt: iso(journey.entered_at),
    exitedAt: journey.exited_at === null ? null : iso(journey.exited_at),
    exit: journey.exit_reason,
    goalAt: journey.goal_at === null ? null : iso(journey.goal_at),
    goalValue: journey.goal_value,
    steps,
    notReached: notReached(world, world.version(journey.version_id).plan, steps),
  };
}

function explainStep(world: World, told: ToldVisit): ExplainedStep {
  const { visit, retold } = told;
  const { node } = visit;
  const { iso } = world;
  const stands = visit.leftAt === null;
  const elsewhere = pullOf(visit)?.to ?? (retold.outcome?.kind === 'jump' ? retold.outcome.node : null);
  return {
    node: node.id,
    type: node.type,
    name: node.name,
    ...(node.within === undefined ? {} : { within: node.within }),
    category: node.category,
    visit: visit.visit,
    arrivedAt: iso(visit.arrivedAt),
    leftAt: visit.leftAt === null ? null : iso(visit.leftAt),
    outlet: visit.outlet,
    outletName: visit.outlet === null ? null : outletName(node, visit.outlet),
    to:
      visit.outlet === null
        ? null
        : visit.outlet === jumpOutlet || visit.outlet === pulledOutlet
          ? elsewhere
          : (node.outlets[visit.outlet] ?? null),
    exit: visit.exitReason,
    why: reasons(world, told),
    waitsFor: stands
      ? retold.waits.map((wait) => ({
          event: wait.event,
          outlet: wait.id,
          node: wait.node ?? null,
          rule: wait.where ?? null,
        }))
      : [],
    until: stands && retold.until !== null ? iso(retold.until) : null,
    messages: visit.messages.map((message) => messageOf(world, message)),
    changes:
      retold.outcome?.kind === 'change' && retold.facts !== null ? changesOf(retold.facts, retold.outcome.changes) : [],
    differs: !retold.agrees,
  };
}

function reasons(world: World, told: ToldVisit): Reason[] {
  const { visit, retold } = told;
  const { node, version } = visit;
  const list: Reason[] = [];
  if (node.disabled) list.push({ kind: 'disabled' });
  if (node.category === 'trigger' && visit.after === 0) list.push(...entered(world, told));
  for (const { rule, answer } of retold.asked) {
    const outlet = outletOfRule(node, world.registry, rule);
    list.push({ kind: 'rule', outlet, name: outlet === null ? null : outletName(node, outlet), rule: answer });
  }
  const cohort = world.registry.nodes.get(node.type)?.cohort?.(node.config) ?? null;
  if (retold.sticky && cohort?.kind === 'split') {
    let from = 0;
    const arms = cohort.arms.map(({ upTo, outlet }) => {
      const arm = { outlet, name: outletName(node, outlet), from, upTo };
      from = upTo;
      return arm;
    });
    list.push({ kind: 'split', bucket: stickyBucket(visit.journey.flow_id, node.id, visit.journey.contact_id), arms });
  }
  if (visit.leftAt === null) {
    if (retold.until !== null && retold.facts !== null)
      list.push({ kind: 'until', until: world.iso(retold.until), zone: zoneOf(retold.facts, version) });
    return list;
  }
  const pull = pullOf(visit);
  if (pull !== null) return [...list, { kind: 'pulled', ...pull, at: world.iso(pull.at) }];
  const outside = fromOutside(world, told);
  if (outside.length > 0) return [...list, ...outside];
  if (retold.input.kind === 'signal') {
    const { event, outcome } = retold.input;
    const where = retold.waits.find((wait) => wait.id === outcome)?.where;
    const now = { ms: visit.leftAt, zone: version.zone };
    list.push({
      kind: 'signal',
      event: happened(world, event),
      rule: where === undefined ? null : explainEvent(where, event, now),
    });
  }
  if (retold.input.kind === 'timer' && retold.until !== null) {
    const until = world.iso(retold.until);
    if (retold.waits.length > 0)
      list.push({ kind: 'timeout', until, events: [...new Set(retold.waits.map((wait) => wait.event))] });
    else if (retold.facts !== null) list.push({ kind: 'until', until, zone: zoneOf(retold.facts, version) });
  }
  if (retold.outcome?.kind === 'jump') list.push({ kind: 'jump', to: retold.outcome.node });
  else if (retold.input.kind !== 'signal' && retold.input.kind !== 'returned' && isNote(visit.why))
    list.push({ kind: 'note', note: visit.why });
  return list;
}

/** The goal that pulled the journey away from here, and by what: noted in the journal. */
function pullOf({ outlet, why }: ToldVisit['visit']): { to: string; event: string; at: number } | null {
  return outlet === pulledOutlet ? (why as { to: string; event: string; at: number }) : null;
}

/** Where the contact does not say, it is the flow's zone, or else the workspace's. */
const zoneOf = ({ zone }: PastFacts, { plan }: Version): PastFacts['zone'] =>
  zone.source === 'workspace' && plan.settings.timezone != null ? { ...zone, source: 'flow' } : zone;

const isNote = (why: unknown): why is Record<string, unknown> =>
  typeof why === 'object' && why !== null && !Array.isArray(why);

const happened = (world: World, { type, at, props }: EventView) => ({ type, at: world.iso(at), props: { ...props } });

/** What let the contact in. */
function entered(world: World, { visit, retold }: ToldVisit): Reason[] {
  const { node, version, entryEvent, journey } = visit;
  const now = { ms: journey.entered_at, zone: version.zone };
  const segments = (slot: string) => version.plan.segments[slot] ?? null;
  const plan = world.registry.nodes.get(node.type)?.trigger?.(node.config, now, segments) ?? null;
  if (plan === null) return [];
  if (plan.kind === 'event') {
    const rule = plan.where === null || entryEvent === null ? null : explainEvent(plan.where, entryEvent, now);
    return [{ kind: 'event', event: entryEvent === null ? null : happened(world, entryEvent), rule }];
  }
  const facts =
    retold.facts ??
    world.store.facts.asOf(journey.contact_id, {
      now,
      step: visit.step,
      journey: journey.id,
      arrival: { after: 0, at: journey.entered_at },
    });
  const who = whom(plan);
  return facts === null || who === null ? [] : [{ kind: 'audience', rule: explain(who, facts, { now, segments }) }];
}

/** An exit rule of the flow that ended the journey here. */
function fromOutside(world: World, { visit }: ToldVisit): Reason[] {
  const { exitReason, outlet, version, journey, step } = visit;
  const at = visit.leftAt ?? 0;
  if (exitReason === null || outlet !== null) return [];
  const now = { ms: at, zone: version.zone };
  if (exitReason === 'rule') {
    const facts = world.store.facts.asOf(journey.contact_id, { now, step, journey: journey.id });
    const context = { now, segments: (slot: string) => version.plan.segments[slot] ?? null };
    return facts === null
      ? []
      : version.plan.exitRules.flatMap((one): Reason[] => {
          if (!('rule' in one)) return [];
          const rule = explain(one.rule, facts, context);
          return rule.matched ? [{ kind: 'exit-rule', rule }] : [];
        });
  }
  if (!exitReason.startsWith('event:')) return [];
  const type = exitReason.slice('event:'.length);
  const events = world.store.explain.events(journey.contact_id, type, { from: journey.entered_at, to: at, limit: 50 });
  for (const event of events) {
    for (const one of version.plan.exitRules) {
      if (!('event' in one) || one.event !== type) continue;
      if (one.where !== undefined && !matchesEvent(one.where, event, now)) continue;
      const rule = one.where === undefined ? null : explainEvent(one.where, event, now);
      return [{ kind: 'exit-event', event: happened(world, event), rule }];
    }
  }
  return [];
}

function messageOf({ iso }: World, message: JourneyMessage): ExplainedStep['messages'][number] {
  const times: readonly [string, number | null][] = [
    ['queued', message.queued_at],
    ['sent', message.sent_at],
    ['delivered', message.delivered_at],
    ['read', message.read_at],
    ['clicked', message.clicked_at],
    ['replied', message.replied_at],
    ['failed', message.failed_at],
  ];
  return {
    id: message.id,
    channel: message.channel,
    topic: message.topic,
    to: message.recipient,
    state: message.state,
    reason: message.reason,
    at: iso(message.state_at),
    dueAt: message.due_at === null ? null : iso(message.due_at),
    reached: Object.fromEntries(times.flatMap(([state, at]) => (at === null ? [] : [[state, iso(at)]]))),
  };
}

/** Each change with the value before and after it; null: none. */
function changesOf(facts: PastFacts, changes: readonly ContactChange[]): ExplainedStep['changes'] {
  const { contact } = facts;
  const values = new Map<string, unknown>();
  return changes.map((change) => {
    if (change.op === 'tag' || change.op === 'untag') {
      const field = `tags.${change.tag}`;
      const old = values.get(field) ?? contact.tags.includes(change.tag);
      values.set(field, change.op === 'tag');
      return { field, old, new: change.op === 'tag' };
    }
    if (change.op === 'consent') {
      const { channel, topic } = change;
      const field = topic === '' ? `consent.${channel}` : `consent.${channel}.${topic}`;
      const old =
        values.get(field) ??
        facts.consents().find((one) => one.channel === channel && one.topic === topic)?.granted ??
        null;
      values.set(field, change.granted);
      return { field, old, new: change.granted };
    }
    if (change.op === 'pause') return { field: 'pausedUntil', old: facts.pausedUntil(), new: change.until };
    const column = [...profileColumns, 'email', 'phone'].find((name) => name === change.field);
    const field = column ?? `attributes.${attributeName(change.field)}`;
    const first =
      column === undefined
        ? (contact.attributes[attributeName(change.field)] ?? null)
        : (contact[column as 'email'] ?? null);
    const old = values.has(field) ? (values.get(field) as typeof first) : first;
    const next =
      change.op === 'set'
        ? change.value
        : change.op === 'remove' && change.value === undefined
          ? null
          : changed(old, change as Extract<ContactChange, { op: 'add' | 'append' | 'remove' }>);
    values.set(field, next);
    return { field, old, new: next };
  });
}
