/** From a queued message to one that may leave: asks the step anew, applies the policy, renders the text. */

import type { OutgoingMessage } from '../sdk/connector.ts';
import type { MessageDraft } from '../sdk/outcome.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { Facts } from '../segments/facts.ts';
import type { Journey } from '../store/journeys.ts';
import type { MessageRecord } from '../store/messages.ts';
import { pickLanguage, scopeFor } from './content.ts';
import { holdoutOutlet, type LiveVersion } from './live-flows.ts';
import { judge, type Verdict } from './policy.ts';
import { contactNow, type Runtime } from './state.ts';

export type Prepared =
  | { kind: 'send'; outgoing: OutgoingMessage; content: string }
  | Exclude<Verdict, { kind: 'send' }>;

export function prepare(
  rt: Runtime,
  message: MessageRecord,
  journey: Journey,
  facts: Facts,
  draft: MessageDraft,
  accountPausedUntil: number | null,
): Prepared {
  const version = rt.live.version(message.version_id);
  const filled: { content: Content | null } = { content: null };
  const verdict = judge({
    draft,
    facts,
    holdout: inHoldout(rt, version, journey.id),
    settings: version.plan.settings,
    now: contactNow(rt, facts),
    expiresAt: message.expires_at,
    accountPausedUntil,
    renders() {
      filled.content = rendered(rt, journey, facts, draft, version.plan.language);
      return filled.content !== null;
    },
  });
  if (verdict.kind !== 'send') return verdict;
  if (filled.content === null) throw new Error(`Message ${message.id} was allowed before its content was filled in`);
  const { parts, buttons } = filled.content;
  const { first_name, last_name } = facts.contact;
  const outgoing: OutgoingMessage = {
    id: message.id,
    key: message.key,
    channel: draft.channel,
    to: verdict.recipient,
    toName: [first_name, last_name].filter(Boolean).join(' ') || null,
    parts,
    buttons,
  };
  return { kind: 'send', outgoing, content: JSON.stringify({ parts, buttons }) };
}

/** Asked only in versions that have a hold-out at all. */
const inHoldout = (rt: Runtime, version: LiveVersion, journey: number): boolean =>
  version.holdouts.size > 0 &&
  rt.store.journeys
    .outletsTaken(journey)
    .some(({ node, outlet }) => outlet === holdoutOutlet && version.holdouts.has(node));

type Content = Pick<OutgoingMessage, 'parts' | 'buttons'>;

/** Null when a text cannot be filled in. */
function rendered(rt: Runtime, journey: Journey, facts: Facts, draft: MessageDraft, language: string): Content | null {
  try {
    return render(rt, journey, facts, draft, language);
  } catch (error) {
    if (error instanceof KaskadError) return null;
    throw error;
  }
}

function render(rt: Runtime, journey: Journey, facts: Facts, draft: MessageDraft, language: string): Content {
  const event = journey.event_id === null ? null : rt.store.events.get(journey.event_id);
  const scope = scopeFor(rt, facts.contact, event);
  const chosen = pickLanguage(draft.content, facts.contact.language, language);
  const templates = chosen === null ? {} : (draft.content[chosen] ?? {});
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
  return { parts, buttons };
}
