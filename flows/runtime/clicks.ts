/**
 * Clicks on the links of messages. A person's click is what a vendor's receipt of one is. A machine that looks through mail is told
 * by what it says of itself (the host knows that), or by opening everything in a letter at once: therefore the first click of a
 * letter with several links counts a moment later. Until then it waits in the file, so that a crash loses none.
 */
import type { MachineSign } from '../sdk/link-settings.ts';
import type { Millis } from '../sdk/time.ts';
import type { LinkClick } from '../store/link-clicks.ts';
import type { MessageRecord } from '../store/messages.ts';
import { clicked } from './receive.ts';
import type { Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';
import type { Transaction } from './transaction.ts';

/** Links opened within this of each other were opened in one go. */
const together: Millis = 3000;
/** So many in one go are opened by no person. */
const tooMany = 4;
/** Decided in one transaction. */
const atOnce = 200;

/** Part of a transaction. */
export function follow(
  rt: Runtime,
  stepper: Stepper,
  message: MessageRecord,
  link: number,
  { sign, sure = false }: { sign: MachineSign | null; sure?: boolean },
): void {
  const { linkClicks } = rt.store;
  const at = rt.now();
  const target = linkClicks.target(message.id, link);
  if (target === null) return;
  const known = sign !== null && linkClicks.byMachines(message.id);
  const held = sign === null && !sure && message.channel === 'email' && linkClicks.count(message.id) > 1;
  const first = linkClicks.add({ message: message.id, link, sign, at, due: held ? at + together : null });
  if (sign !== null && !known) machine(rt, message);
  if (first && sign === null && !held) clicked(rt, stepper, message, target, at);
}

/** Decides about those that waited long enough. True when there were any. */
export function settleClicks(rt: Runtime, stepper: Stepper, transaction: Transaction): boolean {
  const due = rt.store.linkClicks.due(rt.now(), atOnce);
  if (due.length === 0) return false;
  transaction(() => {
    for (const { message, link } of due) settle(rt, stepper, message, link);
  });
  return true;
}

function settle(rt: Runtime, stepper: Stepper, id: number, link: number): void {
  const { linkClicks, messages } = rt.store;
  const message = messages.get(id);
  const clicks = linkClicks.of(id);
  const click = clicks.find((one) => one.link === link && !one.machine);
  if (message === null || click === undefined) return;
  const { links, until } = burstOf(click, clicks);
  const all = linkClicks.count(id);
  if (links >= tooMany || (all > 1 && links >= all)) {
    const known = linkClicks.byMachines(id);
    linkClicks.toMachine(id, link, 'together');
    if (!known) machine(rt, message);
    return;
  }
  // It goes on: more may come.
  if (until + together > rt.now()) {
    linkClicks.decide(id, link, until + together);
    return;
  }
  linkClicks.decide(id, link, null);
  const target = linkClicks.target(id, link);
  // The person was erased meanwhile.
  if (target !== null) clicked(rt, stepper, message, target, click.first_at);
}

/** How many links were opened in one go with this one, and when the last of them was. */
function burstOf(
  click: Pick<LinkClick, 'link' | 'first_at'>,
  clicks: readonly Pick<LinkClick, 'link' | 'first_at'>[],
): { links: number; until: Millis } {
  const links = new Set<number>();
  let until = click.first_at;
  const spread = (side: readonly Pick<LinkClick, 'link' | 'first_at'>[]): void => {
    let last = click.first_at;
    for (const { link, first_at: at } of side) {
      if (Math.abs(at - last) > together) return;
      last = at;
      links.add(link);
      until = Math.max(until, at);
    }
  };
  const inTime = [...clicks].sort((a, b) => a.first_at - b.first_at);
  spread(inTime.filter(({ first_at: at }) => at >= click.first_at));
  spread(inTime.filter(({ first_at: at }) => at <= click.first_at).reverse());
  return { links: links.size, until };
}

/** The message is one that machines opened. */
function machine(rt: Runtime, message: MessageRecord): void {
  rt.store.counters.count(message.version_id, message.node, 'message:machine');
  rt.topics.add('messages');
  rt.topics.add(`report:${message.flow_id}`);
}
