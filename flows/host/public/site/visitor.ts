/**
 * Who a page says its visitor is: by a sealed token of a personal link, or by the contact's key with the seal of the owner's own
 * server. Whoever cannot prove it is a stranger, whether known here or not.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { originsOf } from '../../../sdk/site.ts';
import type { Millis } from '../../../sdk/time.ts';
import type { HostContext } from '../../context.ts';
import { readToken } from '../tokens.ts';
import { siteConnector } from '../web.ts';

export const identitySchema = z.object({
  token: z.string().max(200).optional(),
  contact: z.string().min(1).max(200).optional(),
  seal: z
    .string()
    .regex(/^[0-9a-f]{64}$/i)
    .optional(),
});
export type Identity = z.output<typeof identitySchema>;

/** A personal link that was passed on or found later should not speak for the person for ever. */
const linkFor: Millis = 90 * 24 * 3_600_000;
/** A page for trying out is opened at once. */
export const tryingFor: Millis = 3_600_000;

export interface Page {
  /** Accounts whose site it is of. */
  accounts: readonly string[];
  /** It is served from here: for trying out. */
  own: boolean;
}

/** Null for a page of somebody else. */
export function pageOf({ store, web }: HostContext, origin: string | undefined): Page | null {
  if (origin === undefined || origin === 'null') return null;
  const sites = store.accounts.list().filter(({ type }) => type === siteConnector);
  const { address } = web.settings();
  const own = origin === web.local() || (address !== null && origin === new URL(address).origin);
  const accounts = sites.filter(({ config }) => own || originsOf(String(config.addresses ?? '')).includes(origin));
  return accounts.length === 0 ? null : { accounts: accounts.map(({ id }) => id), own };
}

/** The contact's number, or null. */
export function visitorOf(context: HostContext, page: Page, { token, contact, seal }: Identity): number | null {
  if (contact !== undefined && seal !== undefined) return bySeal(context, page, contact, seal);
  return token === undefined ? null : byToken(context, page, token);
}

function byToken({ store, web, now }: HostContext, page: Page, token: string): number | null {
  const key = web.key();
  if (key === null) return null;
  const [id] = readToken(key, 'visitor', token) ?? [];
  if (id !== undefined) {
    const message = store.messages.get(id);
    if (message === null || now() - message.queued_at > linkFor) return null;
    return store.contacts.resolve(`id:${message.contact_id}`);
  }
  const [who, since] = (page.own ? readToken(key, 'trying', token) : null) ?? [];
  if (who === undefined || since === undefined || now() - since > tryingFor) return null;
  return store.contacts.resolve(`id:${who}`);
}

function bySeal({ store, web }: HostContext, page: Page, contact: string, seal: string): number | null {
  const given = Buffer.from(seal, 'hex');
  const sealed = page.accounts.some((account) => {
    const secret = web.siteSecret(account);
    return secret !== null && timingSafeEqual(createHmac('sha256', secret).update(contact).digest(), given);
  });
  if (!sealed) return null;
  return (
    store.contacts.byKey(contact) ??
    (contact.includes('@') ? store.contacts.byAddress('email', contact.trim().toLowerCase()) : null)
  );
}
