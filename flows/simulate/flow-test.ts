/**
 * The tests that a flow file carries: each lets one contact through the flow on a virtual clock, in a workspace of its own
 * that holds nobody else, and compares what left and how it ended.
 */
import type { TestResult } from '../api/simulation.ts';
import type { FlowDocument } from '../document/schema.ts';
import { knowNode } from '../document/validate.ts';
import type { Answer } from '../runtime/answers.ts';
import { createEngine } from '../runtime/create-engine.ts';
import type { Engine } from '../runtime/engine.ts';
import type { Delivered, Response } from '../runtime/state.ts';
import { receiptStates } from '../sdk/channels.ts';
import { KaskadError } from '../sdk/problem.ts';
import { type EngineRegistry, specsOf } from '../sdk/registry.ts';
import { addDuration, type Millis, type Moment } from '../sdk/time.ts';
import { emptyScratch } from '../store/snapshot.ts';
import type { Store } from '../store/store.ts';
import { testContact } from './test-contact.ts';

type FlowTest = NonNullable<FlowDocument['tests']>[number];
type Given = NonNullable<FlowTest['given']>[number];
type Difference = TestResult['differences'][number];

/** A Monday morning, outside of usual quiet hours. */
const start = '2026-06-01T10:00:00';
/** Whoever is still inside by then stays. */
const longest = 'P400D';

/** Runs all tests of a document, in order. A flow that cannot start fails each of them, with the reason. */
export async function runFlowTests(document: FlowDocument, registry: EngineRegistry): Promise<TestResult[]> {
  const results: TestResult[] = [];
  for (const test of document.tests ?? []) results.push(await runOne(document, test, registry));
  return results;
}

async function runOne(document: FlowDocument, test: FlowTest, registry: EngineRegistry): Promise<TestResult> {
  const scratch = emptyScratch();
  const zone = document.settings?.timezone ?? 'UTC';
  const begin: Moment = { ms: instantIn(zone), zone };
  const { store } = scratch;
  store.meta.set({ name: 'Test', timezone: zone, language: document.language ?? 'en', demo: false });
  const engine = createEngine({
    store,
    registry,
    now: () => begin.ms,
    random: () => 0.5,
    openAccount: () => {
      throw new Error('A test opens no account');
    },
  });
  try {
    const differences = await play({ document, test, registry, store, engine, begin });
    return { name: test.name, ok: differences.length === 0, differences };
  } catch (error) {
    if (!(error instanceof KaskadError)) throw error;
    const difference: Difference = {
      what: 'flow',
      expected: 'a flow that can start',
      actual: error.code,
      message: error.message,
    };
    return { name: test.name, ok: false, differences: [difference] };
  } finally {
    await engine.close();
    scratch.remove();
  }
}

/** The start on the zone's own clock. */
function instantIn(zone: string): Millis {
  const utc = Date.parse(`${start}Z`);
  const shown = new Date(utc).toLocaleString('sv-SE', { timeZone: zone });
  return utc - (Date.parse(`${shown.replace(' ', 'T')}Z`) - utc);
}

interface Stage {
  document: FlowDocument;
  test: FlowTest;
  registry: EngineRegistry;
  store: Store;
  engine: Engine;
  begin: Moment;
}

async function play({ document, test, registry, store, engine, begin }: Stage): Promise<Difference[]> {
  const { channels, triggers } = shapeOf(document, registry, begin);
  const flow = store.flows.create(document, begin.ms, bindAll(document, registry, store, begin.ms));
  const { version: number } = engine.startFlow(flow, begin.ms, { letIn: 'later' });
  const version = store.flows.version(flow, number);
  if (version === null) throw new Error('The version was not stored');
  // Nobody enters by an audience: the one contact is let in by hand, or by an event.
  for (const node of version.plan.triggers) store.journeys.putTimer(version.id, node, null);
  const contact = store.contacts.save(testContact(test.contact ?? {}, channels), begin.ms, 'test').id;

  const given = (test.given ?? []).map((one) => ({ ...one, at: addDuration(begin, one.after).ms, given: false }));
  const answers = given.filter((one) => one.node !== undefined && one.event.startsWith('message.'));
  const events = given.filter((one) => !answers.includes(one));
  for (const one of events) {
    store.events.insert({ contactId: contact, type: one.event, at: one.at, props: one.props ?? {}, source: 'test' });
  }
  const byEvent = triggers.some(({ event }) => event !== null && events.some((one) => one.event === event));
  const first = triggers[0];
  if (!byEvent && first !== undefined) engine.letIn(flow, contact, first.node);

  await engine.runVirtual(begin.ms, addDuration(begin, longest).ms, {
    reallySend: false,
    respond: (message) => respond(message, answers),
  });
  const journeys = store.outcome.journeysOf(flow, contact);
  const sent = store.outcome.sentTo(contact);
  return [
    ...answers.filter((one) => !one.given).map(({ after, event, node }) => missed(after, event, node as string)),
    ...compareMessages(test.expect.messages, sent, store.outcome.unsentTo(contact)),
    ...compareExit(test.expect.exit, journeys[0] ?? null),
  ];
}

