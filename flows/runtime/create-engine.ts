/** Puts the runtime together over one open workspace. See engine.ts for what it promises its hosts. */
import { createLetterPress } from '../content/letter/press.ts';
import { createRenderer } from '../content/render.ts';
import { isOwnPage, type LinkMaker, type ShortLinks, sampleLinks, sampleShortLink } from '../sdk/links.ts';
import type { EngineRegistry } from '../sdk/registry.ts';
import type { Millis } from '../sdk/time.ts';
import type { ListPrice } from '../store/accounts.ts';
import type { Store } from '../store/store.ts';
import { accountCommands } from './account-commands.ts';
import { makeAlarm } from './alarm.ts';
import { makeAnswers } from './answers.ts';
import { chunkMs } from './chunk.ts';
import { makeCohorts } from './cohort.ts';
import type { Engine } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { flowCommands } from './flow-commands.ts';
import type { OpenAccount } from './lane.ts';
import { untold } from './late.ts';
import { liveFlows } from './live-flows.ts';
import { makeOperations, together } from './operations.ts';
import { makeOutbox } from './outbox.ts';
import { personCommands } from './person-commands.ts';
import { makePoller } from './poller.ts';
import { makePuller } from './puller.ts';
import { makeRates } from './rate.ts';
import { makeRunLoop } from './run-loop.ts';
import { settlement } from './settle.ts';
import type { Runtime } from './state.ts';
import { type InlineDelivery, makeStepper } from './stepper.ts';
import { makeTransaction } from './transaction.ts';

export interface EngineOptions {
  store: Store;
  registry: EngineRegistry;
  /** Opens an account with its secrets filled in. */
  openAccount: (account: string) => Promise<OpenAccount>;
  /** The wall clock. */
  now: () => Millis;
  /** 0 to 1; jitter of retries only. */
  random?: () => number;
  /**
   * So many journeys in the same situation are moved together; fewer, one after the other. Infinity never moves a set: the
   * plain form that the fast one is held to in tests and benchmarks.
   */
  smallestSet?: number;
  /** Addresses that stand in a message for its reader; default: those that only look so, where there is a public address. */
  links?: LinkMaker;
  /** Those that stand for the links which the owner wrote; default: the like. */
  shortLinks?: ShortLinks;
  /** Topics of what changed, after each transaction. */
  onChange?: (topics: ReadonlySet<string>) => void;
}

const firstChunk = 2000;
/** Below this a few statements for all cost more than a few for each. */
const smallestSet = 32;

function madeUp(store: Store): LinkMaker {
  const { address } = store.meta.web();
  const links = address === null ? null : sampleLinks(address);
  return () => links;
}

function madeUpShort(store: Store): ShortLinks {
  const { address } = store.meta.web();
  return {
    of: (message, link) => (address === null ? null : sampleShortLink(address, message, link)),
    isOwn: (url) => isOwnPage(address, url),
    report: () => null,
  };
}

export function createEngine(options: EngineOptions): Engine {
  const { store, registry } = options;
  const meta = store.meta.get();
  const clock: { at: Millis | null } = { at: null };
  let inline: InlineDelivery | null = null;
  const prices = new Map<string, Readonly<Record<string, ListPrice>>>();

  const rt: Runtime = {
    store,
    registry,
    live: liveFlows(store.live, registry, () => meta.timezone),
    content: createRenderer(),
    letters: createLetterPress(() => store.meta.brand()),
    now: () => clock.at ?? options.now(),
    virtual: false,
    inline: false,
    sandbox: null,
    answers: makeAnswers(),
    respond: null,
    onPostponed: null,
    lastEvent: null,
    workspaceZone: meta.timezone,
    workspaceName: meta.name,
    links: options.links ?? madeUp(store),
    shortLinks: options.shortLinks ?? madeUpShort(store),
    linkSettings: store.meta.links(),
    sending: store.meta.sending(),
    prices: (account) => {
      const known = prices.get(account) ?? store.accounts.get(account)?.prices ?? {};
      prices.set(account, known);
      return known;
    },
    holds: new Map(),
    pendingMoves: null,
    steps: 0,
    messages: 0,
    queuedFor: new Set(),
    earliestNew: Number.POSITIVE_INFINITY,
    chunk: firstChunk,
    chunkMs: chunkMs.wall,
    woke: untold(store),
    smallestSet: options.smallestSet ?? smallestSet,
    topics: new Set(),
  };

  const transaction = makeTransaction(rt, options.onChange);
  const setInline = (next: InlineDelivery | null): void => {
    inline = next;
  };
  const stepper = makeStepper(rt, () => inline);
  // Delivered within the step, a message is one contact's affair.
  const cohorts = makeCohorts(rt, stepper, () => inline === null && !rt.virtual);
  const settled = settlement(rt);
  const { openAccount, random = Math.random } = options;
  const rates = makeRates();
  const alarm = makeAlarm();
  const outbox = together(
    makeOutbox(rt, stepper, settled, transaction, openAccount, rates, random, alarm.wake),
    makeOperations(rt, stepper, transaction, openAccount, rates, random, alarm.wake),
  );
  const poller = makePoller(rt, stepper, transaction, openAccount, random, alarm.wake);
  const puller = makePuller(rt, transaction, openAccount, alarm.wake);

  let flows = store.live.fingerprint();
  const refresh = (): void => {
    const now = store.live.fingerprint();
    if (now === flows) return;
    flows = now;
    rt.live.reload();
  };

  const parts: EngineParts = {
    rt,
    registry,
    openAccount,
    wallNow: options.now,
    clock,
    stepper,
    cohorts,
    settled,
    outbox,
    poller,
    puller,
    transaction,
    alarm,
    setInline,
    refresh,
    upToDate() {
      flows = store.live.fingerprint();
    },
    act<T>(work: () => T): T {
      refresh();
      let result!: T;
      transaction(() => {
        result = work();
      });
      alarm.wake();
      return result;
    },
    forgetPrices: (account) => {
      prices.delete(account);
    },
  };

  return {
    ...makeRunLoop(parts),
    ...flowCommands(parts),
    ...personCommands(parts),
    ...accountCommands(parts),
    wake: alarm.wake,
    afterSleep() {
      poller.afterSleep();
      puller.afterSleep();
      alarm.wake();
    },
    async close() {
      await outbox.close();
      await poller.close();
      await puller.close();
    },
  };
}
