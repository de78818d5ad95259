/** An offer in words: what it promises, while when, by which code. */
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import type { Offer } from './offers-screen.tsx';

type Promised = Pick<Offer, 'percent' | 'price' | 'currency' | 'product'>;

export function useOfferWords() {
  const { t } = useTranslation('offers');
  const format = useFormat();
  return {
    what({ percent, price, currency, product }: Promised): string {
      const what =
        percent !== null
          ? t('what.percent', { percent: format.number(percent) })
          : price !== null
            ? t('what.price', { price: format.money(price, currency) })
            : '';
      return what === '' || product === '' ? what || product : t('what.of', { what, product });
    },
    when({ startsAt, endsAt, state }: Pick<Offer, 'startsAt' | 'endsAt' | 'state'>): string {
      if (state === 'over' && endsAt !== null) return t('when.over', { time: format.dateTime(endsAt) });
      if (startsAt !== null && endsAt !== null)
        return t('when.between', { from: format.dateTime(startsAt), till: format.dateTime(endsAt) });
      if (endsAt !== null) return t('when.till', { time: format.dateTime(endsAt) });
      return startsAt === null ? t('when.always') : t('when.from', { time: format.dateTime(startsAt) });
    },
    code({ code, left }: Pick<Offer, 'code' | 'left'>): string {
      if (code.kind === 'same') return code.code;
      return code.kind === 'none' ? t('code.none') : t('code.left', { count: left, n: format.number(left) });
    },
  };
}
