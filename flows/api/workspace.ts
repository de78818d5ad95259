/** The workspace as a whole: what it is, what needs a look, what changes. Part of contract.ts. */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { sendingSettingsSchema } from '../sdk/sending.ts';
import { base, json } from './base.ts';
import { instant } from './shapes.ts';

export const workspace = {
  get: base.route({ method: 'GET', path: '/workspace' }).output(
    z.object({
      name: z.string(),
      file: z.string(),
      timezone: z.string(),
      language: z.string(),
      contacts: z.number(),
      events: z.number(),
      sizeBytes: z.number(),
      host: z.enum(['web', 'desktop']),
      demo: z.boolean(),
    }),
  ),
  /** Quiet hours and caps that hold for the messages of all flows. */
  settings: base.route({ method: 'GET', path: '/workspace/settings' }).output(sendingSettingsSchema),
  saveSettings: base
    .route({ method: 'PUT', path: '/workspace/settings' })
    .input(sendingSettingsSchema)
    .output(z.object({})),
  /** What needs a look: unknown messages, paused accounts, what was late after a sleep. */
  notices: base
    .route({ method: 'GET', path: '/workspace/notices' })
    .output(z.array(z.object({ id: z.number(), at: instant, code: z.string(), params: json, seen: z.boolean() }))),
  seen: base
    .route({ method: 'POST', path: '/workspace/notices/seen' })
    .input(z.object({ upTo: z.number() }))
    .output(z.object({})),
  /**
   * What changed, as it changes: screens refetch by topic. Topics: flows, report:<flow>, contacts, messages, accounts,
   * notices, tasks, settings, blocks, offers, forms, web.
   */
  changes: base
    .route({ method: 'GET', path: '/workspace/changes' })
    .output(eventIterator(z.object({ topics: z.array(z.string()) }))),
};
