/** From a queued message to one that may leave: asks the step anew, applies the policy, renders the text. */

import { letterText } from '../content/letter/letter-text.ts';
import { laidParts, letterIn } from '../content/letter/press.ts';
import type { OutgoingMessage } from '../sdk/connector.ts';
import { serviceTopic } from '../sdk/message.ts';
import type { MessageDraft } from '../sdk/outcome.ts';
import { KaskadError } from '../sdk/problem.ts';
import { pushChannel } from '../sdk/push.ts';
import type { Millis } from '../sdk/time.ts';
import type { Facts } from '../segments/facts.ts';
import type { Journey } from '../store/journeys.ts';
import type { LinkTarget } from '../store/link-clicks.ts';
import type { MessageRecord } from '../store/messages.ts';
import { offersOf, pickLanguage, scopeFor } from './content.ts';
import { filesOf } from './files.ts';
import { capUntil, overBudget, partsOf, priceOf } from './limits.ts';
import { linked } from './links.ts';
import { holdoutOutlet, type LiveVersion } from './live-flows.ts';
import { offerSpan } from './offers.ts';
import { judge, type Verdict } from './policy.ts';
import { contactNow, type Runtime } from './state.ts';

export type Prepared =
  | {
      kind: 'send';
      outgoing: OutgoingMessage;
      content: string;
      /** Expected price of all its parts; null when nobody named one. */
      cost: number | null;
      /** From when it counts towards the contact's caps; null: it does not. */
      cappedAt: Millis | null;
    }
  | Exclude<Verdict, { kind: 'send' }>;

export function prepare(
  rt: Runtime,
  message: MessageRecord,
  journey: Journey,
  facts: Facts,
  draft: MessageDraft,
  accountPausedUntil: Millis | null,
): Prepared {
  const version = rt.live.version(message.version_id);
  const now = contactNow(rt, facts);
  const codes = namedCodes(rt, message.contact_id);
  let filled: Content | null | undefined;
  const content = (): Content | null => {
    if (filled === undefined) filled = rendered(rt, message, journey, facts, draft, version, codes.of);
    return filled;
  };
  const price = priceOf(rt, version, draft);
  // A text that cannot be filled in costs nothing: it will not leave.
  const cost = (): number => {
    const made = price === null ? null : content();
    return price === null || made === null ? 0 : price.amount * partsOf(draft, made.parts);
  };
  const verdict = judge({
    draft,
    facts,
    holdout: inHoldout(rt, version, journey.id),
    alreadySent: rt.store.mergedSends.isToPass(journey.id, message.node, journey.visit),
    settings: version.plan.settings,
    workspace: rt.sending,
    now,
    expiresAt: message.expires_at,
    capUntil: () => capUntil(rt, message.contact_id, draft.channel, now),
    overBudget: () => overBudget(rt, version, price, cost()),
    accountPausedUntil,
    offer: offerSpan(rt, version, draft),
    unfilled: () => (content() !== null ? null : codes.missing() ? 'no-code' : 'render-failed'),
  });
  if (verdict.kind === 'suppress' && verdict.reason === 'already-sent') {
    rt.store.mergedSends.passed(journey.id, message.node, journey.visit);
  }
  if (verdict.kind !== 'send') return verdict;
  const made = content();
  if (made === null) throw new Error(`Message ${message.id} was allowed before its content was filled in`);
  // Given away together with the message that names it, never before.
  for (const offer of codes.read) rt.store.offers.issue(offer, message.contact_id, now.ms);
  if (codes.read.size > 0) rt.topics.add('offers');
  const { parts, buttons, links, files = [] } = made;
  const { first_name, last_name } = facts.contact;
  const outgoing: OutgoingMessage = {
    id: message.id,
    key: message.key,
    channel: draft.channel,
    to: verdict.recipient,
    toName: [first_name, last_name].filter(Boolean).join(' ') || null,
    parts,
    buttons,
    queuedAt: message.queued_at,
    ...unsubscribeOf(rt, message, draft),
    ...reportOf(rt, message),
    ...(files.length === 0 ? {} : { files }),
  };
  return {
    kind: 'send',
    outgoing,
    content: JSON.stringify({ parts, buttons, ...(links.length === 0 ? {} : { links }), ...keptFiles(draft) }),
    cost: price === null ? null : cost(),
    cappedAt: draft.topic === serviceTopic ? null : now.ms,
  };
}

