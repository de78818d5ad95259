/** Puts the runtime together over one open workspace. See engine.ts for what it promises its hosts. */
import { createLetterPress } from '../content/letter/press.ts';
import { createRenderer } from '../content/render.ts';
import { ConnectorError } from '../sdk/connector.ts';
import { isOwnPage, type LinkMaker, type ShortLinks, sampleLinks, sampleShortLink } from '../sdk/links.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { EngineRegistry } from '../sdk/registry.ts';
import type { Millis } from '../sdk/time.ts';
import type { ListPrice } from '../store/accounts.ts';
import type { MergeRecord } from '../store/merges.ts';
import { inWords } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { makeAnswers } from './answers.ts';
import { chunkMs } from './chunk.ts';
import { follow, settleClicks } from './clicks.ts';
import { makeCohorts } from './cohort.ts';
import type { Engine, RunSummary } from './engine.ts';
import { enter } from './entry.ts';
import { type EraseDone, eraseContact } from './erase.ts';
import { foresee } from './foresee.ts';
import type { OpenAccount } from './lane.ts';
import { tellLateness, untold } from './late.ts';
import { giveHeld, pause, publish, resume, stop } from './lifecycle.ts';
import { holdBack, holdOf } from './limits.ts';
import { liveFlows } from './live-flows.ts';
import { foreseen, type MergeDone, mergeContacts, tried, unmergeContacts } from './merge.ts';
import { moveSome, standing } from './moves.ts';
import { redeem } from './offers.ts';
import { makeOperations, together } from './operations.ts';
import { makeOutbox } from './outbox.ts';
import { makePoller } from './poller.ts';
import { makePuller } from './puller.ts';
import { makeRates } from './rate.ts';
import { applyIncoming, pressed } from './receive.ts';
import { sendTest } from './send-test.ts';
import { settlement } from './settle.ts';
import type { Runtime } from './state.ts';
import { type InlineDelivery, makeStepper } from './stepper.ts';
import { leaveUnreachable } from './unreachable.ts';
import { runVirtual, settleOrRefill } from './virtual-run.ts';
import { watchAll } from './watches.ts';
import { workBatch } from './work.ts';

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

