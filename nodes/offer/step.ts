import { defineStep } from '../../flows/sdk/node.ts';
import type { OfferView } from '../../flows/sdk/offer.ts';
import { go, onOffer } from '../../flows/sdk/outcome.ts';
import { spec } from './schema.ts';

/** Why an offer is of no use to the contact now; null: it is. */
function useless({ state, redeemed, kind, code }: OfferView): string | null {
  if (state !== 'open') return state;
  if (redeemed) return 'redeemed';
  return kind !== 'none' && code === null ? 'no-code' : null;
}

export const step = defineStep(spec, ({ config, offer }) => {
  const view = offer(config.offer);
  const failed = (reason: string) => go('failed', { reason });
  if (view === null) return failed('no-offer');
  switch (config.action) {
    case 'issue':
      if (view.state === 'over') return failed('over');
      if (view.kind === 'none' || view.code !== null) return go('next');
      return view.available ? onOffer('issue', view.id, 'next') : failed('no-code');
    case 'check': {
      const reason = useless(view);
      return reason === null ? go('next') : failed(reason);
    }
    case 'redeem':
      if (view.redeemed) return failed('redeemed');
      return view.kind === 'none' || view.available ? onOffer('redeem', view.id, 'next') : failed('no-code');
  }
});
