/**
 * What a colleague answered at a vendor (Jivo, say) somebody whom a flow handed over to them. It leaves like an answer from the inbox:
 * through the outbox, in the channel in which the person wrote last of those that can be answered, by the rules of answers, and it holds
 * what is automatic back for as long.
 */
import { contactOfPerson, personOf } from '../sdk/chat.ts';
import type { Incoming } from '../sdk/connector.ts';
import { answerKeptFor, pauseEnd } from '../sdk/operator.ts';
import { answerParts, answerWays, longestAnswer } from './answer-ways.ts';
import type { Runtime } from './state.ts';

type Answer = Extract<Incoming, { kind: 'answer' }>;

/** Within the caller's transaction. */
export function colleagueAnswered(rt: Runtime, account: string, { id, person, text }: Answer): void {
  const contact = whoIs(rt, person);
  // Whom nobody gave to this account, it has no business writing to.
  if (contact === null || !rt.store.operations.wasDone(contact, account, 'chat.hand-over')) return;
  const { store } = rt;
  const now = rt.now();
  const way = answerWays(rt, contact).find(({ cannot }) => cannot === null);
  if (way === undefined || way.account === null || way.to === null) {
    unheard(rt, account, contact, 'no-way');
    return;
  }
  if (text.length > (way.textLimit ?? longestAnswer)) {
    unheard(rt, account, contact, 'too-long');
    return;
  }
  const queued = store.talk.queue({
    key: `operator:${account}:${id}`,
    contact,
    channel: way.channel,
    account: way.account,
    to: way.to,
    content: JSON.stringify({ parts: answerParts(rt, contact, way.channel, text), buttons: [] }),
    answers: store.conversations.get(contact)?.asks ?? null,
    expires: now + answerKeptFor,
    now,
  });
  if (!queued) return;
  store.pauses.pause(contact, pauseEnd(now, store.meta.inbox().pauseHours));
  for (const topic of ['messages', 'contacts', 'conversations']) rt.topics.add(topic);
}

/** The contact as of today; null when they are not of this workspace, or not any more. */
function whoIs(rt: Runtime, person: string): number | null {
  const { contacts } = rt.store;
  const id = contactOfPerson(person);
  const view = id === null ? null : contacts.view(id, { workspace: rt.workspaceZone });
  return view === null || personOf(view) !== person ? null : contacts.today(view.id);
}

/** The colleague believes that the person reads it: the owner is told that they do not. */
function unheard(rt: Runtime, account: string, contact: number, reason: 'no-way' | 'too-long'): void {
  rt.store.notices.add(rt.now(), `colleague-unheard-${reason}`, { account, contact });
  rt.topics.add('notices');
}
