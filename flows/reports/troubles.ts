/** Why messages of a flow do not leave as they should: its accounts, and the last hour's messages of each block. */
import type { Trouble } from '../api/live.ts';
import type { PlanNode } from '../plan/types.ts';
import type { EngineRegistry } from '../sdk/registry.ts';
import { formatInstant, type Millis } from '../sdk/time.ts';
import type { Account } from '../store/accounts.ts';
import type { Store } from '../store/store.ts';

const lately: Millis = 3_600_000;
/** Of the last hour's messages: fewer failures are a vendor's usual noise. */
const fewest = 3;
const tooMany = 0.2;

/** Account slots that a block refers to. */
const slotsOf = (registry: EngineRegistry, { type, config }: PlanNode): string[] => [
  ...new Set(
    registry.nodes
      .get(type)
      ?.spec.references?.(config as never)
      .accounts?.map(({ slot }) => slot) ?? [],
  ),
];

/** Of the current version; the worst of a block first. */
export function readTroubles(store: Store, registry: EngineRegistry, flow: string, now: Millis): Trouble[] {
  const { version: number } = store.flows.need(flow);
  const version = number === null ? null : store.flows.version(flow, number);
  if (version === null) return [];
  const { timezone } = store.meta.get();
  const iso = (ms: Millis | null): string | null => (ms === null ? null : formatInstant(ms, timezone));
  const accounts = new Map(store.accounts.list().map((account) => [account.id, account]));
  const named = (id: string | null): Pick<Trouble, 'account' | 'accountName'> => {
    const account = id === null ? undefined : accounts.get(id);
    return { account: account?.id ?? null, accountName: account?.name ?? null };
  };
  const none = { until: null, reason: null, count: 0, of: 0 };

  const ofAccount = (node: string, id: string | undefined): Trouble[] => {
    const account: Account | undefined = accounts.get(id ?? '');
    if (account === undefined) return [{ node, kind: 'account-missing', ...none, ...named(null) }];
    const about = { node, ...none, ...named(account.id) };
    if (account.signInNeeded !== null)
      return [{ ...about, kind: 'sign-in', reason: `sign-in-${account.signInNeeded.code}` }];
    if (account.pausedUntil !== null && account.pausedUntil > now) {
      const { pausedUntil: until, pausedReason: reason } = account;
      return [{ ...about, kind: 'account-paused', until: iso(until), reason }];
    }
    return account.check?.ok === false ? [{ ...about, kind: 'check-failed', reason: account.check.detail }] : [];
  };

  const ofMessages = ({ id: node, channel }: PlanNode): Trouble[] => {
    if (channel === null) return [];
    const found: Trouble[] = [];
    const { gone, failed } = store.troubles.lately(version.id, node, now - lately);
    const count = failed.reduce((sum, { n }) => sum + n, 0);
    const [main] = failed;
    if (main !== undefined && count >= fewest && count >= tooMany * (count + gone))
      found.push({
        node,
        kind: 'failing',
        ...none,
        ...named(main.account),
        reason: main.reason,
        count,
        of: count + gone,
      });
    const unknown = store.troubles.unknown(version.id, node);
    if (unknown.n > 0)
      found.push({ node, kind: 'unknown', ...none, ...named(unknown.account), count: unknown.n, of: unknown.n });
    const { n, next, reason, account } = store.troubles.retries(version.id, node);
    if (n > 0)
      found.push({ node, kind: 'retrying', ...none, ...named(account), until: iso(next), reason, count: n, of: n });
    return found;
  };

  return Object.values(version.plan.nodes).flatMap((node) => {
    if (node.disabled) return [];
    return [
      ...slotsOf(registry, node).flatMap((slot) => ofAccount(node.id, version.plan.accounts[slot])),
      ...ofMessages(node),
    ];
  });
}
