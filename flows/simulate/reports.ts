/** Which receipts can ever come. */
import type { EngineRegistry } from '../sdk/registry.ts';
import { receiptsAt } from '../sdk/vendor-hook.ts';
import type { Store } from '../store/store.ts';

/** What the vendors of a channel ever report: of the accounts bound by the flow, or else of the workspace's default. */
export function reportsOf(
  store: Store,
  registry: EngineRegistry,
  flow: string,
): (channel: string) => readonly string[] {
  const { draft, bindings } = store.flows.need(flow);
  const known = new Map<string, readonly string[]>();
  return (channel) => {
    const found = known.get(channel);
    if (found !== undefined) return found;
    const capability = `send.${channel}`;
    const slots = Object.entries(draft.slots?.accounts ?? {}).filter(([, slot]) => slot.capability === capability);
    const accounts = slots.map(([slot]) => bindings[slot] ?? store.accounts.defaultFor(capability));
    const states = accounts.flatMap((id) => {
      const type = id === null ? undefined : store.accounts.get(id)?.type;
      const connector = type === undefined ? undefined : registry.connectors.get(type);
      if (id === null || connector === undefined) return [];
      return receiptsAt(connector, store.vendorHooks.get(id)?.knownAt ?? null, Number.POSITIVE_INFINITY);
    });
    const made = slots.length === 0 ? ['delivered', 'read', 'clicked', 'replied', 'failed'] : [...new Set(states)];
    known.set(channel, made);
    return made;
  };
}
