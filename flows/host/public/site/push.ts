/**
 * What pages and the worker of the owner's site ask for and tell about web push: the key to ask a browser with, a browser that takes
 * messages, one that takes none any more, and what became of a message. A browser is taken only from a visitor who is known
 * (see visitor.ts); to change it later one has to name it whole, with the secret that only it and this workspace have.
 */
import * as z from 'zod';
import { KaskadError } from '../../../sdk/problem.ts';
import { noticeOf, pushAddress, pushChannel, readPushAddress, subscriptionSchema } from '../../../sdk/push.ts';
import type { Account } from '../../../store/accounts.ts';
import type { HostContext } from '../../context.ts';
import { readToken } from '../tokens.ts';
import { identitySchema, type Page, visitorOf } from './visitor.ts';

/** The file that the owner puts on their site, in resources/site. */
export const workerName = 'kaskad-push.js';

/** Are there accounts for which browsers can be collected? */
export const isOfPush = ({ store }: HostContext): boolean =>
  store.accounts.list().some(({ type }) => type === pushChannel);

const account = z.string().max(100);
const keySchema = z.object({ account });
const subscribeSchema = identitySchema.extend({ account, subscription: subscriptionSchema });
/** As this workspace gave it to the browser. */
const address = z.string().max(2000);
const changedSchema = z.object({ account, old: address, subscription: subscriptionSchema });
const leaveSchema = z.object({ account, old: address });
const deedSchema = z.object({
  what: z.enum(['shown', 'pressed', 'closed']),
  button: z.string().max(40).optional(),
  /** Milliseconds since: the browser may have been without a network. */
  ago: z.number().int().min(0).optional(),
});

/** What was told later than this is told as of then. */
const longestAgo = 3 * 24 * 3_600_000;

interface From {
  page: Page;
  origin: string;
  /** What the browser calls itself. */
  agent: string;
}

/** Null: there is nothing of that name, or it was not asked for as it should be. */
export function pushAnswer(
  context: HostContext,
  from: From,
  what: string,
  message: string | undefined,
  body: unknown,
): Record<string, unknown> | null {
  switch (what) {
    case 'key': {
      const found = accountOf(context, keySchema.safeParse(body).data?.account);
      return found === null ? null : { key: found.publicKey };
    }
    case 'subscribe': {
      const asked = subscribeSchema.safeParse(body).data;
      const found = accountOf(context, asked?.account);
      return asked === undefined || found === null ? null : { address: subscribe(context, from, asked, found) };
    }
    case 'changed': {
      const asked = changedSchema.safeParse(body).data;
      const found = accountOf(context, asked?.account);
      return asked === undefined || found === null ? null : { address: changed(context, from, asked, found) };
    }
    case 'leave': {
      const asked = leaveSchema.safeParse(body).data;
      const found = accountOf(context, asked?.account);
      if (asked === undefined || found === null) return null;
      leave(context, from, asked.old, found);
      return {};
    }
    case 'told': {
      const deed = deedSchema.safeParse(body).data;
      return deed !== undefined && message !== undefined && told(context, message, deed) ? {} : null;
    }
    default:
      return null;
  }
}

type Known = Pick<Account, 'id'> & { publicKey: string };

function accountOf({ store }: HostContext, id: string | undefined): Known | null {
  const found = id === undefined ? null : store.accounts.get(id);
  if (found?.type !== pushChannel || typeof found.config.publicKey !== 'string') return null;
  return { id: found.id, publicKey: found.config.publicKey };
}

/** The browser becomes an address of the visitor's, and only of theirs. Null for a stranger, and for who was erased. */
function subscribe(
  context: HostContext,
  { page, origin, agent }: From,
  { subscription, ...identity }: z.output<typeof subscribeSchema>,
  { id: source, publicKey }: Known,
): string | null {
  const { store, engine, changes, now } = context;
  const contact = visitorOf(context, page, identity);
  if (contact === null) return null;
  const value = pushAddress(subscription, publicKey, agent);
  const at = now();
  const taken = store.db.transaction(() => take(context, contact, value)).immediate();
  if (!taken) return null;
  // Pressing the button is the answer to whether they want messages here, whatever they answered before.
  const refused = store.contacts
    .consents(contact)
    .filter(({ channel, topic, granted }) => channel === pushChannel && topic !== '' && !granted);
  const proof = { page: origin, at };
  engine.answerConsents(
    contact,
    ['', ...refused.map(({ topic }) => topic)].map((topic) => ({ channel: pushChannel, topic, granted: true, proof })),
    source,
  );
  engine.wake();
  changes.publish('contacts');
  return value;
}

