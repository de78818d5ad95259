/**
 * A flow tried on people who do not exist, before it meets anybody: the engine itself on a virtual clock, in a workspace of its
 * own that is thrown away. What the flow waits for happens to them as made-up events. Nothing of this workspace is read.
 */
import type { Rehearsal } from '../api/rehearsal.ts';
import type { Report } from '../api/shapes.ts';
import { emptyFlow, type FlowDocument } from '../document/schema.ts';
import { knowNode } from '../document/validate.ts';
import type { Engine } from '../runtime/engine.ts';
import { sendingsOf, type TriggerPlan } from '../sdk/node.ts';
import { type EngineRegistry, specsOf } from '../sdk/registry.ts';
import { everybody } from '../sdk/rule.ts';
import type { Millis } from '../sdk/time.ts';
import { emptyScratch } from '../store/snapshot.ts';
import type { Store } from '../store/store.ts';
import { type AskedFor, askedFor } from './asked-for.ts';
import { madeUpPeople, madeUpValue } from './made-up.ts';
import { drawsFor } from './random.ts';
import { simulateIn } from './simulate.ts';

export interface RehearseOptions {
  document: FlowDocument;
  people: number;
  seed: number;
  now: Millis;
  timezone: string;
  language: string;
  signal?: AbortSignal | undefined;
}

const day: Millis = 86_400_000;
const hour: Millis = 3_600_000;
const span: Millis = 30 * day;

/** Throws `flow-has-problems`, and `canceled` when the signal aborts. */
export async function rehearse(registry: EngineRegistry, options: RehearseOptions): Promise<Rehearsal> {
  const first = await runOnce(registry, options, false);
  // Nobody was what its audience asks for: let everybody in, and say so.
  return first.entered > 0 ? first : await runOnce(registry, options, true);
}

interface Entrance {
  node: string;
  plan: TriggerPlan;
}

async function runOnce(registry: EngineRegistry, options: RehearseOptions, letAllIn: boolean): Promise<Rehearsal> {
  const { document, now, timezone } = options;
  const scratch = emptyScratch();
  const { store } = scratch;
  try {
    store.meta.set({ name: 'Rehearsal', timezone, language: options.language, demo: false });
    const asked = askedFor(document);
    const entrances = entrancesOf(document, registry, now, timezone);
    const dates = new Set(entrances.flatMap(({ plan }) => (plan.kind === 'date' ? [plan.attribute] : [])));
    const people = madeUpPeople({
      ...{ seed: options.seed, count: options.people, language: document.language ?? options.language },
      ...{ channels: channelsOf(document, registry), asked, dates, now },
    }).map((person) => store.contacts.save(person, now - 300 * day, 'made-up').id);
    const flow = store.flows.create(document, now, standIns(store, document, now));
    const invented = inventEvents({ store, people, asked, entrances, flow, options });
    const byHand = letAllIn ? entrances.slice(0, 1) : entrances.filter(({ plan }) => !comesByItself(plan));
    const result = await simulateIn(store, registry, {
      ...{ flow, from: now, to: now + span, seed: options.seed, assumptions: {}, now },
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      begin: (engine: Engine) => {
        for (const { node } of byHand) for (const contact of people) engine.letIn(flow, contact, node);
      },
    });
    return {
      people: people.length,
      days: span / day,
      entered: result.entered,
      letIn: letAllIn,
      reached: result.reached,
      goal: document.settings?.goal == null ? null : result.goal.reached,
      events: invented,
      messages: result.messages.map(({ node, channel, sent, suppressed }) => ({ node, channel, sent, suppressed })),
      nobody: result.nobody,
      limits: result.limits,
      blocks: result.nodes.map(({ id, entered, exited }) => ({ id, entered, exited })),
      unreached: unreachedOf(document, result.nodes),
    };
  } finally {
    scratch.remove();
  }
}

const unreachedOf = (document: FlowDocument, nodes: Report['nodes']): string[] => {
  const came = new Map(nodes.map(({ id, entered }) => [id, entered]));
  return document.nodes
    .filter(({ id, disabled }) => disabled !== true && (came.get(id) ?? 0) === 0)
    .map(({ id }) => id);
};

