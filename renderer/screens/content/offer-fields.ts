/** The form's fields and the offer that they mean. Pure. */
import type { Client } from '../../app/client.ts';
import type { Offer } from './offers-screen.tsx';

export const kinds = ['percent', 'price', 'other'] as const;

export interface Fields {
  name: string;
  kind: (typeof kinds)[number];
  percent: number | '';
  price: number | '';
  currency: string | null;
  product: string;
  codeKind: Offer['code']['kind'];
  sameCode: string;
  /** Of a pool, to be added: one a line. */
  codes: string;
  /** `2026-12-31T23:59`, on the clock of the workspace. */
  startsAt: string | undefined;
  endsAt: string | undefined;
  terms: string;
  event: string;
  property: string;
}

const localOf = (instant: string | null | undefined): string | undefined => instant?.slice(0, 16);

export const fieldsOf = (offer: Offer | null): Fields => ({
  name: offer?.name ?? '',
  kind: offer === null || offer.percent !== null ? 'percent' : offer.price !== null ? 'price' : 'other',
  percent: offer?.percent ?? '',
  price: offer?.price ?? '',
  currency: offer?.currency ?? null,
  product: offer?.product ?? '',
  codeKind: offer?.code.kind ?? 'none',
  sameCode: offer?.code.kind === 'same' ? offer.code.code : '',
  codes: '',
  startsAt: localOf(offer?.startsAt),
  endsAt: localOf(offer?.endsAt),
  terms: offer?.terms ?? '',
  event: offer?.redeemedBy?.event ?? '',
  property: offer?.redeemedBy?.property ?? '',
});

type Content = Parameters<Client['offers']['save']>[0]['content'];

export function contentOf(fields: Fields): Content {
  const { kind, percent, price, currency, codeKind, sameCode, event, property } = fields;
  return {
    name: fields.name,
    percent: kind === 'percent' && percent !== '' ? percent : null,
    price: kind === 'price' && price !== '' ? price : null,
    currency: kind === 'price' ? currency : null,
    product: fields.product,
    code: codeKind === 'same' ? { kind: 'same', code: sameCode.trim() } : { kind: codeKind },
    startsAt: fields.startsAt ?? null,
    endsAt: fields.endsAt ?? null,
    terms: fields.terms,
    redeemedBy:
      codeKind === 'none' || event.trim() === '' || property.trim() === ''
        ? null
        : { event: event.trim(), property: property.trim() },
  };
}

/** What must be filled in first: a code of `form.problem` by field. */
export function missing({ name, kind, percent, price, currency, codeKind, sameCode }: Fields): Record<string, string> {
  return {
    ...(name.trim() === '' ? { name: 'nameMissing' } : {}),
    ...(kind === 'percent' && (percent === '' || percent <= 0 || percent > 100) ? { percent: 'percent' } : {}),
    ...(kind === 'price' && price === '' ? { price: 'not-valid' } : {}),
    ...(kind === 'price' && currency === null ? { currency: 'no-currency' } : {}),
    ...(codeKind === 'same' && sameCode.trim() === '' ? { code: 'codeMissing' } : {}),
  };
}
