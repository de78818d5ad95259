/**
 * What docs/engine.md promises, written down a second time: one contact at a time, over its own list of events and
 * timers. It shares with the engine only the arithmetic of zones and the bucket of a split, which have tests of their own.
 */
import type { FlowDocument } from '../../flows/document/schema.ts';
import type { RuleGroup } from '../../flows/sdk/rule.ts';
import { stickyBucket } from '../../flows/sdk/sticky.ts';
import { addDuration, atTimeOfDay, localTime } from '../../flows/sdk/time.ts';
import { nextAllowed } from '../../flows/sdk/wait-until.ts';
import { type FuzzEvent, outletsOf, type Scenario, start } from './scenario.ts';

type Counts = Record<string, number>;

/** The parts of a report that the oracle foretells. */
export interface Foretold {
  entered: number;
  active: number;
  exited: Counts;
  nodes: Record<string, { entered: number; waiting: number; left: Counts; exited: Counts }>;
  messages: Record<string, { queued: number; sent: number; suppressed: Counts }>;
  goal: { reached: number; value: number };
  arms: Record<string, Counts>;
}

interface Given extends FuzzEvent {
  /** Order of arrival. */
  id: number;
}

interface Journey {
  order: number;
  flow: Flow;
  key: string;
  event: Given | null;
  enteredAt: number;
  node: string | null;
  arrivedAt: number;
  due: number | null;
  waits: { id: string; event: string; where?: RuleGroup; node?: string }[];
  queued: { order: number; due: number; expires: number | null } | null;
  visits: Counts;
  /** What became of the last message of each node. */
  told: Record<string, 'delivered' | 'suppressed' | 'queued'>;
  arms: { node: string; outlet: string }[];
  heldOut: boolean;
  goalAt: number | null;
}

interface Node {
  id: string;
  type: string;
  config: Record<string, unknown>;
  to: Record<string, string | null>;
}

interface Flow {
  id: string;
  document: FlowDocument;
  nodes: Map<string, Node>;
  result: Foretold;
}

type Input = 'arrived' | 'timer' | { outcome: string; event: Given };

const bump = (counts: Counts, key: string, by = 1): void => {
  counts[key] = (counts[key] ?? 0) + by;
};

export function foretell(
  scenario: Scenario,
  flows: readonly { id: string; document: FlowDocument }[],
  contactIds: readonly number[],
  end: number,
): Map<string, Foretold> {
  const made = flows.map(({ id, document }): Flow => {
    const nodes = new Map<string, Node>();
    const result: Foretold = {
      entered: 0,
      active: 0,
      exited: {},
      nodes: {},
      messages: {},
      goal: { reached: 0, value: 0 },
      arms: {},
    };
    for (const node of document.nodes) {
      const to: Record<string, string | null> = {};
      const outlets = node.type.startsWith('trigger-') ? ['next'] : outletsOf(node.type, node.config);
      for (const outlet of outlets) {
        to[outlet] = document.edges.find((edge) => edge.from === node.id && edge.outlet === outlet)?.to ?? null;
      }
      nodes.set(node.id, { id: node.id, type: node.type, config: node.config, to });
      result.nodes[node.id] = { entered: 0, waiting: 0, left: {}, exited: {} };
      if (node.type === 'email' || node.type === 'sms') {
        result.messages[node.id] = { queued: 0, sent: 0, suppressed: {} };
      }
      if (node.type === 'split') result.arms[node.id] = Object.fromEntries(outlets.map((outlet) => [outlet, 0]));
    }
    return { id, document, nodes, result };
  });
  for (const [index, id] of contactIds.entries()) new OneContact(scenario, made, index, id).run(end);
  return new Map(made.map((flow) => [flow.id, flow.result]));
}

class OneContact {
  readonly scenario: Scenario;
  readonly flows: Flow[];
  readonly contact: number;
  readonly profile: Scenario['contacts'][number];
  readonly events: Given[];
  readonly tags: Set<string>;
  n: number | null;
  now = start;
  /** The event being given: of its instant, later ones have not happened. */
  current: Given | null = null;
  /** The flow is being started: its messages wait for the run. */
  starting = false;
  order = 0;
  journeys: Journey[] = [];
  sent: Counts = {};

  constructor(scenario: Scenario, flows: Flow[], index: number, contact: number) {
    this.scenario = scenario;
    this.flows = flows;
    this.contact = contact;
    this.profile = scenario.contacts[index] as Scenario['contacts'][number];
    this.events = scenario.events
      .map((event, id) => ({ ...event, id }))
      .filter((event) => event.contact === index)
      .sort((a, b) => a.at - b.at || a.id - b.id);
    this.tags = new Set(this.profile.tags);
    this.n = (this.profile.attributes?.n as number | undefined) ?? null;
  }

