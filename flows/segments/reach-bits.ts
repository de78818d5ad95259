/**
 * The bit of a kind of address in `contacts.reach`, which the workspace keeps: set while the contact has a usable address of
 * the kind. Kinds that are not listed have none. Once released a bit never changes its meaning (migration 0005).
 */
const kinds = ['email', 'phone', 'telegram', 'viber', 'whatsapp', 'messenger', 'instagram', 'vk', 'web-push'];

const bits: ReadonlyMap<string, number> = new Map(kinds.map((kind, index) => [kind, 2 ** index]));

export const reachBit = (kind: string): number | null => bits.get(kind) ?? null;

/** All bits of a contact with these addresses; one without a state is valid. */
export function reachBits(addresses: Iterable<{ kind: string; state?: string | undefined }>): number {
  let all = 0;
  for (const { kind, state } of addresses) {
    if (state === undefined || state === 'valid' || state === 'unconfirmed') all |= bits.get(kind) ?? 0;
  }
  return all;
}