/** A segment that the file does not describe is everybody here, and a flow that it calls does nothing. */
function standIns(store: Store, document: FlowDocument, at: Millis): Record<string, string> {
  const { segments = {}, flows = {} } = document.slots ?? {};
  const bound: Record<string, string> = {};
  for (const [slot, { rule }] of Object.entries(segments)) {
    if (rule === undefined) bound[slot] = store.segments.save({ name: slot, rule: everybody }, at);
  }
  for (const slot of Object.keys(flows)) bound[slot] = store.flows.create(emptyFlow(slot), at);
  return bound;
}

function channelsOf(document: FlowDocument, registry: EngineRegistry): string[] {
  const specs = specsOf(registry);
  const found = document.nodes.flatMap((node) => {
    const { spec, config } = knowNode(node, specs);
    return spec === null || config === null ? [] : sendingsOf(spec, config).map(({ channel }) => channel);
  });
  return [...new Set(found)].sort();
}

function entrancesOf(document: FlowDocument, registry: EngineRegistry, ms: Millis, workspace: string): Entrance[] {
  const specs = specsOf(registry);
  const zone = document.settings?.timezone ?? workspace;
  return document.nodes.flatMap((node) => {
    const { spec, config } = knowNode(node, specs);
    if (spec?.category !== 'trigger' || config === null || node.disabled === true) return [];
    const plan = registry.nodes.get(node.type)?.trigger?.(config, { ms, zone }, () => everybody);
    return plan === undefined ? [] : [{ node: node.id, plan }];
  });
}

/** Nobody can be made to write certain words, or to come into a segment by themselves. */
const comesByItself = (plan: TriggerPlan): boolean =>
  plan.kind === 'event' ? plan.accepts === undefined : plan.kind !== 'segment' || plan.now;

interface Invention {
  store: Store;
  people: readonly number[];
  asked: AskedFor;
  entrances: readonly Entrance[];
  flow: string;
  options: RehearseOptions;
}

/** Nine in ten do what lets them in, some of them twice; a third do what the flow waits for afterwards, and each has a past. */
function inventEvents({ store, people, asked, entrances, flow, options }: Invention): string[] {
  const { seed, now } = options;
  const letting = entrances.flatMap(({ node, plan }) =>
    plan.kind === 'event' && comesByItself(plan) ? [{ node, event: plan.event, addressed: plan.addressed }] : [],
  );
  const others = asked.events.filter((type) => !letting.some(({ event }) => event === type));
  for (const [n, contactId] of people.entries()) {
    const draws = drawsFor(seed, `doings ${n}`);
    let at = 0;
    const next = (): number => draws(at++);
    const put = (type: string, when: Millis, pending: boolean, address: object = {}): void => {
      const about = drawsFor(seed, `${type} ${n} ${when}`);
      const props = Object.fromEntries(
        [...asked.props].map(([name, values], index) => {
          const moment = asked.moments.has(name);
          return [name, madeUpValue({ name, values, draws: about, at: 2 * index, now: when, moment })];
        }),
      );
      store.events.insert({
        ...{ contactId, type, at: Math.floor(when), pending, source: 'made-up' },
        props: { ...props, ...address },
      });
    };
    for (const type of asked.events) {
      for (let times = Math.floor(next() * 4); times > 0; times--) put(type, now - (1 + next() * 250) * day, false);
    }
    const came = now + hour + next() * 10 * day;
    for (const { node, event, addressed } of letting) {
      const address = addressed === undefined ? {} : { flow, ...(addressed === 'node' ? { node } : {}) };
      if (next() < 0.9) put(event, came, true, address);
      // Some do it again, soon or some days later.
      if (next() < 0.4) put(event, came + hour + next() * 4 * day, true, address);
    }
    for (const type of others) if (next() < 0.33) put(type, came + hour + next() * 8 * day, true);
  }
  return [...new Set([...letting.map(({ event }) => event), ...others])].sort();
}
