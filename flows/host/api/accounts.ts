/** Accounts: connect, test, resume, remove. Secrets come in and never go out. */
import { operationForms } from '../../sdk/operation.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { formatInstant } from '../../sdk/time.ts';
import { addAccount, formSchema, publicConfig, removeAccount, templatesOf, updateAccount } from '../accounts.ts';
import type { HostContext } from '../context.ts';
import { siteConnector } from '../public/web.ts';
import { os } from './base.ts';
import { signInApi } from './sign-in.ts';

/** Pages and personal links follow what accounts there are; the site of one is served from now on. */
async function changed(context: HostContext, type: string): Promise<void> {
  const { web, changes } = context;
  if (type === siteConnector) {
    await web.needKey();
    await web.serve?.(false);
  }
  web.accountsChanged();
  changes.publish('accounts');
}

export const accountsApi = {
  ...signInApi,

  types: os.accounts.types.handler(({ context: { registry } }) =>
    [...registry.connectors.values()].map((connector) => ({
      type: connector.type,
      capabilities: [...connector.capabilities],
      schema: formSchema(connector),
      operations: operationForms(connector),
      signsIn: connector.signIn !== undefined,
      presets: connector.presets ?? null,
    })),
  ),

  list: os.accounts.list.handler(({ context: { store, registry, now } }) => {
    const { timezone } = store.meta.get();
    return store.accounts.list().map((account) => ({
      account: account.id,
      type: account.type,
      name: account.name,
      capabilities: account.capabilities,
      defaultFor: account.defaultFor,
      prices: account.prices,
      config: publicConfig(account),
      paused:
        account.pausedUntil === null || account.pausedUntil <= now()
          ? null
          : { until: formatInstant(account.pausedUntil, timezone), reason: account.pausedReason ?? '' },
      signIn: account.signIn === null && account.signInNeeded === null ? null : { needed: account.signInNeeded },
      checked:
        account.check === null || account.checkedAt === null
          ? null
          : {
              at: formatInstant(account.checkedAt, timezone),
              ok: account.check.ok,
              detail: account.check.detail,
            },
      hook: registry.connectors.get(account.type)?.hook !== undefined,
    }));
  }),

  add: os.accounts.add.handler(async ({ context, input }) => {
    const account = await addAccount(context, input);
    await changed(context, input.type);
    return { account };
  }),

  update: os.accounts.update.handler(async ({ context, input }) => {
    await updateAccount(context, input.account, input);
    context.engine.accountChanged(input.account);
    await changed(context, context.store.accounts.need(input.account).type);
    return {};
  }),

  test: os.accounts.test.handler(({ context: { engine, store }, input }) => {
    store.accounts.need(input.account);
    return engine.testAccount(input.account);
  }),

  resume: os.accounts.resume.handler(({ context: { engine, store, changes }, input }) => {
    store.accounts.need(input.account);
    store.accounts.resume(input.account);
    engine.accountChanged(input.account);
    engine.wake();
    changes.publish('accounts');
    return {};
  }),

  templates: os.accounts.templates.handler(({ context, input }) => templatesOf(context, input.account)),

  remove: os.accounts.remove.handler(async ({ context, input }) => {
    const account = context.store.accounts.need(input.account);
    const flows = context.store.accounts.usedBy(input.account);
    if (flows.length > 0) {
      throw new KaskadError(
        'account-in-use',
        `"${account.name}" serves ${flows.map((name) => `"${name}"`).join(', ')}. Give these flows another account first, or stop them.`,
        { account: input.account, flows },
      );
    }
    await removeAccount(context, input.account);
    context.engine.accountChanged(input.account);
    await changed(context, account.type);
    return {};
  }),
};