  run(end: number): void {
    const audiences: { at: number; flow: Flow; node: Node }[] = [];
    for (const flow of this.flows) {
      const mine = [...flow.nodes.values()].filter((node) => node.type === 'trigger-manual');
      for (const node of mine.sort((a, b) => (a.id < b.id ? -1 : 1))) {
        const at = typeof node.config.at === 'string' ? Date.parse(node.config.at) : start;
        if (at > start) audiences.push({ at, flow, node });
        else {
          this.starting = true;
          this.enterAudience(flow, node);
          this.starting = false;
        }
      }
    }
    audiences.sort((a, b) => a.at - b.at);
    const events = this.events.filter((event) => event.at >= start);
    // Once, a minute after the start, everybody inside is asked by the exit rules.
    let sweep = this.flows.some((flow) => ruleExits(flow).length > 0) ? start + 60_000 : Number.POSITIVE_INFINITY;
    for (;;) {
      const waiting = this.active();
      const at = Math.min(
        events[0]?.at ?? Number.POSITIVE_INFINITY,
        audiences[0]?.at ?? Number.POSITIVE_INFINITY,
        sweep,
        ...waiting.map((j) => j.queued?.due ?? j.due ?? Number.POSITIVE_INFINITY),
      );
      if (at > end) break;
      this.now = at;
      if (at === sweep) {
        sweep = Number.POSITIVE_INFINITY;
        for (const j of this.active()) this.leaveByRule(j);
      }
      while (events[0]?.at === at) this.give(events.shift() as Given);
      while (audiences[0]?.at === at) {
        const { flow, node } = audiences.shift() as (typeof audiences)[number];
        this.enterAudience(flow, node);
      }
      const queued = this.active().filter((j) => j.queued?.due === at);
      for (const j of queued.sort((a, b) => (a.queued?.order ?? 0) - (b.queued?.order ?? 0))) {
        if (j.queued?.due === at) this.deliver(j);
      }
      for (const j of this.active().filter((one) => one.due === at)) {
        if (j.due !== at) continue;
        j.due = null;
        this.walk(j, 'timer');
      }
    }
    for (const j of this.active()) {
      const { result } = j.flow;
      result.active++;
      (result.nodes[j.node as string] as { waiting: number }).waiting++;
      if (j.queued !== null) (result.messages[j.node as string] as { queued: number }).queued++;
    }
  }

  active(): Journey[] {
    return this.journeys.filter((j) => j.node !== null);
  }

  zone(flow: Flow): string {
    const { timezone, country } = this.profile.profile ?? {};
    if (timezone != null) return timezone;
    const phone = this.profile.addresses?.find((one) => one.kind === 'phone')?.value;
    const inUkraine = country === undefined ? phone?.startsWith('+380') === true : country === 'UA';
    return inUkraine ? 'Europe/Kyiv' : this.flowZone(flow);
  }

  flowZone(flow: Flow): string {
    return flow.document.settings?.timezone ?? 'UTC';
  }

  // --- rules

  countOf(field: string): number {
    const [what, name = '', state] = field.split('.');
    if (what === 'messages') return state === 'sent' ? (this.sent[name] ?? 0) : 0;
    return this.events.filter(
      (event) =>
        event.type === name &&
        (event.at < this.now || (event.at === this.now && (this.current === null || event.id <= this.current.id))),
    ).length;
  }

  holds(rule: RuleGroup): boolean {
    const each = rule.rules.map((one): boolean => {
      if ('combinator' in one) return this.holds(one);
      if (one.match !== undefined) {
        const count = this.countOf(one.field);
        const { mode, threshold = 0 } = one.match;
        return mode === 'atLeast' ? count >= threshold : mode === 'atMost' ? count <= threshold : count === threshold;
      }
      if (one.field === 'tags') return this.tags.has(String(one.value));
      if (one.field === 'country') return this.profile.profile?.country === one.value;
      if (one.field === 'attributes.n') return this.n !== null && this.n >= (one.value as number);
      throw new Error(`The oracle does not know the field ${one.field}`);
    });
    const all = rule.combinator === 'and' ? each.every(Boolean) : each.some(Boolean);
    return rule.not === true ? !all : all;
  }

  /** Rules over events name only `props.total`. */
  eventHolds(rule: RuleGroup | undefined, event: Given): boolean {
    return (rule?.rules ?? []).every((one) => {
      if ('combinator' in one) throw new Error('The oracle expects plain rules over events');
      return typeof event.props.total === 'number' && event.props.total >= (one.value as number);
    });
  }

