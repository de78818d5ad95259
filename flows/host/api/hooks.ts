/** Addresses at which vendors deliver what they have to tell of an account. */
import { ConnectorError } from '../../sdk/connector.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { formatInstant, type Millis } from '../../sdk/time.ts';
import { refusalReasons, type VendorHook, vendorHookUrl } from '../../sdk/vendor-hook.ts';
import type { VendorHookRow } from '../../store/vendor-hooks.ts';
import { connectorOf, filledConfig } from '../accounts.ts';
import type { HostContext } from '../context.ts';
import { writeTally } from '../hook-tally.ts';
import { hookWord } from '../vendor-hooks.ts';
import { os } from './base.ts';

const patience: Millis = 20_000;

/** Throws `account-missing` or `no-hook`. */
function need({ store, registry }: HostContext, id: string): VendorHook<unknown> {
  const account = store.accounts.need(id);
  const { hook } = connectorOf(registry, account.type);
  if (hook !== undefined) return hook as VendorHook<unknown>;
  throw new KaskadError('no-hook', `"${account.name}" has no webhook: its vendor is asked for everything.`, {
    account: id,
  });
}

async function shown(context: HostContext, id: string, row: VendorHookRow) {
  const { store, web } = context;
  const hook = need(context, id);
  const { address } = web.settings();
  const { timezone } = store.meta.get();
  const instant = (at: Millis | null): string | null => (at === null ? null : formatInstant(at, timezone));
  // An account whose secrets are missing on this computer lacks what deliveries are checked by.
  const ready = await filledConfig(context, id).then(
    ({ config }) => hook.ready(config),
    (error: unknown) => {
      if (error instanceof KaskadError) return false;
      throw error;
    },
  );
  return {
    url: address === null ? null : vendorHookUrl(address, row.path),
    word: hook.wordIsCopied ? hookWord(row.path) : null,
    missing: ready ? null : (hook.checkedBy ?? ''),
    byCall: hook.tell !== undefined,
    byAddress: hook.byAddress === true,
    knownAt: instant(row.knownAt),
    lastAt: instant(row.lastAt),
    taken: row.taken,
    refused: row.refused,
    refusedAt: instant(row.refusedAt),
    refusedFor: refusalReasons.find((reason) => reason === row.refusedFor) ?? null,
  };
}

export const hooksApi = {
  get: os.hooks.get.handler(async ({ context, input }) => {
    need(context, input.account);
    writeTally(context.store);
    return shown(context, input.account, context.store.vendorHooks.need(input.account, context.now()));
  }),

  renew: os.hooks.renew.handler(async ({ context, input }) => {
    need(context, input.account);
    writeTally(context.store);
    const row = context.store.vendorHooks.renew(input.account, context.now());
    context.changes.publish('accounts');
    return shown(context, input.account, row);
  }),

  tell: os.hooks.tell.handler(async ({ context, input: { account: id } }) => {
    const { store, web, now, changes } = context;
    const hook = need(context, id);
    const row = store.vendorHooks.need(id, now());
    const { address } = web.settings();
    if (hook.tell === undefined)
      throw new KaskadError('no-hook', 'This vendor is told the address by you: copy it there.', { account: id });
    if (address === null) {
      throw new KaskadError(
        'no-public-address',
        'The vendor cannot reach this computer yet. Set a public address under Accounts first.',
      );
    }
    const { config } = await filledConfig(context, id);
    try {
      await hook.tell(config, vendorHookUrl(address, row.path), {
        signal: AbortSignal.timeout(patience),
        word: hookWord(row.path),
      });
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      throw new KaskadError('hook-not-told', `The address was not accepted. ${error.message}`, {
        account: id,
        reason: error.message,
      });
    }
    store.vendorHooks.known(id, now());
    changes.publish('accounts');
    return shown(context, id, store.vendorHooks.need(id, now()));
  }),
};
