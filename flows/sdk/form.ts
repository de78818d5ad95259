/**
 * A web form: what a stranger is asked on a page of the workspace, what they may agree to, and what they read afterwards. Plain
 * data; flows/host/public serves it, and what comes in is an event that flows start by.
 */
import * as z from 'zod';
import { addressKindOf } from './channels.ts';
import { channelSchema, languageSchema } from './fields.ts';
import { serviceTopic, topicSchema } from './message.ts';
import { urlOf } from './url.ts';

/**
 * Somebody filled in a form. Props: `form` (its id), `language`, `consents` (given), `pending` (to be confirmed), `shown` (the texts of
 * both, by name), and the answers by name.
 */
export const formSubmitted = 'form.submitted';
/** Props that an answer cannot be called. */
export const formProps = ['form', 'language', 'consents', 'pending', 'shown'] as const;

const texts = (longest: number) =>
  z
    .record(languageSchema, z.string().max(longest))
    .refine((all) => Object.keys(all).length <= 10, 'too-many-languages');
export type Texts = Readonly<Record<string, string>>;

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'bad-id');

/** How an attribute is asked for; addresses and names have a way of their own. */
export const answerKinds = ['text', 'long', 'number', 'date', 'choice', 'yes'] as const;
export type AnswerKind = (typeof answerKinds)[number];

const plainTargets = ['email', 'phone', 'first_name', 'last_name', 'country'] as const;
export const formTargets: readonly string[] = plainTargets;
const unsafe: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype', ...formProps]);

/** The name of the event's property, and of the attribute. */
export const answerName = (to: string): string => to.replace(/^attributes\./, '');

const target = z
  .string()
  .max(120)
  .regex(/^(?:email|phone|first_name|last_name|country|attributes\.[\p{L}_][\p{L}\p{N}_-]{0,99})$/u, 'bad-form-field')
  .refine((to) => !unsafe.has(answerName(to)), 'bad-form-field');

const field = z.object({
  id,
  to: target,
  /** Of attributes. */
  kind: z.enum(answerKinds).default('text'),
  required: z.boolean(),
  label: texts(200),
  /** Of a choice: what is kept, and how it is called. */
  options: z
    .array(z.object({ value: z.string().min(1).max(100), label: texts(100) }))
    .max(50)
    .default([]),
});
export type FormField = z.output<typeof field>;

const consent = z.object({
  id,
  channel: channelSchema,
  topic: topicSchema.refine((topic) => topic !== serviceTopic, 'consent-service'),
  /** Exactly what the person agrees to; kept with their answer. */
  text: texts(2000),
  required: z.boolean(),
  /** Only a pressed link in a letter gives it (double opt-in). */
  confirm: z.boolean(),
});
export type FormConsent = z.output<typeof consent>;

const unique = (items: readonly { id: string }[]): boolean => new Set(items.map((one) => one.id)).size === items.length;

export const formSchema = z
  .object({
    name: z.string().trim().min(1, 'needed').max(100),
    /** The first is shown to who reads none of them. */
    languages: z
      .array(languageSchema)
      .min(1)
      .max(10)
      .refine((all) => new Set(all).size === all.length, 'duplicate-language'),
    title: texts(200),
    intro: texts(2000),
    fields: z.array(field).min(1, 'needed').max(30).refine(unique, 'duplicate-id'),
    consents: z.array(consent).max(10).refine(unique, 'duplicate-id'),
    button: texts(60),
    thanks: texts(2000),
    /** Where people are led instead of being thanked here; null: nowhere. Only the owner ever writes it. */
    redirect: z
      .string()
      .max(2000)
      .refine((text) => /^https?:$/.test(urlOf(text)?.protocol ?? ''), 'bad-redirect')
      .nullable(),
    color: z.string().regex(/^#[0-9a-f]{6}$/i, 'bad-color'),
  })
  .superRefine((form, context) => {
    const kinds = new Set(form.fields.map(({ to }) => to));
    const refuse = (path: PropertyKey[], message: string): void => context.addIssue({ code: 'custom', path, message });
    if (!kinds.has('email') && !kinds.has('phone')) refuse(['fields'], 'form-without-address');
    if (kinds.size < form.fields.length) refuse(['fields'], 'duplicate-field');
    for (const [index, { kind, to, options }] of form.fields.entries()) {
      if (kind === 'choice' && to.startsWith('attributes.') && options.length === 0)
        refuse(['fields', index, 'options'], 'choice-without-options');
    }
    for (const [index, { channel, confirm }] of form.consents.entries()) {
      if (!kinds.has(addressKindOf(channel)) && !(addressKindOf(channel) !== 'email' && kinds.has('phone')))
        refuse(['consents', index, 'channel'], 'consent-without-field');
      if (confirm && channel !== 'email') refuse(['consents', index, 'confirm'], 'confirm-by-email-only');
    }
    const first = form.languages[0] ?? '';
    const needed: [PropertyKey[], Texts][] = [
      [['title'], form.title],
      [['button'], form.button],
      ...form.fields.map(({ label }, index): [PropertyKey[], Texts] => [['fields', index, 'label'], label]),
      ...form.consents.map(({ text }, index): [PropertyKey[], Texts] => [['consents', index, 'text'], text]),
    ];
    // What is missing in another language is shown in the first one.
    for (const [path, written] of needed) if ((written[first] ?? '').trim() === '') refuse(path, 'needed');
  });
export type WebForm = z.output<typeof formSchema>;

/** A text of the form in a language, else in its first. */
export const formText = (form: Pick<WebForm, 'languages'>, written: Texts, language: string): string =>
  written[language]?.trim() || written[form.languages[0] ?? '']?.trim() || '';
