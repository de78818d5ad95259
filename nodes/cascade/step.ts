import type * as z from 'zod';
import { serviceTopic, textParts } from '../../flows/sdk/message.ts';
import { defineStep, type StepArgs } from '../../flows/sdk/node.ts';
import { go, type MessageDraft, type Outcome, type SignalWait, send, waitFor } from '../../flows/sdk/outcome.ts';
import { addDuration } from '../../flows/sdk/time.ts';
import { costOf } from './cost.ts';
import { demanded, levelOf, needed, receiptsFor } from './progress.ts';
import { spec } from './schema.ts';

type Config = z.output<typeof spec.config>;
type Rung = Config['rungs'][number];
type Args = StepArgs<Config>;
type Outlet = 'reached' | 'exhausted';

/** What is remembered of a visit: rungs by number, in the order of this person. */
type Climb = {
  /** Those not tried yet. */
  left: number[];
  /** Those tried: each made one message of the visit. The last one is the current. */
  tried: number[];
  /** When the current rung's time is over; null while its message is on its way out. */
  until: number | null;
  /** Seconds from the decision to send until the deadline. */
  ttl: number;
};

export const step = defineStep(spec, (args): Outcome<Outlet> => {
  const climb = args.memory as Climb | null;
  const { input } = args;
  if (climb === null) return next(args, { left: orderOf(args), tried: [], until: null, ttl: 0 });
  if (input.kind === 'arrived') return sendCurrent(args, climb);
  const reached = reachedBy(args, climb);
  if (reached !== null) return go('reached', { rung: reached, tried: climb.tried.length });
  switch (input.kind) {
    case 'returned': {
      const { status } = input.result;
      // Nothing left by this way: the next one at once.
      if (status === 'suppressed' || status === 'failed') return next(args, climb);
      return listen(args, {
        ...climb,
        until: Math.min(after(args, args.now.ms, current(args, climb).after), deadline(args)),
      });
    }
    case 'signal':
      return args.messages()[climb.tried.length - 1]?.failedAt == null ? listen(args, climb) : next(args, climb);
    default:
      return timeOver(args, climb);
  }
});

/** The rungs worth trying, in this person's order. */
function orderOf(args: Args): number[] {
  const { config, contact, price, render, channelActivity } = args;
  const rungs = config.rungs.map((rung, number) => ({
    number,
    cost: costOf(rung, price, render, contact.language),
    active: channelActivity(rung.channel) ?? 0,
    limit: rung.maxCost ?? Number.POSITIVE_INFINITY,
  }));
  const affordable = rungs.filter(({ cost, limit }) => cost <= limit);
  if (config.order === 'cheapest') affordable.sort((a, b) => a.cost - b.cost);
  if (config.order === 'preferred') {
    const latest = Math.max(0, ...affordable.map(({ active }) => active));
    const isPreferred = ({ active }: { active: number }) => latest > 0 && active === latest;
    affordable.sort((a, b) => Number(isPreferred(b)) - Number(isPreferred(a)));
  }
  return affordable.map(({ number }) => number);
}

function next(args: Args, climb: Climb): Outcome<Outlet> {
  const [number, ...left] = climb.left;
  const rest = deadline(args) - args.now.ms;
  if (number === undefined || rest <= 0) return go('exhausted', { tried: climb.tried.length });
  const ttl = Math.max(1, Math.floor(rest / 1000));
  return sendCurrent(args, { left, tried: [...climb.tried, number], until: null, ttl });
}

/** Receipts of earlier messages matter also while this one waits in its queue. */
const sendCurrent = (args: Args, climb: Climb): Outcome<Outlet> =>
  send(draftOf(args.config, current(args, climb), climb.ttl), climb, decisive(args, climb.tried.slice(0, -1)));

