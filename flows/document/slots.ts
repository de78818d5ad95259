/** Slots: what a flow names without knowing this workspace, and what they are bound to here. */
import type { RuleGroup } from '../sdk/rule.ts';
import type { FlowDocument } from './schema.ts';

/** Slot to the id of an account, a saved segment, a flow or an offer. */
export type Bindings = Readonly<Record<string, string>>;

/** What a workspace has to bind slots to. */
export interface SlotSources {
  /** Account id to its capabilities, such as `send.email`. */
  accounts: ReadonlyMap<string, readonly string[]>;
  /** Capability to the account that serves it unless told otherwise. */
  defaults: ReadonlyMap<string, string>;
  /** Saved segments by id. */
  segments: ReadonlyMap<string, RuleGroup>;
  /** Names of the workspace's flows by id. */
  flows: ReadonlyMap<string, string>;
  /** Names of its offers by id. */
  offers: ReadonlyMap<string, string>;
}

export interface ResolvedSlots {
  accounts: Record<string, string>;
  segments: Record<string, RuleGroup>;
  flows: Record<string, string>;
  offers: Record<string, string>;
  /** Slots that lead nowhere, sorted: the flow cannot start. */
  open: string[];
}

/**
 * A slot is bound by name; an account slot without a binding takes the default of its capability, a segment slot its own
 * rule, a slot of a flow or an offer the one that has its name. A binding to something that is gone or cannot do it is open: falling back silently would send from elsewhere.
 */
export function resolveSlots(document: FlowDocument, bindings: Bindings, sources: SlotSources): ResolvedSlots {
  const result: ResolvedSlots = { accounts: {}, segments: {}, flows: {}, offers: {}, open: [] };
  for (const [slot, { capability }] of Object.entries(document.slots?.accounts ?? {})) {
    const account = Object.hasOwn(bindings, slot) ? bindings[slot] : sources.defaults.get(capability);
    if (account !== undefined && sources.accounts.get(account)?.includes(capability)) result.accounts[slot] = account;
    else result.open.push(slot);
  }
  for (const [slot, { rule }] of Object.entries(document.slots?.segments ?? {})) {
    const bound = Object.hasOwn(bindings, slot) ? sources.segments.get(bindings[slot] ?? '') : rule;
    if (bound !== undefined) result.segments[slot] = bound;
    else result.open.push(slot);
  }
  for (const [slot, { note }] of Object.entries(document.slots?.flows ?? {})) {
    const flow = Object.hasOwn(bindings, slot) ? bindings[slot] : oneNamed(sources.flows, slot, note ?? null);
    if (flow !== undefined && sources.flows.has(flow)) result.flows[slot] = flow;
    else result.open.push(slot);
  }
  for (const slot of Object.keys(document.slots?.offers ?? {})) {
    const offer = Object.hasOwn(bindings, slot) ? bindings[slot] : oneNamed(sources.offers, slot, null);
    if (offer !== undefined && sources.offers.has(offer)) result.offers[slot] = offer;
    else result.open.push(slot);
  }
  result.open.sort();
  return result;
}

/** That whose id is the slot, else the only one named as the slot or as its note says (a file carries no ids). */
function oneNamed(names: ReadonlyMap<string, string>, slot: string, note: string | null): string | undefined {
  if (names.has(slot)) return slot;
  const [only, ...others] = [...names].filter(([, name]) => name === slot || name === note);
  return others.length === 0 ? only?.[0] : undefined;
}