  // --- events

  give(event: Given): void {
    this.current = event;
    this.countGoals(event);
    const pulled = new Set(this.active().filter((j) => this.pulls(j, event)));
    for (const j of this.active()) {
      if (pulled.has(j)) continue;
      if (this.isOfAnother(j, event)) continue;
      const wait = j.waits.find((one) => one.event === event.type && this.eventHolds(one.where, event));
      if (wait !== undefined) this.walk(j, { outcome: wait.id, event });
    }
    for (const j of this.active()) {
      const { settings } = j.flow.document;
      for (const rule of settings?.exit?.when ?? []) {
        if (!('event' in rule) || j.node === null || rule.event !== event.type) continue;
        if (this.isOfAnother(j, event)) continue;
        if (this.eventHolds(rule.where, event)) this.finish(j, `event:${event.type}`);
      }
      this.leaveByRule(j);
    }
    for (const flow of [...this.flows].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      for (const node of flow.nodes.values()) {
        if (node.type !== 'trigger-event' || node.config.event !== event.type) continue;
        if (this.eventHolds(node.config.where as RuleGroup | undefined, event)) this.enter(flow, node, event);
      }
    }
    this.current = null;
  }

  leaveByRule(j: Journey): void {
    if (j.node !== null && ruleExits(j.flow).some((rule) => this.holds(rule))) this.finish(j, 'rule');
  }

  /** Entry by a key, and the event bears another one. */
  isOfAnother(j: Journey, event: Given): boolean {
    const keyed = j.flow.document.settings?.entry?.key != null && event.props.order_id !== undefined;
    return keyed && j.key !== '' && event.props.order_id !== j.key;
  }

  /** The first goal of the flow that wants the event, and where the journey has not been. */
  pulls(j: Journey, event: Given): boolean {
    if (this.isOfAnother(j, event)) return false;
    const goals = [...j.flow.nodes.values()].filter(
      ({ type, config }) => type === 'goal' && config.pull === true && config.event === event.type,
    );
    if (goals.some(({ id }) => id === j.node)) return false;
    const goal = goals.find(
      ({ id, config }) => this.eventHolds(config.where as RuleGroup | undefined, event) && (j.visits[id] ?? 0) === 0,
    );
    if (goal === undefined) return false;
    bump((j.flow.result.nodes[j.node as string] as { left: Counts }).left, 'pulled');
    j.queued = null;
    if (this.arrive(j, goal.id)) this.walk(j, { outcome: 'reached', event });
    return true;
  }

  countGoals(event: Given): void {
    for (const flow of this.flows) {
      const goal = flow.document.settings?.goal;
      if (goal?.event !== event.type || !this.eventHolds(goal.where, event)) continue;
      const mine = this.journeys.filter((j) => j.flow === flow);
      const inside = mine.filter((j) => j.node !== null);
      const last = mine.at(-1);
      // Who has left still counts within the goal's span.
      const counted = inside.length > 0 ? inside : goal.within != null && last !== undefined ? [last] : [];
      for (const j of counted) {
        const until =
          goal.within == null ? null : addDuration({ ms: j.enteredAt, zone: this.flowZone(flow) }, goal.within).ms;
        if ((until !== null && event.at > until) || this.isOfAnother(j, event)) continue;
        this.reach(j, goal.value == null ? null : totalOf(event));
      }
    }
  }

  reach(j: Journey, value: number | null): void {
    if (j.goalAt !== null) return;
    j.goalAt = this.now;
    const { result } = j.flow;
    result.goal.reached++;
    result.goal.value += value ?? 0;
    for (const { node, outlet } of j.arms) bump(result.arms[node] as Counts, outlet);
  }

  // --- entry

  enterAudience(flow: Flow, node: Node): void {
    if (this.holds(node.config.audience as RuleGroup)) this.enter(flow, node, null);
  }

