/**
 * Somebody wishes to be erased. Their journeys end, what waits to be sent is called back, and then nothing of them is left but
 * what was counted. All in one transaction: killed half-way, nothing has happened.
 */
import { KaskadError } from '../sdk/problem.ts';
import type { Asker } from '../store/person-requests.ts';
import { type Erased, namesAny } from '../store/persons.ts';
import type { Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';

/** Why a journey ends whose person is erased. */
const erasedReason = 'erased';

export interface EraseHow {
  askedBy: Asker;
  /** The number or the date of what they wrote. */
  reference: string | null;
  reason: string | null;
}

export interface EraseDone extends Erased {
  request: number;
  /** Journeys that were under way. */
  ended: number;
  /** Messages that waited to be sent. */
  canceled: number;
}

export function eraseContact(rt: Runtime, stepper: Stepper, contact: number, how: EraseHow): EraseDone {
  const { store } = rt;
  const { persons, personRequests, journeys } = store;
  const at = rt.now();
  const ids = persons.names(contact);
  if (store.contacts.view(contact, { workspace: rt.workspaceZone }) === null) {
    throw new KaskadError('contact-missing', `There is no contact number ${contact}.`, { contact });
  }
  if (persons.isInFlight(ids)) {
    throw new KaskadError(
      'erase-in-flight',
      'A message to this person is leaving at this very moment. Wait until that is over, then try again.',
      { contact },
    );
  }
  const known = persons.addressesOf(ids);
  const records = persons.crmRecordsOf(ids);
  for (const text of [how.reference, how.reason]) {
    if (text === null || !namesAny(text, known)) continue;
    throw new KaskadError(
      'erase-names-person',
      'What you wrote about the request names an address of the person, and would stay. Write a number or a date instead.',
      { contact },
    );
  }
  const active = ids.flatMap((id) => journeys.activeOf(id));
  for (const journey of active) stepper.end(journey, erasedReason);
  const canceled = callBack(rt, ids);
  const erased = persons.erase(ids, at);
  const counts = { ...erased.gone, ...erased.blanked };
  const request = personRequests.add({ kind: 'erase', at, contact, ...how, counts });
  // An address that somebody else has as well may still be brought in.
  personRequests.remember(
    request,
    known.filter(({ kind, value }) => kind === 'key' || store.contacts.byAddress(kind, value) === null),
  );
  // Their record at a CRM may get another address there: it stays theirs.
  personRequests.remember(request, records);
  for (const id of ids) rt.queuedFor.delete(id);
  for (const topic of ['contacts', 'messages', 'tasks', 'offers', 'notices']) rt.topics.add(topic);
  return { ...erased, request, ended: active.length, canceled };
}

/** Messages and operations that wait in queues, also of journeys that have ended. */
function callBack(rt: Runtime, ids: readonly number[]): number {
  const { persons, messages, operations, counters } = rt.store;
  let canceled = 0;
  for (const key of persons.queuedMessages(ids)) {
    const queued = messages.queuedByKey(key);
    if (queued === null || !messages.cancel(queued.id, rt.now(), erasedReason)) continue;
    counters.count(queued.version_id, queued.node, 'message:queued', -1);
    counters.count(queued.version_id, queued.node, 'message:canceled');
    canceled++;
  }
  for (const key of persons.queuedOperations(ids)) operations.cancel(key, rt.now(), erasedReason);
  return canceled;
}
