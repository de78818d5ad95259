/** The response model: for each message block what is assumed of its recipients, and a seeded player of them. */
import type { Assumed, Assumptions, Responses } from '../api/simulation.ts';
import type { Answer } from '../runtime/answers.ts';
import type { Delivered, Respond } from '../runtime/state.ts';
import type { Incoming } from '../sdk/connector.ts';
import type { Millis } from '../sdk/time.ts';
import { defaultsOf, type Shares } from './defaults.ts';
import { readDelay, type Spread } from './delay.ts';
import type { History, Learnt } from './history.ts';
import { type Draw, drawsFor } from './random.ts';

export interface ModelParts {
  seed: number;
  /** The flow that is simulated: only its messages are followed by assumed events. */
  flow: string;
  assumptions: Assumptions;
  history: History;
  /** States that the channel's vendor ever reports; by default what it does not report never happens, as far as the engine can know. */
  reports: (channel: string) => readonly string[];
  /** Event types that are not to be invented. */
  real: ReadonlySet<string>;
}

export interface Model {
  respond: Respond;
  /** Of the blocks of the flow that sent something, sorted. */
  assumed(): Assumed[];
  /** Assumed events that were left out because the span has real ones. */
  leftOut: string[];
}

type States = keyof Shares;

/** Ready to be asked a million times. */
interface Behaviour {
  assumed: Assumed;
  delays: Record<States, Spread>;
  buttons: Readonly<Record<string, number>>;
  events: readonly (NonNullable<Assumptions['events']>[number] & { spread: Spread })[];
}

/** The nth draw belongs to one question for ever: changing one assumption does not reshuffle the others. */
const draw = {
  failed: 0,
  delivered: 1,
  read: 2,
  replied: 3,
  pressed: 4,
  unsubscribed: 5,
  button: 6,
  delays: 10,
  events: 40,
} as const;
const order: readonly States[] = ['failed', 'delivered', 'read', 'clicked', 'replied', 'pressed', 'unsubscribed'];
/** One answer in this text, so that conditions on words are not met by chance. */
const replyText = '';

export function makeModel(parts: ModelParts): Model {
  const { assumptions, real } = parts;
  const events = (assumptions.events ?? []).map((one) => ({ ...one, spread: readDelay(one.delay) }));
  const kept = events.filter((one) => !real.has(one.event));
  const behaviours = new Map<string, Behaviour>();

  const behaviourOf = (message: Delivered): Behaviour => {
    const own = message.flow === parts.flow;
    const key = own ? `${message.node} ${message.channel}` : ` ${message.channel}`;
    const known = behaviours.get(key);
    if (known !== undefined) return known;
    const made = behave(parts, own ? message.node : null, message.channel);
    const about = own
      ? kept.filter(
          (e) => (e.node ?? message.node) === message.node && (e.channel ?? message.channel) === message.channel,
        )
      : [];
    const behaviour = { ...made, events: about };
    behaviours.set(key, behaviour);
    return behaviour;
  };

  return {
    respond(message) {
      const behaviour = behaviourOf(message);
      const draws = drawsFor(
        parts.seed,
        `${message.flow}\u0000${message.node}\u0000${message.contact}\u0000${message.at}`,
      );
      return { state: 'sent', cost: behaviour.assumed.price, answers: play(message, behaviour, draws) };
    },
    assumed: () =>
      [...behaviours]
        .filter(([key]) => !key.startsWith(' '))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, { assumed }]) => assumed),
    leftOut: [...new Set(events.filter((one) => real.has(one.event)).map((one) => one.event))].sort(),
  };
}

type Sources = Pick<ModelParts, 'assumptions' | 'history' | 'reports'>;

/** What is assumed of a channel as such. */
export const channelAssumed = (sources: Sources, channel: string): Assumed => behave(sources, null, channel).assumed;

