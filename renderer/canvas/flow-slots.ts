/** What a flow slot stands for in this workspace, as the engine will find it. Pure. */
import type { FlowDocument } from '../../flows/document/schema.ts';
import { resolveSlots } from '../../flows/document/slots.ts';

export interface NamedFlow {
  flow: string;
  name: string;
}

const none = new Map<string, never>();

/** The flow's id, or null where the slot is open or not declared. */
export function flowOfSlot(
  document: FlowDocument,
  bindings: Readonly<Record<string, string>>,
  flows: readonly NamedFlow[],
  slot: string,
): string | null {
  const sources = {
    accounts: none,
    defaults: none,
    segments: none,
    flows: new Map(flows.map(({ flow, name }) => [flow, name])),
  };
  const { flows: bound } = resolveSlots({ ...document, slots: { flows: document.slots?.flows } }, bindings, sources);
  return Object.hasOwn(bound, slot) ? (bound[slot] ?? null) : null;
}
