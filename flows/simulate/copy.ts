/** Makes a copy of a workspace ready for a simulation: the flow as its draft is, nothing in the way of starting it. */
import { resolveSlots } from '../document/slots.ts';
import type { Offer } from '../sdk/offer.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { EngineRegistry } from '../sdk/registry.ts';
import type { Millis } from '../sdk/time.ts';
import { rewind } from '../store/rewind.ts';
import type { Store } from '../store/store.ts';

export interface CopySpan {
  flow: string;
  from: Millis;
  to: Millis;
  /** The span begins in the past. */
  backtest: boolean;
}

/**
 * The flow counts as never started: its audience enters (again), people already inside stay in their old version. A
 * backtest replays events, so other flows rest: they have had theirs. Throws `flow-missing` or `open-segments`.
 */
export function prepareCopy(store: Store, registry: EngineRegistry, span: CopySpan): void {
  const flow = store.flows.need(span.flow);
  store.db
    .transaction(() => {
      bindOpenSlots(store, registry, span);
      if (flow.status === 'running' || flow.status === 'paused') store.flows.setStatus(flow.id, 'stopped', span.from);
      if (!span.backtest) return;
      for (const other of [
        flow,
        ...store.flows.list().filter((one) => one.id !== flow.id && one.status === 'running'),
      ]) {
        store.journeys.pauseTimers(other.id);
        store.messages.pauseFlow(other.id);
        if (other.id !== flow.id) store.flows.setStatus(other.id, 'paused', span.from);
      }
    })
    .immediate();
  if (span.backtest) rewind(store, flow.id, span.from, span.to);
}

/** What an offer says that is not chosen yet, so that its texts can be filled in. */
const standIn = (name: string): Offer => ({
  name,
  percent: 10,
  price: 100,
  currency: 'EUR',
  product: name,
  code: { kind: 'same', code: 'EXAMPLE' },
  startsAt: null,
  endsAt: null,
  terms: name,
  redeemedBy: null,
});

/** An account slot that is bound to nothing gets the sandbox, an offer a stand-in. A segment cannot be guessed. */
function bindOpenSlots(store: Store, registry: EngineRegistry, span: CopySpan): void {
  const flow = store.flows.need(span.flow);
  const { open } = resolveSlots(flow.draft, flow.bindings, store.flows.slotSources());
  const { accounts: declared = {}, offers: offered = {} } = flow.draft.slots ?? {};
  const offers = open.filter((slot) => Object.hasOwn(offered, slot) && !Object.hasOwn(declared, slot));
  const segments = open.filter((slot) => !Object.hasOwn(declared, slot) && !Object.hasOwn(offered, slot));
  if (segments.length > 0) {
    throw new KaskadError(
      'open-segments',
      `The flow asks for segments that this workspace has not chosen yet: ${segments.join(', ')}. Choose them, then simulate.`,
      { slots: segments },
    );
  }
  const stand = store.accounts.list().find((account) => account.type === 'sandbox');
  const needed = open.flatMap((slot) => declared[slot]?.capability ?? []);
  const capabilities = [
    ...new Set([
      ...(stand?.capabilities ?? []),
      ...(registry.connectors.get('sandbox')?.capabilities ?? []),
      ...needed,
    ]),
  ];
  const id =
    stand?.id ??
    store.accounts.add({
      type: 'sandbox',
      name: 'Sandbox',
      config: {},
      capabilities,
      at: span.from,
      makeDefault: false,
    });
  if (stand !== undefined) store.accounts.update(id, { name: stand.name, config: stand.config, capabilities });
  if (open.length === 0) return;
  const bindings: Record<string, string> = { ...flow.bindings };
  for (const slot of open) {
    bindings[slot] = offers.includes(slot) ? store.offers.save(null, standIn(slot), span.from).id : id;
  }
  store.flows.save(flow.id, { revision: flow.revision, document: flow.draft, bindings }, flow.updatedAt);
}
