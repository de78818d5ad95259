/** What people may ask for: an export of all that is kept about them, and to be erased. */
import type { EraseHow } from '../../runtime/erase.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { formatInstant } from '../../sdk/time.ts';
import type { PersonRequest } from '../../store/person-requests.ts';
import { namesAny } from '../../store/persons.ts';
import type { Store } from '../../store/store.ts';
import { clean, isCleanedAtOnce } from '../cleaning.ts';
import { needContact } from '../contact-profile.ts';
import { erasureFile, personFile } from '../person-file.ts';
import { closeUploads } from '../uploads.ts';
import { os } from './base.ts';

const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
/** An empty field says nothing. */
const orNull = (text: string | null): string | null => (text === null || text === '' ? null : text);

function shown(store: Store, { id, contact, at, cleanedAt, allowedAt, ...rest }: PersonRequest) {
  const { timezone } = store.meta.get();
  const moment = (ms: number | null) => (ms === null ? null : formatInstant(ms, timezone));
  return {
    ...rest,
    request: id,
    contact,
    at: formatInstant(at, timezone),
    cleanedAt: moment(cleanedAt),
    allowedAt: moment(allowedAt),
  };
}

function need(store: Store, id: number): PersonRequest {
  const found = store.personRequests.get(id);
  if (found !== null) return found;
  throw new KaskadError('request-missing', 'This request is not in the list. Refresh it.', { request: id });
}

export const rightsApi = {
  export: os.rights.export.handler(({ context: { store, now, changes }, input }) => {
    const contact = needContact(store, input.contact);
    const at = now();
    const file = personFile(store, contact, at);
    const counts = Object.fromEntries(Object.entries(file.data).map(([table, rows]) => [table, rows.length]));
    const { askedBy } = input;
    const reference = orNull(input.reference);
    if (reference !== null && namesAny(reference, store.persons.addressesOf(file.numbers))) {
      throw new KaskadError(
        'erase-names-person',
        'What you wrote about the request names an address of the person, and would stay. Write a number or a date instead.',
        { contact },
      );
    }
    const request = store.personRequests.add({ kind: 'export', at, contact, askedBy, reference, reason: null, counts });
    changes.publish('requests');
    return { request, fileName: `person-${request}`, json: jsonText(file) };
  }),

  preview: os.rights.preview.handler(({ context: { store }, input }) => {
    const ids = store.persons.names(needContact(store, input.contact));
    const flows = new Set(ids.flatMap((id) => store.journeys.activeOf(id)).map(({ flow_id }) => flow_id));
    return {
      ...store.persons.foresee(ids),
      inside: [...flows].map((flow) => ({ flow, name: store.flows.get(flow)?.name ?? flow })),
      namedIn: store.persons.namedIn(ids),
      cleanedLater: !isCleanedAtOnce(store),
    };
  }),

  erase: os.rights.erase.handler(({ context, input }) => {
    const { store, engine, now, changes } = context;
    const contact = needContact(store, input.contact);
    if (input.confirm !== contact) {
      throw new KaskadError('erase-not-confirmed', 'The request does not name the contact that it is about.', {
        contact,
      });
    }
    const how: EraseHow = {
      askedBy: input.askedBy,
      reference: orNull(input.reference),
      reason: orNull(input.reason),
    };
    const { content, request } = engine.eraseContact(contact, how, (done) =>
      jsonText(erasureFile(store, done, how, now())),
    );
    // Files on their way in may hold the person.
    closeUploads(store);
    const cleaned = clean(store, now(), 'small');
    for (const topic of ['contacts', 'requests', 'messages', 'flows']) changes.publish(topic);
    return { request, fileName: `erasure-${request}`, json: content, cleaned };
  }),

  requests: os.rights.requests.handler(({ context: { store }, input }) => {
    const found = store.personRequests.list(input.limit + 1, input.before ?? null);
    return { requests: found.slice(0, input.limit).map((one) => shown(store, one)), more: found.length > input.limit };
  }),

  certificate: os.rights.certificate.handler(({ context: { store }, input }) => {
    const { id } = need(store, input.request);
    const json = store.personRequests.certificate(id);
    if (json === null) {
      throw new KaskadError('request-missing', 'Nobody was erased by this request.', { request: id });
    }
    return { fileName: `erasure-${id}`, json, content: JSON.parse(json) as Record<string, unknown> };
  }),

  allowAgain: os.rights.allowAgain.handler(({ context: { store, now, changes }, input }) => {
    const { id } = need(store, input.request);
    store.personRequests.allowAgain(id, now());
    changes.publish('requests');
    return shown(store, need(store, id));
  }),
};
