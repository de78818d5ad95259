/** Addresses at which vendors deliver what they have to tell of an account. Part of contract.ts. */
import * as z from 'zod';
import { refusalReasons } from '../sdk/vendor-hook.ts';
import { base } from './base.ts';
import { instant } from './shapes.ts';

const account = z.object({ account: z.string().max(100) });

const vendorHook = z.object({
  /** Null while the workspace has no public address. */
  url: z.string().nullable(),
  /** What the owner copies to the vendor beside the address; null where the vendor wants none. */
  word: z.string().nullable(),
  /** The field of the account's form that is still empty, without which no delivery is believed; null: nothing is missing. */
  missing: z.string().nullable(),
  /** The vendor is told the address by a call only: see `tell`. */
  byCall: z.boolean(),
  /** Nothing is signed: whoever knows the address is believed, so that it has to be kept secret. */
  byAddress: z.boolean(),
  /** Since when the vendor knows the address; null: nothing says that it does. */
  knownAt: instant.nullable(),
  lastAt: instant.nullable(),
  taken: z.number(),
  refused: z.number(),
  refusedAt: instant.nullable(),
  refusedFor: z.enum(refusalReasons).nullable(),
});

export const hooks = {
  /** Makes the address when it is asked for first. Throws `account-missing` or `no-hook`. */
  get: base.route({ method: 'GET', path: '/accounts/{account}/hook' }).input(account).output(vendorHook),
  /** Makes a new address; the old one leads nowhere any more. */
  renew: base.route({ method: 'POST', path: '/accounts/{account}/hook/renew' }).input(account).output(vendorHook),
  /** Tells the vendor the address. Throws `no-public-address`, `hook-not-told` or `no-hook`. */
  tell: base.route({ method: 'POST', path: '/accounts/{account}/hook/tell' }).input(account).output(vendorHook),
};
