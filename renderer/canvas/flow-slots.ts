/** What slots stand for in this workspace, as the engine will find it. Pure. */
import type { FlowDocument } from '../../flows/document/schema.ts';
import { resolveSlots } from '../../flows/document/slots.ts';

export interface NamedFlow {
  flow: string;
  name: string;
}

const none = new Map<string, never>();

/** The id of the flow or offer, or null where the slot is open or not declared. */
export function boundTo(
  kind: 'flows' | 'offers',
  document: FlowDocument,
  bindings: Readonly<Record<string, string>>,
  there: readonly { id: string; name: string }[],
  slot: string,
): string | null {
  const names = new Map(there.map(({ id, name }) => [id, name]));
  const sources = { accounts: none, defaults: none, segments: none, flows: none, offers: none, [kind]: names };
  const bound = resolveSlots({ ...document, slots: { [kind]: document.slots?.[kind] } }, bindings, sources)[kind];
  return Object.hasOwn(bound, slot) ? (bound[slot] ?? null) : null;
}

export const flowOfSlot = (
  document: FlowDocument,
  bindings: Readonly<Record<string, string>>,
  flows: readonly NamedFlow[],
  slot: string,
): string | null =>
  boundTo(
    'flows',
    document,
    bindings,
    flows.map(({ flow, name }) => ({ id: flow, name })),
    slot,
  );