  enter(flow: Flow, trigger: Node, event: Given | null): void {
    const rules = flow.document.settings?.entry;
    const own = rules?.key == null ? undefined : event?.props.order_id;
    const key = own === undefined ? '' : String(own);
    const mine = this.journeys.filter((j) => j.flow === flow);
    const inside = mine.filter((j) => j.node !== null && j.key === key);
    const full = inside.length >= (rules?.maxActivePerKey ?? 1);
    const onRepeat = rules?.onRepeat ?? 'ignore';
    if (full && onRepeat === 'ignore') return;
    if (full && onRepeat === 'update') {
      if (event !== null) (inside.at(-1) as Journey).event = event;
      return;
    }
    // The same event by another trigger is no repeat to start anew for.
    if (full && onRepeat === 'restart' && event !== null && inside.at(-1)?.event === event) return;
    if (rules?.maxPerContact != null && mine.length >= rules.maxPerContact) return;
    const last = mine.at(-1);
    if (rules?.cooldown != null && last !== undefined) {
      if (this.now < addDuration({ ms: last.enteredAt, zone: this.flowZone(flow) }, rules.cooldown).ms) return;
    }
    if (full && onRepeat === 'restart') for (const j of inside) this.finish(j, 'restarted');
    const j: Journey = {
      order: this.order++,
      flow,
      key,
      event,
      enteredAt: this.now,
      node: null,
      arrivedAt: this.now,
      due: null,
      waits: [],
      queued: null,
      visits: {},
      told: {},
      arms: [],
      heldOut: false,
      goalAt: null,
    };
    this.journeys.push(j);
    flow.result.entered++;
    if (this.arrive(j, trigger.id)) this.walk(j, 'arrived');
  }

  // --- moving

  arrive(j: Journey, id: string): boolean {
    j.node = id;
    j.arrivedAt = this.now;
    j.due = null;
    (j.flow.result.nodes[id] as { entered: number }).entered++;
    bump(j.visits, id);
    if ((j.visits[id] ?? 0) <= 100) return true;
    this.finish(j, 'visit-cap');
    return false;
  }

  finish(j: Journey, reason: string): void {
    bump((j.flow.result.nodes[j.node as string] as { exited: Counts }).exited, reason);
    bump(j.flow.result.exited, reason);
    j.node = null;
    j.due = null;
    j.queued = null;
    j.waits = [];
  }

  leave(j: Journey, outlet: string): boolean {
    const node = j.flow.nodes.get(j.node as string) as Node;
    if (node.type === 'split') {
      j.arms.push({ node: node.id, outlet });
      // A goal of the same instant is credited to the arm, an earlier one is not.
      if (j.goalAt === this.now) bump(j.flow.result.arms[node.id] as Counts, outlet);
      if (outlet === 'holdout') j.heldOut = true;
    }
    const to = node.to[outlet];
    if (to === undefined) throw new Error(`The oracle knows no outlet ${outlet} of ${node.id}`);
    if (to === null) {
      this.finish(j, 'end');
      return false;
    }
    bump((j.flow.result.nodes[node.id] as { left: Counts }).left, outlet);
    return this.arrive(j, to);
  }

  /** Goes on until the journey rests. */
  walk(j: Journey, first: Input): void {
    j.waits = [];
    let input: Input | null = first;
    while (input !== null && j.node !== null) {
      const node: Node = j.flow.nodes.get(j.node) as Node;
      const outlet = this.step(j, node, input);
      input = outlet !== null && this.leave(j, outlet) ? 'arrived' : null;
    }
  }

  /** The outlet to leave by, or null when the journey rests or has ended. */
  step(j: Journey, { id, type, config }: Node, input: Input): string | null {
    const moment = { ms: this.now, zone: this.zone(j.flow) };
    switch (type) {
      case 'trigger-event':
      case 'trigger-manual':
      case 'milestone':
        return 'next';
      case 'segment':
        return (
          (config.branches as { id: string; rule: RuleGroup }[]).find((branch) => this.holds(branch.rule))?.id ?? 'else'
        );
      case 'split': {
        let bucket = stickyBucket(j.flow.id, id, this.contact);
        for (const arm of config.arms as { id: string; weight: number }[]) {
          if (bucket < arm.weight) return arm.id;
          bucket -= arm.weight;
        }
        return 'holdout';
      }
      case 'wait': {
        if (input !== 'arrived') return 'next';
        if (config.until === undefined) {
          j.due = nextAllowed(moment, config).ms;
          return null;
        }
        const { date, attribute } = config.until as { date?: string; attribute?: string };
        const text = date ?? (this.profile.attributes?.[attribute ?? ''] as string | undefined);
        if (text !== undefined && Date.parse(text) >= this.now) {
          j.due = Date.parse(text);
          return null;
        }
        if (config.ifPast === 'skip-to') return 'past';
        if (config.ifPast !== 'exit') return 'next';
        this.finish(j, 'date-past');
        return null;
      }
      case 'wait-for': {
        if (input === 'timer') return 'timeout';
        if (input !== 'arrived') return input.outcome;
        j.waits = config.outcomes as Journey['waits'];
        const already = j.waits.find((wait) => wait.node !== undefined && j.told[wait.node] === 'delivered');
        if (already !== undefined) {
          j.waits = [];
          return already.id;
        }
        j.due = addDuration(moment, config.timeout as string).ms;
        return null;
      }
      case 'update-contact': {
        for (const change of config.changes as { op: string; value: string | number }[]) {
          if (change.op === 'tag') this.tags.add(String(change.value));
          else if (change.op === 'untag') this.tags.delete(String(change.value));
          else {
            const by = typeof change.value === 'number' ? change.value : totalOf(j.event);
            if (by === null) return 'failed';
            this.n = (this.n ?? 0) + by;
          }
        }
        return 'next';
      }
      case 'goal': {
        if (config.event !== undefined && input === 'arrived') {
          j.waits = [{ id: 'reached', event: config.event as string, ...whereOf(config) }];
          return null;
        }
        const event = typeof input === 'object' ? input.event : j.event;
        this.reach(
          j,
          typeof config.value === 'number' ? config.value : config.value === undefined ? null : totalOf(event),
        );
        if (config.then !== 'end') return 'next';
        this.finish(j, 'goal');
        return null;
      }
      case 'exit':
        this.finish(j, config.reason as string);
        return null;
      case 'email':
      case 'sms': {
        const expires = config.ttl === undefined ? null : addDuration(moment, config.ttl as string).ms;
        j.queued = { order: this.order++, due: this.now, expires };
        j.told[id] = 'queued';
        return this.starting ? null : this.send(j, id, type, config);
      }
      default:
        throw new Error(`The oracle does not know the node type ${type}`);
    }
  }

