import * as z from 'zod';
import { defineSpec } from '../../flows/sdk/node.ts';
import { ruleGroupSchema } from '../../flows/sdk/rule.ts';
import { webhookProps } from '../../flows/sdk/webhook.ts';

const place = z
  .string()
  .max(200)
  .regex(/^[^.\s]+(\.[^.\s]+){0,9}$/u, 'bad-place')
  .meta({ title: 'From', description: 'Place in the body, such as customer.email or items.0.sku.' });

/** As an import names them: docs/import.md. */
const contactField = z
  .string()
  .max(120)
  .regex(
    /^(?:key|email|phone|first_name|last_name|language|country|timezone|tags|(?:attributes|address)\.[^.\s][^.]{0,99}|consent\.[a-z0-9-]+(?:\.[^.\s]+)?)$/u,
    'bad-contact-field',
  )
  .refine((to) => !/^attributes\.(?:__proto__|constructor|prototype)$/.test(to), 'bad-contact-field')
  .meta({
    title: 'To',
    description: 'key, email, phone, first_name, tags, attributes.<name>, consent.<channel>.<topic> …',
  });

const propName = z
  .string()
  .regex(/^[\p{L}_][\p{L}\p{N}_-]{0,99}$/u, 'bad-prop-name')
  .refine((name) => !webhookProps.some((own) => own === name), 'reserved-prop-name')
  .refine((name) => !['__proto__', 'constructor', 'prototype'].includes(name), 'bad-prop-name')
  .meta({ title: 'To', description: 'Name of the event’s property: event.<name>.' });

const identifies = (to: string): boolean => /^(?:key|email|phone|address\..+)$/.test(to);

export const spec = defineSpec({
  type: 'trigger-webhook',
  version: 1,
  category: 'trigger',
  config: z.strictObject({
    path: z
      .string()
      .regex(/^(?:|[A-Za-z0-9_-]{22,128})$/, 'bad-hook-path')
      .meta({ title: 'Secret address', description: 'Last part of the address: 22 letters and digits or more.' }),
    fields: z
      .array(z.strictObject({ from: place, to: contactField }))
      .max(100)
      .meta({ title: 'The contact', description: 'What of the body goes into which field; finds the contact, too.' }),
    unknown: z.enum(['create', 'refuse']).optional().meta({
      title: 'Unknown contacts',
      description: 'Are added (the default), or the request is refused.',
    }),
    props: z
      .array(z.strictObject({ from: place, to: propName }))
      .max(100)
      .optional()
      .meta({
        title: 'The event',
        description: 'What of the body the flow reads as event.<name>; without it, all of it.',
      }),
    id: place
      .optional()
      .meta({ title: 'Unique by', description: 'Place of what makes a request unique: the same twice enters once.' }),
    where: ruleGroupSchema
      .optional()
      .meta({ title: 'Only when', description: 'A rule over the event: "at" and "props.<name>".' }),
  }),
  defaults: { path: '', fields: [{ from: 'email', to: 'email' }] },
  outlets: () => ['next'],
  upgrades: {},
  references: ({ where }) =>
    where === undefined ? {} : { rules: [{ rule: where, path: 'where', over: 'event' as const }] },
  check: ({ path, fields }) => [
    ...(path === ''
      ? [
          {
            severity: 'error' as const,
            path: 'path',
            code: 'hook-without-address',
            message: 'The webhook has no address yet. Make one.',
          },
        ]
      : []),
    ...(fields.some(({ to }) => identifies(to))
      ? []
      : [
          {
            severity: 'error' as const,
            path: 'fields',
            code: 'hook-without-contact',
            message:
              'Nothing says whose request it is. Map something to the key, the e-mail, the phone or another address.',
          },
        ]),
  ],
});
