/** Contacts: the table, counts by rule, one profile and its changes by hand, and what rules may name. */

import type { AttributeValue } from '../../sdk/contact.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { everybody, type RuleGroup } from '../../sdk/rule.ts';
import { formatInstant } from '../../sdk/time.ts';
import { countedUpTo } from '../../store/events.ts';
import { country, countryOfZone, email, language, phone, zone } from '../../tables/normalise.ts';
import { needContact, profileOf, ruleContextOf, sourceName } from '../contact-profile.ts';
import type { HostContext } from '../context.ts';
import { engagementByChannel } from '../engagement.ts';
import { textOfProof } from '../public/consents.ts';
import { sealAll } from '../sealing.ts';
import { os } from './base.ts';

/** As an import would read it: what cannot be an e-mail, a phone or a zone is refused rather than stored. */
export function normalised(field: string, value: AttributeValue, home: string | null): AttributeValue {
  const readers: Readonly<Record<string, (text: string) => string | null>> = {
    email,
    phone: (text) => phone(text, home),
    language,
    country,
    timezone: zone,
  };
  const read = Object.hasOwn(readers, field) ? readers[field] : undefined;
  if (read === undefined || value === null) return value;
  const text = String(value).trim();
  if (text === '') return null;
  const result = read(text);
  if (result !== null) return result;
  throw new KaskadError('bad-value', `"${text}" cannot be the ${field} of a contact. Correct it and save again.`, {
    field,
    value: text,
  });
}

/** A screen that shows counts while a rule is written wants an answer at once, and a better one when there is one. */
const soonMs = 100;
/** Milliseconds for the count beside a window of the table. */
const beside = 30;
/** The engine has its turn in between. */
const turnMs = 15;

/** Goes through the steps, with turns of the engine in between. */
async function inTurns<T>(steps: Generator<unknown, T>, signal: AbortSignal | undefined): Promise<T> {
  let until = performance.now() + turnMs;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() < until) continue;
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    until = performance.now() + turnMs;
  }
}

export const counted = async (
  context: HostContext,
  rule: RuleGroup,
  signal: AbortSignal | undefined,
): Promise<number> => (await inTurns(context.store.contacts.countSteps(rule, ruleContextOf(context)), signal)).count;

export const contactsApi = {
  list: os.contacts.list.handler(async ({ context, input, signal }) => {
    const { timezone } = context.store.meta.get();
    const { contacts } = context.store;
    const { total, more, rows } = await inTurns(contacts.listSteps(input, ruleContextOf(context)), signal);
    const soFar =
      total === null
        ? contacts.countWithin(input.rule ?? everybody, ruleContextOf(context), beside)
        : { count: total, exact: true };
    return {
      total: soFar.count,
      exact: soFar.exact,
      more,
      rows: rows.map((row) => ({ ...row, createdAt: formatInstant(row.createdAt, timezone) })),
    };
  }),

  count: os.contacts.count.handler(async ({ context, input, signal }) => {
    if (input.soon) return context.store.contacts.countWithin(input.rule, ruleContextOf(context), soonMs);
    return { count: await counted(context, input.rule, signal), exact: true };
  }),

  get: os.contacts.get.handler(({ context: { store, now }, input }) =>
    profileOf(store, needContact(store, input.contact), now()),
  ),

  update: os.contacts.update.handler(({ context, input }) => {
    const { store, now } = context;
    const id = needContact(store, input.contact);
    const at = now();
    const view = store.contacts.view(id, { workspace: store.meta.get().timezone });
    store.db
      .transaction(() => {
        const home = view?.country ?? countryOfZone(store.meta.get().timezone);
        for (const [field, value] of Object.entries(input.set ?? {})) {
          const next = normalised(field, value, home);
          store.contacts.set(id, field, typeof next === 'string' && next.trim() === '' ? null : next, at);
        }
        const tags = (input.addTags ?? []).map((tag) => tag.trim()).filter((tag) => tag !== '');
        store.contacts.update(id, { tags, consents: input.consents ?? [] }, at, 'manual');
        store.contacts.removeTags(id, input.removeTags ?? [], at);
      })
      .immediate();
    context.changes.publish('contacts');
    context.engine.wake();
    return profileOf(store, id, at);
  }),

  engagement: os.contacts.engagement.handler(({ context: { store, now }, input }) =>
    engagementByChannel(store, needContact(store, input.contact), now()),
  ),

  resume: os.contacts.resume.handler(({ context, input }) => {
    const id = needContact(context.store, input.contact);
    if (context.store.pauses.resume(id)) {
      context.store.messages.releasePaused(id, context.now());
      context.changes.publish('contacts');
      context.engine.wake();
    }
    return profileOf(context.store, id, context.now());
  }),

  consents: os.contacts.consents.handler(({ context: { store }, input }) => {
    const { timezone } = store.meta.get();
    return store.consents
      .of(needContact(store, input.contact))
      .map(({ id, channel, topic, granted, at, source, proof }) => ({
        id,
        channel,
        topic,
        granted,
        at: formatInstant(at, timezone),
        source: sourceName(store, source),
        text: textOfProof(proof),
      }));
  }),

  consentProof: os.contacts.consentProof.handler(async ({ context: { store }, input }) => {
    const contact = needContact(store, input.contact);
    await sealAll(store);
    return {
      fileName: `consents-${store.contacts.row(contact)?.key ?? contact}.json`,
      json: `${JSON.stringify(store.consents.proofOf(contact), null, 2)}\n`,
    };
  }),

  checkConsents: os.contacts.checkConsents.handler(async ({ context: { store } }) => {
    await sealAll(store);
    const steps = store.consents.check();
    for (;;) {
      const step = steps.next();
      if (step.done === true) {
        const { entries, erased, broken, last } = step.value;
        return { entries, erased, broken, last };
      }
      // The engine has its turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }),

  fields: os.contacts.fields.handler(({ context: { store, registry } }) => {
    const { addressKinds: _, ...known } = store.contacts.catalogue();
    const channels = new Set<string>();
    for (const connector of registry.connectors.values()) {
      for (const capability of connector.capabilities) {
        if (capability.startsWith('send.')) channels.add(capability.slice('send.'.length));
      }
    }
    return {
      ...known,
      events: store.events.types().map(({ type, count }) => ({
        type,
        count,
        more: count >= countedUpTo,
        props: store.events.props(type),
      })),
      channels: [...channels].sort(),
      surveys: store.surveys.names(),
    };
  }),
};
