/** What becomes of the links in messages. Part of contract.ts. */
import * as z from 'zod';
import { linkSettingsSchema } from '../sdk/link-settings.ts';
import { base } from './base.ts';

export const links = {
  get: base.route({ method: 'GET', path: '/links' }).output(
    linkSettingsSchema.extend({
      /** A short address such as messages get; null: none is made, for want of a public address or of the wish. */
      sample: z.string().nullable(),
    }),
  ),
  /** For messages that leave from now on. */
  save: base.route({ method: 'PUT', path: '/links' }).input(linkSettingsSchema).output(z.object({})),
};