function listen(args: Args, climb: Climb): Outcome<Outlet> {
  const sent = args.messages()[climb.tried.length - 1];
  const failed = sent === undefined ? [] : [receipt('message.failed', sent.id)];
  return waitFor([...decisive(args, climb.tried), ...failed], climb.until ?? deadline(args), { memory: climb });
}

/** The current message had its time. */
function timeOver(args: Args, climb: Climb): Outcome<Outlet> {
  if (args.now.ms >= deadline(args)) return go('exhausted', { tried: climb.tried.length });
  return got(args, climb) < demanded(current(args, climb).advance)
    ? next(args, climb)
    : // It got as far as its rung demands, if not as far as the block does: no other message, but more time.
      listen(args, { ...climb, until: deadline(args) });
}

/**
 * How far the current message got when its time is over. Where the vendor never tells of delivery, a message that left
 * and did not come back by then was delivered.
 */
function got(args: Args, climb: Climb): number {
  const message = args.messages()[climb.tried.length - 1];
  if (message === undefined) return 0;
  const level = levelOf(message);
  const silent = message.failedAt === null && !args.tells(current(args, climb).account, 'delivered');
  return level === 0 && silent ? 1 : level;
}

/** The rung whose message has reached the person; late receipts of earlier ones count. */
function reachedBy(args: Args, climb: Climb): number | null {
  const { rungs, stop = 'delivered' } = args.config;
  const messages = args.messages();
  for (const [at, number] of climb.tried.entries()) {
    const message = messages[at];
    const rung = rungs[number];
    if (message === undefined || rung === undefined) continue;
    if (levelOf(message) >= needed(rung.advance, stop)) return number;
  }
  const rung = current(args, climb);
  const over = args.input.kind === 'timer' && got(args, climb) >= needed(rung.advance, stop);
  return over ? (climb.tried.at(-1) ?? null) : null;
}

const current = ({ config }: Args, climb: Climb): Rung => {
  const rung = config.rungs[climb.tried.at(-1) ?? 0];
  if (rung === undefined) throw new Error('The cascade stands on a rung that it does not have');
  return rung;
};

/** Only those receipts by which a message of these rungs has reached the person. */
function decisive({ config, messages }: Args, tried: readonly number[]): SignalWait[] {
  const sent = messages();
  return tried.flatMap((number, at) => {
    const id = sent[at]?.id;
    const level = needed(config.rungs[number]?.advance ?? '', config.stop ?? 'delivered');
    return id === undefined ? [] : receiptsFor(level).map((event) => receipt(event, id));
  });
}

const receipt = (event: string, message: number): SignalWait => ({
  id: `${event}:${message}`,
  event,
  where: { combinator: 'and', rules: [{ field: 'props.message', operator: '=', value: message }] },
});

const after = ({ now }: Args, from: number, duration: string): number =>
  addDuration({ ms: from, zone: now.zone }, duration).ms;

const deadline = (args: Args): number => after(args, args.arrivedAt, args.config.deadline);

function draftOf({ topic, ignoreQuietHours }: Config, rung: Rung, ttl: number): MessageDraft {
  const content: Record<string, Record<string, string>> = {};
  for (const [language, written] of Object.entries(rung.content)) {
    const { letter, html, ...rest } = written;
    // A letter may have a plain text too; all other channels have nothing else.
    if (rung.channel !== 'email') content[language] = textParts({ text: written.text });
    else content[language] = textParts(letter === undefined ? { ...rest, html } : { ...rest, letter });
  }
  return {
    channel: rung.channel,
    account: rung.account,
    topic,
    content,
    htmlParts: rung.channel === 'email' ? ['html'] : [],
    buttons: rung.buttons ?? [],
    onSuppressed: 'wait',
    ignoreQuietHours: ignoreQuietHours === true && topic === serviceTopic,
    ttl: `PT${ttl}S`,
    // What goes on by a click has to know of it.
    ...(rung.advance === 'not-clicked' ? { countClicks: true } : {}),
    ...(rung.price === undefined ? {} : { price: rung.price }),
  };
}
