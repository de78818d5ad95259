/** The blocks that lie ready for a visitor, as the snippet draws them; and what became of one. */
import { blockOf, type SiteBlock } from '../../../sdk/site.ts';
import type { MessageRecord } from '../../../store/messages.ts';
import type { HostContext } from '../../context.ts';
import { readToken, tokenOf } from '../tokens.ts';
import { siteConnector } from '../web.ts';

/** What waits is looked through so far: a person has few of them at a time. */
const lookedAt = 50;
/** A page shows so many at once. */
const most = 10;

export type ShownBlock = SiteBlock & { block: string };

/** The newest for each place of the page; of pop-ups and banners that stand anywhere, one. */
export function blocksFor(
  { store, web, now }: HostContext,
  visitor: { contact: number; accounts: readonly string[]; places: readonly string[] },
): ShownBlock[] {
  const key = web.key();
  if (key === null) return [];
  const places = new Set(visitor.places);
  const taken = new Set<string>();
  const shown: ShownBlock[] = [];
  for (const { id, content } of store.site.ready(visitor.contact, visitor.accounts, now(), lookedAt)) {
    const block = blockOf(content);
    if (block.place === null ? block.kind === 'card' : !places.has(block.place)) continue;
    const spot = block.kind === 'card' ? `card ${block.place}` : block.kind;
    if (taken.has(spot) || shown.length >= most) continue;
    taken.add(spot);
    shown.push({ block: tokenOf(key, 'block', id), ...block });
  }
  return shown;
}

export interface Deed {
  what: 'seen' | 'pressed' | 'closed';
  /** The sealed name of the block. */
  block: string;
  /** Id of the button pressed. */
  button?: string | undefined;
}

/** False for a block that was never given out here. Doing the same again changes nothing. */
export function applyDeed(context: HostContext, deed: Deed): boolean {
  const { store, web } = context;
  const key = web.key();
  const [id] = (key === null ? null : readToken(key, 'block', deed.block)) ?? [];
  const message = id === undefined ? null : store.messages.get(id);
  if (message === null) return false;
  // Of who was erased only the number is left; of an account that is gone nobody asks.
  if (message.account_id === null || message.vendor_id === null) return true;
  if (store.accounts.get(message.account_id)?.type !== siteConnector) return true;
  const content = store.mailbox.content(message.id);
  if (content === null || store.contacts.resolve(`id:${message.contact_id}`) === null) return true;
  const known = { ...message, account_id: message.account_id, vendor_id: message.vendor_id };
  const block = blockOf(content);
  if (deed.what === 'seen') seen(context, known, block);
  else if (deed.what === 'closed') closed(context, known, block);
  else return pressed(context, known, block, deed.button ?? '');
  return true;
}

type Known = MessageRecord & { account_id: string; vendor_id: string };

function seen({ store, engine, now }: HostContext, message: Known, { frequency }: SiteBlock): void {
  const { account_id: account, vendor_id: vendorId } = message;
  engine.receive(account, [{ kind: 'receipt', id: `seen:${message.id}`, vendorId, state: 'read', at: now() }]);
  if (frequency === 'once') store.site.close(message.id, now());
}

function closed({ store, engine, changes, now }: HostContext, message: Known, { frequency, place }: SiteBlock): void {
  const { id, contact_id: contactId, account_id: source, flow_id: flow, node, journey_id: journey, channel } = message;
  store.events.insert({
    contactId,
    type: 'message.closed',
    at: now(),
    key: `${source}:${id}`,
    props: { flow, node, journey, channel, message: id, ...(place === null ? {} : { place }) },
    source,
  });
  if (frequency !== 'always') store.site.close(id, now());
  engine.wake();
  changes.publish('contacts');
}

/** False for a button that it does not have. */
function pressed({ store, engine, now }: HostContext, message: Known, block: SiteBlock, button: string): boolean {
  const one = block.buttons.find(({ id }) => id === button);
  if (one === undefined) return false;
  const { account_id: account, vendor_id: vendorId, channel } = message;
  const at = now();
  const id = `pressed:${message.id}:${button}`;
  engine.receive(account, [
    // Some browsers leave the page before they tell that it was seen.
    { kind: 'receipt', id: `seen:${message.id}`, vendorId, state: 'read', at },
    one.url === null
      ? {
          kind: 'message',
          id,
          channel,
          from: message.recipient ?? '',
          at,
          text: one.text,
          button,
          inReplyTo: vendorId,
        }
      : { kind: 'receipt', id, vendorId, state: 'clicked', at, props: { button, url: one.url } },
  ]);
  if (block.frequency !== 'always') store.site.close(message.id, at);
  return true;
}
