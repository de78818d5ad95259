import * as z from 'zod';
import { defineSpec } from '../../flows/sdk/node.ts';
import { offerSlotSchema } from '../../flows/sdk/offer-slot.ts';

export const actions = ['issue', 'check', 'redeem'] as const;

export const spec = defineSpec({
  type: 'offer',
  version: 1,
  category: 'action',
  config: z.strictObject({
    action: z.enum(actions).meta({
      title: 'What to do',
      description: 'Give the contact their code, ask whether they can still use it, or write down that they have.',
    }),
    offer: offerSlotSchema.meta({ title: 'Offer', description: 'Slot of the offer.' }),
  }),
  defaults: { action: 'issue', offer: '' },
  outlets: () => ['next', 'failed'],
  upgrades: {},
  references: ({ offer }) => ({ offers: [{ slot: offer, path: 'offer' }] }),
});
