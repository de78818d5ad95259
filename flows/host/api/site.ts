/** Sites of the owner's: what to put on their pages, and a page for trying out. */
import { publicPrefix } from '../../sdk/links.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { originsOf } from '../../sdk/site.ts';
import type { Account } from '../../store/accounts.ts';
import type { HostContext } from '../context.ts';
import { tryAddress } from '../public/site/try-page.ts';
import { siteConnector } from '../public/web.ts';
import { os } from './base.ts';

/** Throws `account-missing` or `not-a-site`. */
function need({ store }: HostContext, id: string): Account {
  const account = store.accounts.need(id);
  if (account.type === siteConnector) return account;
  throw new KaskadError('not-a-site', `"${account.name}" is no site. Connect “Your site” under Accounts.`, {
    account: id,
  });
}

async function secretOf({ web }: HostContext, account: string): Promise<string> {
  await web.needKey();
  return web.siteSecret(account) ?? '';
}

export const siteApi = {
  get: os.site.get.handler(async ({ context, input }) => {
    const { id, config } = need(context, input.account);
    const { address } = context.web.settings();
    return {
      origins: originsOf(String(config.addresses ?? '')),
      script: address === null ? null : `${address}${publicPrefix}/site.js`,
      secret: await secretOf(context, id),
    };
  }),

  renew: os.site.renew.handler(async ({ context, input }) => {
    const { id } = need(context, input.account);
    context.web.renewSiteSecret(id);
    return { secret: await secretOf(context, id) };
  }),

  try: os.site.try.handler(async ({ context, input }) => {
    need(context, input.account);
    const { web, store } = context;
    await web.needKey();
    await web.serve?.(false);
    const local = web.local();
    const contact = store.contacts.resolve(`id:${input.contact}`);
    if (contact === null) {
      throw new KaskadError('contact-missing', 'This contact is no longer there. Choose another one.', {
        contact: input.contact,
      });
    }
    if (local === null) {
      throw new KaskadError(
        'pages-not-served',
        'The pages of this workspace are not served on this computer now. Look at the port under Accounts, Public address.',
      );
    }
    return { url: tryAddress(context, local, contact) };
  }),
};
