/** What a workspace does with the links of its messages. */
import * as z from 'zod';
import { utmSchema } from './utm.ts';

export const linkSettingsSchema = z.strictObject({
  /** Where there is a public address: of messages that need consent, unless the block says otherwise. */
  countClicks: z.boolean(),
  utm: utmSchema.nullable(),
});
export type LinkSettings = z.output<typeof linkSettingsSchema>;

export const plainLinks: LinkSettings = { countClicks: true, utm: null };

/** Why a click is taken to be a machine's. Kept with it. */
export const machineSigns = ['head', 'prefetch', 'nameless', 'known', 'at-once', 'together'] as const;
export type MachineSign = (typeof machineSigns)[number];

/** How the timeline of a contact names a click on a counted link. */
export const linkFollowed = 'link.followed';
