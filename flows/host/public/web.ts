/**
 * The public side of one open workspace: its address, the key that seals what stands in links, and where its pages are
 * served on this computer. A domain or a tunnel of the owner's leads there; without one everything else works as before.
 */
import { createHmac, randomBytes } from 'node:crypto';
import {
  isOwnPage,
  type LinkMaker,
  publicPaths,
  publicPrefix,
  publicUrl,
  type ShortLinks,
  type WebSettings,
} from '../../sdk/links.ts';
import { personalLink } from '../../sdk/site.ts';
import type { Store } from '../../store/store.ts';
import type { SecretVault } from '../vault.ts';
import { linkToken, readLinkToken, tokenOf } from './tokens.ts';

/** Whose accounts are sites of the owner's. */
export const siteConnector = 'site';

/** Where the vault's reference to the key stands; never the key itself. */
const keyName = 'web-key';

export interface PublicWeb {
  settings(): WebSettings;
  change(settings: WebSettings): void;
  /** Null: there is none yet, or this computer does not have it (a workspace brought from another one). */
  key(): Buffer | null;
  /** Makes a key where there is none. Links sealed by a key that is lost lead nowhere any more. */
  needKey(): Promise<Buffer>;
  /** Reads the key from the vault. */
  load(): Promise<void>;
  links: LinkMaker;
  shortLinks: ShortLinks;
  /** Which link of which message a short address of this workspace stands for; null for every other address. */
  readShort(url: string): { message: number; link: number } | null;
  /** By it the owner's site signs who its visitor is; null without a key. */
  siteSecret(account: string): string | null;
  /** Signatures made by the old one say nothing any more. */
  renewSiteSecret(account: string): void;
  /** Accounts were added, changed or removed: personal links may lead elsewhere. */
  accountsChanged(): void;
  /** Where the pages are served on this computer: `http://127.0.0.1:<port>`; null while they are not. */
  local(): string | null;
  setLocal(origin: string | null): void;
  /**
   * The desktop's: serves the pages when there is an address, a form or a site; `anew`, on the port that was chosen since. Web mode serves
   * them beside the app and has none. Throws `port-in-use`.
   */
  serve?: (anew: boolean) => Promise<void>;
}

export function publicWeb(store: Store, vault: SecretVault): PublicWeb {
  let key: Buffer | null = null;
  let local: string | null = null;
  // Asked for every message that leaves: read once.
  let settings = store.meta.web();
  /** Addresses of the site that personal links lead to; undefined: not looked at yet. */
  let site: string | null | undefined;

  const load = async (): Promise<void> => {
    const reference = store.meta.value<string>(keyName);
    const value = reference === null ? null : await vault.get(reference);
    key = value === null ? null : Buffer.from(value, 'base64url');
  };

  /** Counts how often the secret was made anew. */
  const turnKey = (account: string): string => `site-secret:${account}`;
  const siteOf = (): string | null => {
    const account = store.accounts.list().find(({ type }) => type === siteConnector);
    return typeof account?.config.addresses === 'string' ? account.config.addresses : null;
  };

  return {
    settings: () => settings,
    change(next) {
      store.meta.setWeb(next);
      settings = next;
    },
    key: () => key,
    async needKey() {
      if (key === null) await load();
      if (key === null) {
        const made = randomBytes(32);
        store.meta.setValue(keyName, await vault.put(made.toString('base64url')));
        key = made;
      }
      return key;
    },
    load,
    links(message) {
      const { address } = settings;
      if (address === null || key === null) return null;
      site = site === undefined ? siteOf() : site;
      const visitor = site === null ? null : personalLink(site, tokenOf(key, 'visitor', message));
      const person = tokenOf(key, 'person', message);
      return {
        unsubscribe: publicUrl(address, 'unsubscribe', person),
        preferences: publicUrl(address, 'preferences', person),
        confirm: publicUrl(address, 'confirm', tokenOf(key, 'confirm', message)),
        ...(visitor === null ? {} : { site: visitor }),
      };
    },
    shortLinks: {
      of(message, link) {
        const { address } = settings;
        return address === null || key === null ? null : publicUrl(address, 'link', linkToken(key, message, link));
      },
      isOwn: (url) => isOwnPage(settings.address, url),
      report(message) {
        const { address } = settings;
        return address === null || key === null ? null : publicUrl(address, 'told', tokenOf(key, 'push', message));
      },
    },
    readShort(url) {
      const start = `${settings.address ?? ''}${publicPrefix}/${publicPaths.link}/`;
      return key === null || !url.startsWith(start) ? null : readLinkToken(key, url.slice(start.length));
    },
    siteSecret(account) {
      if (key === null) return null;
      const turn = store.meta.value<number>(turnKey(account)) ?? 0;
      return createHmac('sha256', key).update(`kaskad:site:${account}:${turn}`).digest('base64url');
    },
    renewSiteSecret(account) {
      store.meta.setValue(turnKey(account), (store.meta.value<number>(turnKey(account)) ?? 0) + 1);
    },
    accountsChanged() {
      site = undefined;
    },
    local: () => local,
    setLocal(origin) {
      local = origin;
    },
  };
}