/** False where the person may not be kept. */
function take({ store, now }: HostContext, contact: number, value: string): boolean {
  const at = now();
  const one = { kind: pushChannel, value };
  // Whoever pressed last sits before this browser.
  let owner = store.contacts.byAddress(pushChannel, value);
  while (owner !== null && owner !== contact) {
    store.contacts.removeAddress(owner, one, at);
    owner = store.contacts.byAddress(pushChannel, value);
  }
  try {
    store.contacts.addAddress(contact, one, at);
  } catch (error) {
    if (error instanceof KaskadError) return false;
    throw error;
  }
  store.contacts.setAddressState(contact, one, 'valid', null, at);
  return true;
}

/** The browser has a new subscription by itself, for whom it had the old. Null where the old is not known. */
function changed(
  context: HostContext,
  { agent }: From,
  { old, subscription }: z.output<typeof changedSchema>,
  { publicKey }: Known,
): string | null {
  const { store, changes, now } = context;
  const contact = readPushAddress(old) === null ? null : store.contacts.byAddress(pushChannel, old);
  if (contact === null) return null;
  const value = pushAddress(subscription, publicKey, agent);
  const taken = store.db
    .transaction(() => {
      if (!take(context, contact, value)) return false;
      if (value !== old) store.contacts.removeAddress(contact, { kind: pushChannel, value: old }, now());
      return true;
    })
    .immediate();
  changes.publish('contacts');
  return taken ? value : null;
}

/** Switched off on the site: no messages here any more, and the browser is forgotten. */
function leave(
  { store, engine, changes, now }: HostContext,
  { origin }: From,
  old: string,
  { id: source }: Known,
): void {
  const contact = readPushAddress(old) === null ? null : store.contacts.byAddress(pushChannel, old);
  if (contact === null) return;
  store.contacts.removeAddress(contact, { kind: pushChannel, value: old }, now());
  // Other browsers of the person were not switched off.
  const left = store.contacts.addresses(contact).some(({ kind }) => kind === pushChannel);
  if (!left) {
    const proof = { page: origin, at: now() };
    engine.answerConsents(contact, [{ channel: pushChannel, topic: '', granted: false, proof }], source);
  }
  changes.publish('contacts');
}

/** False for a message that this workspace did not send so. Doing the same again changes nothing. */
function told(context: HostContext, token: string, { what, button, ago = 0 }: z.output<typeof deedSchema>): boolean {
  const { store, engine, changes, web, now } = context;
  const key = web.key();
  const [id] = (key === null ? null : readToken(key, 'push', token)) ?? [];
  const message = id === undefined ? null : store.messages.get(id);
  if (message === null || message.channel !== pushChannel) return false;
  const { account_id: account, key: name, contact_id: contact, channel } = message;
  const content = store.mailbox.content(message.id);
  // Of who was erased only the number is left.
  if (account === null || content === null || store.contacts.resolve(`id:${contact}`) === null) return true;
  const at = now() - Math.min(ago, longestAgo);
  if (what === 'shown') {
    engine.receive(account, [{ kind: 'receipt', id: `shown:${message.id}`, key: name, state: 'delivered', at }]);
    return true;
  }
  if (what === 'closed') {
    const { flow_id: flow, node, journey_id: journey } = message;
    const props = { flow, node, journey, channel, message: message.id };
    const eventKey = `${account}:${message.id}`;
    store.events.insert({ contactId: contact, type: 'message.closed', at, key: eventKey, props, source: account });
    engine.wake();
    changes.publish('contacts');
    return true;
  }
  const notice = noticeOf(content);
  const pressed = button === undefined ? undefined : notice?.buttons.find((one) => one.id === button);
  if (notice === null || (button !== undefined && pressed === undefined)) return false;
  const deed = `pressed:${message.id}:${button ?? ''}`;
  if (pressed !== undefined && pressed.url === null) {
    engine.receive(account, [
      {
        kind: 'message',
        id: deed,
        channel,
        from: message.recipient ?? '',
        at,
        text: pressed.text,
        button: pressed.id,
        inReplyToKey: name,
      },
    ]);
    return true;
  }
  const url = pressed === undefined ? notice.url : pressed.url;
  const props = { ...(url === null ? {} : { url }), ...(pressed === undefined ? {} : { button: pressed.id }) };
  engine.receive(account, [{ kind: 'receipt', id: deed, key: name, state: 'clicked', at, props }]);
  return true;
}
