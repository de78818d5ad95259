/** Offers of the workspace. */
import * as z from 'zod';
import { resolveSlots } from '../../document/slots.ts';
import { filledFields, type Offer, offerSchema, offerState } from '../../sdk/offer.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { formatInstant, parseInstant } from '../../sdk/time.ts';
import type { IssuedCode, OfferCounts, OfferRecord } from '../../store/offers.ts';
import type { HostContext } from '../context.ts';
import { os } from './base.ts';

/** Flows whose texts or blocks mean the offer. */
function usersOf({ store }: HostContext): Map<string, { flow: string; name: string }[]> {
  const users = new Map<string, { flow: string; name: string }[]>();
  const flows = store.flows.list().filter(({ draft }) => Object.keys(draft.slots?.offers ?? {}).length > 0);
  if (flows.length === 0) return users;
  const sources = store.flows.slotSources();
  for (const { id, name, draft, bindings } of flows) {
    for (const offer of new Set(Object.values(resolveSlots(draft, bindings, sources).offers))) {
      users.set(offer, [...(users.get(offer) ?? []), { flow: id, name }]);
    }
  }
  return users;
}

const countsOf = ({ issued, redeemed, left }: OfferCounts) => ({ issued, redeemed, left });

function listOf(context: HostContext) {
  const { store, now } = context;
  const { timezone } = store.meta.get();
  const shown = (at: number | null) => (at === null ? null : formatInstant(at, timezone));
  const users = usersOf(context);
  return store.offers.list().map(({ id, offer, updatedAt }: OfferRecord) => ({
    ...offer,
    offer: id,
    startsAt: shown(offer.startsAt),
    endsAt: shown(offer.endsAt),
    state: offerState(offer, now()),
    fields: filledFields(offer),
    ...countsOf(store.offers.counts(id)),
    flows: users.get(id) ?? [],
    updatedAt: formatInstant(updatedAt, timezone),
  }));
}

interface Written extends Omit<Offer, 'startsAt' | 'endsAt'> {
  startsAt: string | null;
  endsAt: string | null;
}

/** Throws `offer-not-valid` with what is wrong, by field. */
function parsed(written: Written, zone: string): Offer {
  const at = (text: string | null): number | null => {
    if (text === null || text === '') return null;
    return parseInstant(text, zone) ?? Number.NaN;
  };
  const result = offerSchema.safeParse({ ...written, startsAt: at(written.startsAt), endsAt: at(written.endsAt) });
  if (result.success) return result.data;
  const fields = Object.fromEntries(
    result.error.issues.map(({ path, code, message }) => [
      String(path[0] ?? 'name'),
      code === 'custom' || /^[a-z-]+$/.test(message) ? message : 'not-valid',
    ]),
  );
  throw new KaskadError('offer-not-valid', `The offer cannot be kept: ${z.prettifyError(result.error)}`, { fields });
}

const issuedRow = ({ store }: HostContext, { offer, contact, code, issuedAt, redeemedAt }: IssuedCode) => {
  const { timezone } = store.meta.get();
  const shown = (at: number | null) => (at === null ? null : formatInstant(at, timezone));
  return {
    offer,
    name: store.offers.need(offer).offer.name,
    contact,
    code,
    issuedAt: shown(issuedAt),
    redeemedAt: shown(redeemedAt),
  };
};

const changed = ({ changes }: HostContext): void => {
  changes.publish('offers');
  // Their problems depend on it.
  changes.publish('flows');
};

export const offersApi = {
  list: os.offers.list.handler(({ context }) => listOf(context)),

  save: os.offers.save.handler(({ context, input: { offer, content, codes } }) => {
    const { store, now } = context;
    const written = parsed(content, store.meta.get().timezone);
    const { id, ...counted } = store.offers.save(offer, written, now(), codes);
    changed(context);
    return { offer: id, ...counted };
  }),

  remove: os.offers.remove.handler(({ context, input: { offer } }) => {
    const { store } = context;
    const { name } = store.offers.need(offer).offer;
    const users = usersOf(context).get(offer) ?? [];
    if (users.length > 0) {
      const names = users.map((one) => one.name).join(', ');
      throw new KaskadError(
        'offer-in-use',
        `“${name}” is used by: ${names}. Take it out of their texts first, then delete it.`,
        { users: names },
      );
    }
    const { held } = store.offers.counts(offer);
    if (held > 0) {
      throw new KaskadError(
        'offer-issued',
        `${held} people hold codes of “${name}”, so it stays. Set its end instead: then nobody gets it any more.`,
        { count: held },
      );
    }
    store.offers.remove(offer);
    changed(context);
    return {};
  }),

  dropCodes: os.offers.dropCodes.handler(({ context, input: { offer } }) => {
    const dropped = context.store.offers.dropCodes(offer);
    changed(context);
    return { dropped };
  }),

  find: os.offers.find.handler(({ context, input }) =>
    context.store.offers.withCode(null, input.code).map((one) => {
      const found = context.store.contacts.live(one.contact, { workspace: context.store.meta.get().timezone });
      const person = found === null ? '' : [found.first_name, found.last_name].filter(Boolean).join(' ');
      return { ...issuedRow(context, one), person: person || found?.email || found?.phone || found?.key || '' };
    }),
  ),

  ofContact: os.offers.ofContact.handler(({ context, input }) =>
    context.store.offers.ofContact(input.contact).map((one) => issuedRow(context, one)),
  ),

  redeem: os.offers.redeem.handler(({ context, input: { offer, contact, code } }) => {
    const used = context.engine.redeemOffer(offer, contact, code);
    if (used === null) {
      throw new KaskadError(
        'offer-redeemed',
        'This code was used before, is not one of this offer, or there is none to use. Look at who was given it.',
        { offer, contact },
      );
    }
    changed(context);
    context.changes.publish('contacts');
    return { code: used };
  }),
};