function behave(parts: Sources, node: string | null, channel: string): Omit<Behaviour, 'events'> {
  const byNode = node === null ? undefined : parts.assumptions.nodes?.[node];
  const file: Responses = { ...parts.assumptions.channels?.[channel], ...withoutGaps(byNode ?? {}) };
  const learnt: Learnt | null =
    (node === null ? null : parts.history.node(node, channel)) ?? parts.history.channel(channel);
  const defaults = defaultsOf(channel);
  const reports = parts.reports(channel);
  const share = (state: States): number => {
    const given = file[state];
    if (given !== undefined) return given;
    if (learnt !== null) return learnt.shares[state];
    if ((state === 'read' || state === 'clicked' || state === 'failed') && !reports.includes(state)) return 0;
    return defaults[state];
  };
  const fileDelays = { ...parts.assumptions.channels?.[channel]?.delays, ...byNode?.delays };
  const delays = Object.fromEntries(
    order.map((state) => {
      const given = fileDelays[state];
      return [
        state,
        given !== undefined ? readDelay(given) : (learnt?.delays[state] ?? readDelay(defaults.delays[state])),
      ];
    }),
  ) as Record<States, Spread>;
  const given = byNode !== undefined || parts.assumptions.channels?.[channel] !== undefined;
  return {
    assumed: {
      node: node ?? '',
      channel,
      source: given ? 'file' : learnt !== null ? 'history' : 'default',
      messages: learnt?.messages ?? 0,
      failed: share('failed'),
      delivered: share('delivered'),
      read: share('read'),
      clicked: share('clicked'),
      replied: share('replied'),
      pressed: share('pressed'),
      unsubscribed: share('unsubscribed'),
      price: file.price ?? learnt?.price ?? null,
    },
    delays,
    buttons: byNode?.buttons ?? learnt?.buttons ?? {},
  };
}

const withoutGaps = (responses: Responses): Responses =>
  Object.fromEntries(Object.entries(responses).filter(([, value]) => value !== undefined)) as Responses;

function play(message: Delivered, { assumed, delays, events, buttons }: Behaviour, draws: Draw): Answer[] {
  const answers: Answer[] = [];
  const after = (state: States, from: Millis): Millis =>
    from + delays[state](draws(draw.delays + order.indexOf(state)));
  const receipt = (state: 'failed' | 'delivered' | 'read' | 'clicked', at: Millis): void => {
    answers.push({ kind: 'receipt', id: `${message.key} ${state}`, key: message.key, state, at });
  };
  const words = (what: string, at: Millis, more: Partial<Extract<Incoming, { kind: 'message' }>>): void => {
    answers.push({
      kind: 'message',
      id: `${message.key} ${what}`,
      channel: message.channel,
      from: message.recipient,
      at,
      text: replyText,
      inReplyTo: `sandbox:${message.key}`,
      ...more,
    });
  };
  const reached: Partial<Record<string, Millis>> = { 'message.sent': message.at };
  if (draws(draw.failed) < assumed.failed) receipt('failed', after('failed', message.at));
  else if (draws(draw.delivered) < assumed.delivered) {
    const delivered = after('delivered', message.at);
    reached['message.delivered'] = delivered;
    receipt('delivered', delivered);
    // One draw for both: who clicks has read.
    const interest = draws(draw.read);
    const clicks = interest < assumed.clicked;
    if (clicks || interest < assumed.read) {
      const read = after('read', delivered);
      reached['message.read'] = read;
      receipt('read', read);
      if (clicks) {
        const clicked = after('clicked', read);
        reached['message.clicked'] = clicked;
        receipt('clicked', clicked);
      }
    }
    if (draws(draw.replied) < assumed.replied) words('reply', after('replied', delivered), {});
    const pressable = message.buttons.filter((button) => !('url' in button) || button.url === undefined);
    const pressed = draws(draw.pressed) < assumed.pressed ? choose(pressable, buttons, draws(draw.button)) : null;
    if (pressed !== null) words('press', after('pressed', delivered), { text: pressed.text, button: pressed.id });
    if (draws(draw.unsubscribed) < assumed.unsubscribed)
      words('unsubscribe', after('unsubscribed', delivered), { props: { unsubscribe: true } });
  }
  for (const [n, event] of events.entries()) {
    const from = reached[event.after];
    if (from === undefined || draws(draw.events + 2 * n) >= event.probability) continue;
    const at = from + event.spread(draws(draw.events + 2 * n + 1));
    answers.push({ kind: 'event', type: event.event, at, props: event.props ?? {} });
  }
  return answers.sort((a, b) => a.at - b.at);
}

/** By the given weights; a button without one gets the mean of the others, or all the same. */
function choose<B extends { id: string }>(
  from: readonly B[],
  weights: Readonly<Record<string, number>>,
  luck: number,
): B | null {
  const known = from.flatMap((button) => weights[button.id] ?? []);
  const mean = known.length === 0 ? 1 : known.reduce((a, b) => a + b, 0) / known.length;
  const list = from.map((button) => ({ button, weight: weights[button.id] ?? mean }));
  const whole = list.reduce((sum, { weight }) => sum + weight, 0);
  let left = luck * whole;
  for (const { button, weight } of list) {
    if (left < weight) return button;
    left -= weight;
  }
  return null;
}