  // --- messages

  deliver(j: Journey): void {
    const node = j.flow.nodes.get(j.node as string) as Node;
    const outlet = this.send(j, node.id, node.type, node.config);
    if (outlet !== null && this.leave(j, outlet)) this.walk(j, 'arrived');
  }

  /** The outlet, or null when the message waits or the journey has ended. */
  send(j: Journey, id: string, channel: string, config: Record<string, unknown>): string | null {
    const result = j.flow.result.messages[id] as Foretold['messages'][string];
    const verdict = this.verdict(j, channel, config);
    if (typeof verdict === 'number') {
      (j.queued as { due: number }).due = verdict;
      return null;
    }
    j.queued = null;
    if (verdict === null) {
      j.told[id] = 'delivered';
      result.sent++;
      bump(this.sent, channel);
      return 'next';
    }
    j.told[id] = 'suppressed';
    bump(result.suppressed, verdict);
    if (config.onSuppressed !== 'exit') return 'not-sent';
    this.finish(j, 'not-sent');
    return null;
  }

  /** Null: send. A number: ask again then. Text: the reason why not. */
  verdict(j: Journey, channel: string, config: Record<string, unknown>): string | number | null {
    if (j.heldOut) return 'holdout';
    const kind = channel === 'email' ? 'email' : 'phone';
    const addresses = (this.profile.addresses ?? []).filter((one) => one.kind === kind);
    if (addresses.length === 0) return 'no-address';
    if (!addresses.some((one) => one.state === 'valid' || one.state === 'unconfirmed')) return 'bad-address';
    const said = (topic: string) =>
      this.profile.consents?.find((one) => one.channel === channel && one.topic === topic);
    if (config.topic !== 'service' && (said(String(config.topic)) ?? said(''))?.granted !== true) return 'no-consent';
    const expires = j.queued?.expires ?? null;
    const quiet = j.flow.document.settings?.quietHours;
    if (quiet != null && config.ignoreQuietHours !== true) {
      const moment = { ms: this.now, zone: this.zone(j.flow) };
      const { hour, minute } = localTime(moment);
      const clock = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
      const inside =
        quiet.from < quiet.to ? clock >= quiet.from && clock < quiet.to : clock >= quiet.from || clock < quiet.to;
      if (inside) {
        const over = atTimeOfDay(moment, quiet.to, clock < quiet.to ? 0 : 1).ms;
        if (config.onSuppressed === 'not-sent' || config.onSuppressed === 'exit') return 'quiet-hours';
        return expires !== null && over > expires ? 'expired' : over;
      }
    }
    if (JSON.stringify(config.content).includes('contact.nickname')) return 'render-failed';
    return expires !== null && this.now > expires ? 'expired' : null;
  }
}

const ruleExits = ({ document }: Flow): RuleGroup[] =>
  (document.settings?.exit?.when ?? []).flatMap((one) => ('rule' in one ? [one.rule] : []));

const whereOf = ({ where }: Record<string, unknown>): { where?: RuleGroup } =>
  where === undefined ? {} : { where: where as RuleGroup };

const totalOf = (event: Given | null): number | null =>
  typeof event?.props.total === 'number' ? event.props.total : null;
