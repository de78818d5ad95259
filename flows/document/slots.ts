/** Slots: what a flow names without knowing this workspace, and what they are bound to here. */
import type { RuleGroup } from '../sdk/rule.ts';
import type { FlowDocument } from './schema.ts';

/** Slot to the id of an account or a saved segment. */
export type Bindings = Readonly<Record<string, string>>;

/** What a workspace has to bind slots to. */
export interface SlotSources {
  /** Account id to its capabilities, such as `send.email`. */
  accounts: ReadonlyMap<string, readonly string[]>;
  /** Capability to the account that serves it unless told otherwise. */
  defaults: ReadonlyMap<string, string>;
  /** Saved segments by id. */
  segments: ReadonlyMap<string, RuleGroup>;
}

export interface ResolvedSlots {
  accounts: Record<string, string>;
  segments: Record<string, RuleGroup>;
  /** Slots that lead nowhere, sorted: the flow cannot start. */
  open: string[];
}

/**
 * A slot is bound by name; an account slot without a binding takes the default of its capability, a segment slot its own
 * rule. A binding to something that is gone or cannot do it is open: falling back silently would send from elsewhere.
 */
export function resolveSlots(document: FlowDocument, bindings: Bindings, sources: SlotSources): ResolvedSlots {
  const result: ResolvedSlots = { accounts: {}, segments: {}, open: [] };
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
  result.open.sort();
  return result;
}