/** Items of one transaction; between two the event loop turns, so that the page's calls are answered. */
const batchSize = 500;
/** When a flow starts, its audience enters before the answer. */
const startBatchSize = 2000;
const firstChunk = 2000;
/** Below this a few statements for all cost more than a few for each. */
const smallestSet = 32;
const longestSleep: Millis = 2_000_000_000;

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

  /** All that a transaction counted is written with it, or not at all. */
  const transaction = (work: () => void): void => {
    if (store.db.inTransaction) {
      work();
      return;
    }
    try {
      store.db
        .transaction(() => {
          work();
          store.counters.flush();
        })
        .immediate();
    } catch (error) {
      store.counters.discard();
      // What memory knows of the file may be of this transaction.
      rt.holds.clear();
      rt.pendingMoves = null;
      store.mergedSends.forget();
      rt.woke = untold(store);
      throw error;
    }
    if (rt.topics.size > 0) {
      options.onChange?.(rt.topics);
      rt.topics.clear();
    }
  };

  const setInline = (next: InlineDelivery | null): void => {
    inline = next;
  };
  const stepper = makeStepper(rt, () => inline);
  // Delivered within the step, a message is one contact's affair.
  const cohorts = makeCohorts(rt, stepper, () => inline === null && !rt.virtual);
  const settled = settlement(rt);
  const random = options.random ?? Math.random;
  const rates = makeRates();
  const outbox = together(
    makeOutbox(rt, stepper, settled, transaction, options.openAccount, rates, random, () => rouse()),
    makeOperations(rt, stepper, transaction, options.openAccount, rates, random, () => rouse()),
  );
  const poller = makePoller(rt, stepper, transaction, options.openAccount, random, () => rouse());
  const puller = makePuller(rt, transaction, options.openAccount);
  let flows = store.live.fingerprint();
  let busy = false;
  const sleepers = new Set<() => void>();

  const rouse = (): void => {
    for (const sleeper of [...sleepers]) sleeper();
  };
  const wake = rouse;

  const refresh = (): void => {
    const now = store.live.fingerprint();
    if (now === flows) return;
    flows = now;
    rt.live.reload();
  };

  const sweepAgain = (): void => {
    refresh();
    transaction(() => watchAll(rt));
  };

  /** Others have their turn. While messages are in flight a little longer: what ends meanwhile shares a commit. */
  const turn = (): Promise<void> =>
    new Promise((resolve) => {
      if (outbox.inFlight() > 0) setTimeout(resolve, 1);
      else setImmediate(resolve);
    });

  /** Only one run at a time: two would give the same timer twice. */
  async function exclusively<T>(work: () => Promise<T>): Promise<T> {
    if (busy) throw new KaskadError('engine-busy', 'The engine is already running in this workspace.');
    busy = true;
    rt.steps = 0;
    rt.messages = 0;
    try {
      return await work();
    } catch (error) {
      // A full disk or a damaged file ends the run; what was in flight is taken up by the next one.
      throw inWords(error, store.file);
    } finally {
      busy = false;
    }
  }

  const summary = (): RunSummary => ({ steps: rt.steps, messages: rt.messages, until: rt.now() });

  /** One round on the wall clock; true when something was done. */
  async function round(): Promise<boolean> {
    refresh();
    rt.queuedFor.clear();
    const moved = moveSome(rt, stepper, transaction);
    const clicked = settleClicks(rt, stepper, transaction);
    const now = rt.now();
    const done = workBatch(rt, stepper, transaction, {
      until: now,
      from: Number.MIN_SAFE_INTEGER,
      limit: batchSize,
      stopForMessages: false,
      cohorts,
      inline: null,
    });
    // Told when the backlog is worked off, so that there is one report a waking.
    if (done < batchSize && rt.woke.late > 0) transaction(() => tellLateness(rt));
    return (await outbox.pump()) || done > 0 || moved || clicked;
  }

  function nextAt(): Millis | null {
    const times = [
      store.journeys.nextDue(),
      store.events.nextPendingAt(Number.MIN_SAFE_INTEGER),
      store.journeys.nextTimer(),
      store.linkClicks.nextDue(),
      outbox.nextDue(),
    ];
    return times.reduce<Millis | null>((a, b) => (a === null ? b : b === null ? a : Math.min(a, b)), null);
  }

  function sleep(until: Millis | null, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const ms = until === null ? longestSleep : Math.max(0, Math.min(until - rt.now(), longestSleep));
      const done = (): void => {
        clearTimeout(timer);
        sleepers.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener('abort', done);
      sleepers.add(done);
      // A send may have ended since the last round: then there is nothing to sleep for.
      if (outbox.hasEnded()) done();
      if (signal?.aborted === true) done();
    });
  }

  async function runUntilIdle(signal?: AbortSignal): Promise<RunSummary> {
    return exclusively(async () => {
      outbox.recover();
      sweepAgain();
      while (signal?.aborted !== true) {
        const did = await round();
        if (did) {
          await turn();
          continue;
        }
        const throttled = outbox.throttledFor();
        if (outbox.inFlight() > 0 || throttled !== null) await settleOrRefill(outbox, throttled);
        else break;
      }
      await drain();
      return summary();
    });
  }

  /** On the way out: what is in flight is awaited, so that it does not become unknown. */
  async function drain(): Promise<void> {
    while (outbox.inFlight() > 0) {
      await outbox.changed();
      outbox.settle();
    }
  }

  return {
    startFlow(flow, at, { hold = 0, letIn = 'now', inside = {} } = {}) {
      const deadline =
        letIn === 'now' ? Number.POSITIVE_INFINITY : performance.now() + (letIn === 'later' ? 0 : letIn.within);
      const started = publish(rt, registry, transaction, flow, at ?? rt.now(), inside);
      flows = store.live.fingerprint();
      giveHeld(rt, stepper, transaction, flow);
      while (performance.now() < deadline && moveSome(rt, stepper, transaction));
      // The audience of "now" enters before we answer; later ones are the engine's work.
      const before = clock.at;
      clock.at = at ?? before;
      if (hold > 0) {
        transaction(() => {
          holdBack(rt, flow, rt.now() + hold);
          store.notices.add(rt.now(), 'messages-held', { flow });
          rt.topics.add('notices');
        });
      }
      try {
        while (
          performance.now() < deadline &&
          store.journeys.dueTimers(rt.now()).some((timer) => timer.version_id === started.versionId) &&
          workBatch(rt, stepper, transaction, {
            until: rt.now(),
            from: Number.POSITIVE_INFINITY,
            limit: startBatchSize,
            stopForMessages: false,
            cohorts,
            inline: null,
          }) > 0
        );
      } finally {
        clock.at = before;
      }
      wake();
      return {
        version: started.version,
        entered: store.live.enteredInto(started.versionId),
        entering: store.journeys.dueTimers(rt.now()).some((timer) => timer.version_id === started.versionId),
      };
    },
    standing: (flow) => standing(rt, registry, flow),
    letIn(flow, contact, trigger) {
      const version = rt.live.flow(flow)?.current ?? null;
      if (version === null)
        throw new KaskadError('flow-not-running', `The flow "${flow}" has not been started.`, { flow });
      let entered = false;
      transaction(() => {
        entered = enter(rt, stepper, version, contact, trigger, null) === 'entered';
      });
      wake();
      return entered;
    },
    heldUntil(flow) {
      const until = holdOf(rt, flow);
      return until > rt.now() && rt.live.flow(flow)?.status !== 'stopped' ? until : null;
    },
    releaseFlow(flow) {
      transaction(() => {
        store.messages.releaseFlow(flow, rt.now());
        holdBack(rt, flow, rt.now());
        rt.topics.add(`report:${flow}`);
      });
      wake();
    },
    brandChanged() {
      rt.letters.forget();
      wake();
    },
    sendTest: (account, message) => sendTest(options.openAccount, account, message),
    linksChanged() {
      rt.linkSettings = store.meta.links();
    },
    sendingChanged() {
      rt.sending = store.meta.sending();
      wake();
    },
    pauseFlow(flow) {
      pause(rt, transaction, flow);
      flows = store.live.fingerprint();
    },
    resumeFlow(flow) {
      resume(rt, stepper, transaction, flow);
      flows = store.live.fingerprint();
      wake();
    },
    stopFlow(flow) {
      const ended = stop(rt, stepper, transaction, flow);
      flows = store.live.fingerprint();
      return ended;
    },
    runUntilIdle,
    run: (signal) =>
      exclusively(async () => {
        outbox.recover();
        sweepAgain();
        // A poll may wait for the vendor for seconds; sends and timers go on meanwhile.
        let polling: Promise<void> | null = null;
        let pulling: Promise<void> | null = null;
        try {
          while (!signal.aborted) {
            poller.listen();
            const pollAt = polling === null ? poller.nextAt() : null;
            if (pollAt !== null && pollAt <= rt.now()) {
              polling = poller.pollDue(signal).then(() => {
                polling = null;
                wake();
              });
            }
            const pullAt = pulling === null ? puller.nextAt() : null;
            if (pullAt !== null && pullAt <= rt.now()) {
              pulling = puller.pullDue(signal).then(() => {
                pulling = null;
                wake();
              });
            }
            if (await round()) {
              await turn();
              continue;
            }
            const throttled = outbox.throttledFor();
            const times = [
              nextAt(),
              polling === null ? poller.nextAt() : null,
              poller.listenAt(),
              pulling === null ? puller.nextAt() : null,
              throttled === null ? null : rt.now() + throttled,
            ];
            await sleep(
              times.reduce<Millis | null>((a, b) => (a === null ? b : b === null ? a : Math.min(a, b)), null),
              signal,
            );
          }
        } finally {
          await poller.stopListening();
        }
        await polling;
        await pulling;
        await drain();
        return summary();
      }),
    runVirtual: (from, to, run) =>
      exclusively(async () => {
        refresh();
        const parts = { rt, clock, stepper, cohorts, outbox, settled, transaction, setInline };
        const until = await runVirtual(parts, from, to, run);
        return { ...summary(), until };
      }),
    wake,
    redeemOffer(offer, contact, code) {
      let used: string | null = null;
      transaction(() => {
        used = redeem(rt, offer, contact, code, 'hand', rt.now());
      });
      wake();
      return used;
    },

    answerConsents(contact, answers, source) {
      refresh();
      transaction(() => {
        if (store.contacts.isDeleted(contact)) return;
        for (const answer of answers) store.contacts.setConsent(contact, answer, rt.now(), source);
        if (answers.some(({ granted }) => !granted)) leaveUnreachable(rt, stepper.end, contact);
        rt.topics.add('contacts');
      });
      wake();
    },

    pressButton(id, button, text) {
      refresh();
      let taken = false;
      transaction(() => {
        const message = store.messages.get(id);
        taken = message !== null && pressed(rt, stepper, message, button, text);
      });
      wake();
      return taken;
    },

    followLink(id, link, visitor) {
      refresh();
      transaction(() => {
        const message = store.messages.get(id);
        if (message !== null) follow(rt, stepper, message, link, visitor);
      });
      wake();
    },

    mergeContacts(keep, other, how = {}) {
      refresh();
      let done: MergeDone | undefined;
      transaction(() => {
        done = mergeContacts(rt, stepper, keep, other, how);
      });
      wake();
      return done as MergeDone;
    },
    foreseeMerge: (keep, other, how, look) => {
      refresh();
      return tried(rt, (): ReturnType<typeof look> => look(foreseen(rt, stepper, keep, other, how)));
    },
    unmergeContacts(merge) {
      refresh();
      let record: MergeRecord | undefined;
      transaction(() => {
        record = unmergeContacts(rt, merge);
      });
      wake();
      return record as MergeRecord;
    },
    eraseContact(contact, how, certify = () => '') {
      refresh();
      let done: (EraseDone & { content: string }) | undefined;
      transaction(() => {
        const erased = eraseContact(rt, stepper, contact, how);
        const content = certify(erased);
        store.personRequests.certify(erased.request, content);
        done = { ...erased, content };
      });
      wake();
      return done as EraseDone & { content: string };
    },
    foresee: (change) => {
      refresh();
      return foresee(rt, stepper, change);
    },
    async sync(account) {
      const found = await poller.pollNow(account ?? null);
      const pulled = await puller.pullNow(account ?? null);
      wake();
      return { ...found, contacts: found.contacts + pulled.contacts, events: found.events + pulled.events };
    },
    receive(account, incoming) {
      const total = { events: 0, messages: 0 };
      refresh();
      transaction(() => {
        for (const one of incoming) {
          const applied = applyIncoming(rt, stepper, account, one);
          total.events += applied.events;
          total.messages += applied.messages;
        }
      });
      wake();
      return total;
    },
    async testAccount(account) {
      const result = await (async () => {
        try {
          const { client } = await options.openAccount(account);
          try {
            const { detail } = await client.verify({ signal: AbortSignal.timeout(20_000) });
            return { ok: true, detail, errorClass: null };
          } finally {
            await client.close?.();
          }
        } catch (error) {
          const known = error instanceof ConnectorError ? error : null;
          return {
            ok: false,
            detail: error instanceof Error ? error.message : String(error),
            errorClass: known?.errorClass ?? null,
          };
        }
      })();
      transaction(() => {
        store.accounts.keepCheck(account, result, options.now());
        if (result.ok) store.accounts.resume(account);
        rt.topics.add('accounts');
      });
      return result;
    },
    accountChanged(account) {
      outbox.forget(account);
      prices.delete(account);
      poller.forget(account);
      puller.forget(account);
      wake();
    },
    async close() {
      await outbox.close();
      await poller.close();
      await puller.close();
    },
  };
}
