/**
 * What a stranger filled in becomes a contact, their consents and an event. A stranger may write anybody's address: of somebody
 * who is known only gaps are filled, no address is added, and a refusal stands until a link in a letter takes it back. The
 * answer is the same whether an address is known or not.
 */
import { createHash } from 'node:crypto';
import { contactFromValues, type ReadContact } from '../../contacts/from-values.ts';
import { saveStranger } from '../../contacts/stranger.ts';
import { answerName, type FormConsent, type FormField, formSubmitted, formText } from '../../sdk/form.ts';
import { parseInstant } from '../../sdk/time.ts';
import type { FormRecord } from '../../store/forms.ts';
import { number } from '../../tables/normalise.ts';
import type { HostContext } from '../context.ts';
import { consentName, type FormError, inputName } from './form-page.ts';

/** In the ledger, and of the events. */
const source = 'form';
const longestAnswer = 500;
const longestText = 5000;

type Value = string | number | boolean;
type Read = { value: Value } | { error: FormError };

export interface Filled {
  /** By the contact's field. */
  values: { field: string; value: Value }[];
  agreed: FormConsent[];
  read: ReadContact;
}

function readValue(field: FormField, text: string): Read {
  const kind = field.to.startsWith('attributes.') ? field.kind : 'text';
  if (text.length > (kind === 'long' ? longestText : longestAnswer)) return { error: 'tooLong' };
  if (kind === 'number') {
    const value = number(text);
    return value === null ? { error: 'number' } : { value };
  }
  if (kind === 'date') {
    const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text) && parseInstant(text, 'UTC') !== null;
    return isDate ? { value: text } : { error: 'date' };
  }
  if (kind === 'choice' && !field.options.some(({ value }) => value === text)) return { error: 'choose' };
  return { value: text };
}

/** What was filled in, or what is wrong with it by the input's name. Inputs that the form does not have are not looked at. */
export function readForm(
  { form }: FormRecord,
  fields: URLSearchParams,
  zone: string,
): { filled: Filled } | { errors: Record<string, FormError> } {
  const errors: Record<string, FormError> = {};
  const values: Filled['values'] = [];
  for (const field of form.fields) {
    const name = inputName(field.id);
    const text = (fields.get(name) ?? '').trim();
    if (field.kind === 'yes' && field.to.startsWith('attributes.')) {
      if (text === 'yes') values.push({ field: field.to, value: true });
      else if (field.required) errors[name] = 'required';
      continue;
    }
    if (text === '') {
      if (field.required) errors[name] = 'required';
      continue;
    }
    const found = readValue(field, text);
    if ('error' in found) errors[name] = found.error;
    else values.push({ field: field.to, value: found.value });
  }
  const agreed = form.consents.filter((one) => {
    const ticked = fields.get(consentName(one.id)) === 'yes';
    if (!ticked && one.required) errors[consentName(one.id)] = 'tick';
    return ticked;
  });
  const read = contactFromValues(values, zone);
  for (const { field: to } of read.ignored) {
    const field = form.fields.find((one) => one.to === to);
    if (field !== undefined && (to === 'email' || to === 'phone')) errors[inputName(field.id)] ??= to;
  }
  // Whoever left all addresses out cannot be told apart from anybody.
  if (read.nameless && Object.keys(errors).length === 0) {
    const first = form.fields.find(({ to }) => to === 'email' || to === 'phone');
    if (first !== undefined) errors[inputName(first.id)] = 'required';
  }
  return Object.keys(errors).length > 0 ? { errors } : { filled: { values, agreed, read } };
}

/** A consent by its names, as the event tells it: `email.marketing`. */
const nameOf = ({ channel, topic }: FormConsent): string => `${channel}.${topic}`;

export interface Submission {
  /** Consents that wait for a link to be pressed. */
  pending: string[];
}

/** Stores it. `stamp` makes the same page sent twice one event. */
export function submit(
  context: HostContext,
  record: FormRecord,
  { values, agreed, read }: Filled,
  { language, stamp }: { language: string; stamp: string },
): Submission {
  const { store, engine, changes, now } = context;
  const pending: string[] = [];
  store.db
    .transaction(() => {
      const at = now();
      const unconfirmed = agreed.some(({ confirm }) => confirm);
      const { addresses = [], profile, attributes = {} } = read.input;
      const typed = {
        addresses: addresses.map((one) => ({
          ...one,
          ...(unconfirmed && one.kind === 'email' ? { state: 'unconfirmed' as const } : {}),
        })),
        profile: { language, ...profile },
        attributes,
      };
      const { contact, known } = saveStranger(store, typed, at, source);
      const refused = known
        ? new Set(
            store.contacts
              .consents(contact)
              .filter(({ granted }) => !granted)
              .map(({ channel, topic }) => `${channel}.${topic}`),
          )
        : new Set<string>();
      const given: string[] = [];
      const shown: Record<string, string> = {};
      for (const one of agreed) {
        const name = nameOf(one);
        const text = formText(record.form, one.text, language);
        shown[name] = text;
        // Anybody can type an address of somebody who once said no.
        if (one.confirm || refused.has(name) || refused.has(`${one.channel}.`)) {
          pending.push(name);
          continue;
        }
        const proof = { form: record.id, language, text };
        store.contacts.setConsent(
          contact,
          { channel: one.channel, topic: one.topic, granted: true, proof },
          at,
          source,
        );
        given.push(name);
      }
      const answers = Object.fromEntries(values.map(({ field, value }) => [answerName(field), value]));
      const digest = createHash('sha256')
        .update(JSON.stringify([answers, agreed.map(nameOf)]))
        .digest('base64url');
      const stored = store.events.insert({
        contactId: contact,
        type: formSubmitted,
        at,
        key: `${record.id}:${stamp}:${digest}`,
        props: { ...answers, form: record.id, language, consents: given, pending, shown },
        source,
      });
      if (stored.inserted) store.forms.count(record.id, at);
    })
    .immediate();
  engine.wake();
  for (const topic of ['contacts', 'forms', 'workspace']) changes.publish(topic);
  return { pending };
}