/** For the button that mail programs show. What needs no consent cannot be unsubscribed from. */
function unsubscribeOf(rt: Runtime, message: MessageRecord, draft: MessageDraft): { unsubscribe?: string } {
  const links = draft.topic === serviceTopic ? null : rt.links(message.id);
  return links === null ? {} : { unsubscribe: links.unsubscribe };
}

/** For a browser's worker. */
function reportOf(rt: Runtime, { id, channel }: MessageRecord): { report?: string } {
  const report = channel === pushChannel ? rt.shortLinks.report(id) : null;
  return report === null ? {} : { report };
}

/** Asked only in versions that have a hold-out at all. */
const inHoldout = (rt: Runtime, version: LiveVersion, journey: number): boolean =>
  version.holdouts.size > 0 &&
  rt.store.journeys
    .outletsTaken(journey)
    .some(({ node, outlet }) => outlet === holdoutOutlet && version.holdouts.has(node));

interface Content extends Pick<OutgoingMessage, 'parts' | 'buttons' | 'files'> {
  /** Where its short addresses lead. */
  links: readonly LinkTarget[];
}

/** A letter is not laid out yet, which takes longer than a transaction may: ask again after `letters.make`. */
export class LetterNotLaid extends Error {}

/** What the mailbox tells of what was attached. */
const keptFiles = ({ attachments = [] }: MessageDraft) => (attachments.length === 0 ? {} : { attachments });

/** The templates of the parts that leave: a letter in blocks is laid out. */
function templatesOf(rt: Runtime, draft: MessageDraft, language: string | null): Readonly<Record<string, string>> {
  const written = language === null ? {} : (draft.content[language] ?? {});
  const letter = letterIn(written, language ?? '');
  if (letter === null) return written;
  // Nothing leaves, and nobody looks at it: its words are enough.
  if (rt.inline) return laidParts(written, { html: '', text: letterText(letter.blocks, rt.store.meta.brand()) });
  const laid = rt.letters.get(letter);
  if (laid === null) throw new LetterNotLaid();
  return laidParts(written, laid);
}

/** Codes of offers that the texts of one message read. */
function namedCodes(rt: Runtime, contact: number) {
  const read = new Set<string>();
  let missing = false;
  return {
    read,
    /** A text named a code, and there is none for the contact. */
    missing: () => missing,
    of(offer: string): string | null {
      const code = rt.store.offers.codeFor(offer, contact);
      if (code === null) missing = true;
      else read.add(offer);
      return code;
    },
  };
}
type CodeOf = (offer: string) => string | null;

/** Null when a text cannot be filled in. */
function rendered(
  rt: Runtime,
  message: MessageRecord,
  journey: Journey,
  facts: Facts,
  draft: MessageDraft,
  version: LiveVersion,
  code: CodeOf,
): Content | null {
  try {
    return render(rt, message, journey, facts, draft, version, code);
  } catch (error) {
    if (error instanceof KaskadError) return null;
    throw error;
  }
}

function render(
  rt: Runtime,
  message: MessageRecord,
  journey: Journey,
  facts: Facts,
  draft: MessageDraft,
  version: LiveVersion,
  code: CodeOf,
): Content {
  const event = journey.event_id === null ? null : rt.store.events.get(journey.event_id);
  const scope = scopeFor(rt, facts.contact, event, offersOf(rt, version, code), message.id);
  const chosen = pickLanguage(draft.content, facts.contact.language, version.plan.language);
  const templates = templatesOf(rt, draft, chosen);
  const parts: Record<string, string> = {};
  for (const [part, template] of Object.entries(templates)) {
    parts[part] = rt.content.render(template, scope, { html: draft.htmlParts.includes(part) });
  }
  if (Object.values(parts).every((text) => text.trim() === '')) {
    throw new KaskadError('render-failed', 'The message has no text in any language.', {});
  }
  const buttons = draft.buttons.map((button) => ({
    id: button.id,
    text: rt.content.render(button.text, scope, { html: false }),
    ...(button.url === undefined ? {} : { url: rt.content.render(button.url, scope, { html: false }) }),
  }));
  const files = rt.inline ? [] : filesOf(rt.store.files, parts, draft.attachments ?? []);
  return { ...linked(rt, message, draft, version, { parts, buttons }), ...(files.length === 0 ? {} : { files }) };
}
