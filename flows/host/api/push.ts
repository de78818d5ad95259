/** Web push: what to put on the pages of a site. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicPrefix } from '../../sdk/links.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { pushChannel } from '../../sdk/push.ts';
import { originsOf } from '../../sdk/site.ts';
import { resourcesFolder } from '../app-folders.ts';
import { workerName } from '../public/site/push.ts';
import { siteConnector } from '../public/web.ts';
import { os } from './base.ts';

export const pushApi = {
  get: os.push.get.handler(({ context: { store, web }, input }) => {
    const { type, name, id } = store.accounts.need(input.account);
    if (type !== pushChannel) {
      throw new KaskadError('not-web-push', `"${name}" is no web push account. Connect “Web push” under Accounts.`, {
        account: id,
      });
    }
    const { address } = web.settings();
    const sites = store.accounts.list().filter((one) => one.type === siteConnector);
    return {
      script: address === null ? null : `${address}${publicPrefix}/site.js`,
      origins: [...new Set(sites.flatMap(({ config }) => originsOf(String(config.addresses ?? ''))))],
      worker: { name: workerName, text: readFileSync(join(resourcesFolder(), 'site', workerName), 'utf8') },
    };
  }),
};