/** Channels that the flow writes by, and its triggers in order; `event` is what an event trigger waits for. */
function shapeOf(document: FlowDocument, registry: EngineRegistry, now: Moment) {
  const specs = specsOf(registry);
  const channels = new Set<string>();
  const triggers: { node: string; event: string | null }[] = [];
  for (const { capability } of Object.values(document.slots?.accounts ?? {})) {
    if (capability.startsWith('send.')) channels.add(capability.slice('send.'.length));
  }
  for (const node of document.nodes) {
    const { spec, config } = knowNode(node, specs);
    if (spec?.channel !== undefined) channels.add(spec.channel);
    if (spec?.category !== 'trigger' || config === null || node.disabled === true) continue;
    const plan = registry.nodes.get(node.type)?.trigger?.(config, now, () => null);
    triggers.push({ node: node.id, event: plan?.kind === 'event' ? plan.event : null });
  }
  return { channels: [...channels].sort(), triggers };
}

/** Every account is the sandbox; a segment that the file does not describe holds nobody. */
function bindAll(document: FlowDocument, registry: EngineRegistry, store: Store, at: Millis): Record<string, string> {
  const slots = Object.entries(document.slots?.accounts ?? {});
  const needed = slots.map(([, { capability }]) => capability);
  const capabilities = [...new Set([...(registry.connectors.get('sandbox')?.capabilities ?? []), ...needed])];
  const sandbox = store.accounts.add({
    type: 'sandbox',
    name: 'Sandbox',
    config: {},
    capabilities,
    at,
    makeDefault: true,
  });
  const bindings = Object.fromEntries(slots.map(([slot]) => [slot, sandbox]));
  for (const [slot, { rule }] of Object.entries(document.slots?.segments ?? {})) {
    if (rule !== undefined) continue;
    const nobody = { combinator: 'or' as const, rules: [] };
    bindings[slot] = store.segments.save({ name: slot, rule: { combinator: 'and', not: true, rules: [nobody] } }, at);
  }
  return bindings;
}

type Waiting = Given & { at: Millis; given: boolean };

/** The receipts and replies that the test gives to this block's message. */
function respond(message: Delivered, answers: Waiting[]): Response {
  const about = answers.filter((one) => one.node === message.node && !one.given && one.at >= message.at);
  for (const one of about) one.given = true;
  return { state: 'delivered', answers: about.map((one, n) => answer(message, one, n)).sort((a, b) => a.at - b.at) };
}

function answer(message: Delivered, given: Waiting, n: number): Answer {
  const id = `${message.key} ${n}`;
  const state = receiptStates.find((known) => given.event === `message.${known}` && known !== 'replied');
  if (state !== undefined) {
    return { kind: 'receipt', id, key: message.key, state, at: given.at, props: given.props ?? {} };
  }
  const { button, text, ...props } = given.props ?? {};
  return {
    kind: 'message',
    id,
    channel: message.channel,
    from: message.recipient,
    at: given.at,
    text: typeof text === 'string' ? text : '',
    inReplyTo: `sandbox:${message.key}`,
    ...(typeof button === 'string' ? { button } : {}),
    props,
  };
}

const missed = (after: string, event: string, node: string): Difference => ({
  what: 'given',
  expected: `${event} of ${node} after ${after}`,
  actual: `no message of ${node} by then`,
  message: `"${event}" was to come ${after} after the start, but "${node}" had sent no message by then.`,
});

function compareMessages(
  expected: readonly string[] | undefined,
  sent: readonly string[],
  unsent: readonly { node: string; reason: string }[],
): Difference[] {
  if (expected === undefined || (expected.length === sent.length && expected.every((node, n) => node === sent[n]))) {
    return [];
  }
  const words = (nodes: readonly string[]): string => (nodes.length === 0 ? 'none' : nodes.join(', '));
  const why = unsent.map(({ node, reason }) => `${node} (${reason})`);
  const message = `Messages expected: ${words(expected)}. Sent: ${words(sent)}.${why.length === 0 ? '' : ` Not sent: ${why.join(', ')}.`}`;
  return [{ what: 'messages', expected: words(expected), actual: words([...sent]), unsent: why, message }];
}

function compareExit(
  expected: string | undefined,
  journey: { node: string | null; reason: string | null } | null,
): Difference[] {
  if (expected === undefined || journey?.reason === expected) return [];
  const actual = journey === null ? 'never entered' : (journey.reason ?? `still at ${journey.node ?? 'a block'}`);
  return [{ what: 'exit', expected, actual, message: `The journey was to end with "${expected}", but: ${actual}.` }];
}
