/** From a queued message to one that may leave: asks the step anew, applies the policy, renders the text. */

import type { OutgoingMessage } from '../sdk/connector.ts';
import type { MessageDraft } from '../sdk/outcome.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { Facts } from '../segments/facts.ts';
import type { Journey } from '../store/journeys.ts';
import type { MessageRecord } from '../store/messages.ts';
import { pickLanguage, scopeFor } from './content.ts';
import { judge, type Verdict } from './policy.ts';
import { contactNow, type Runtime, toEventView } from './state.ts';

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
  const verdict = judge({
    draft,
    facts,
    settings: version.plan.settings,
    now: contactNow(rt, facts),
    expiresAt: message.expires_at,
    accountPausedUntil,
  });
  if (verdict.kind !== 'send') return verdict;
  try {
    const { parts, buttons } = render(rt, journey, facts, draft, version.plan.language);
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
  } catch (error) {
    if (!(error instanceof KaskadError)) throw error;
    return { kind: 'suppress', reason: 'render-failed', recipient: verdict.recipient };
  }
}

function render(rt: Runtime, journey: Journey, facts: Facts, draft: MessageDraft, language: string) {
  const row = journey.event_id === null ? null : rt.store.live.event(journey.event_id);
  const scope = scopeFor(rt, facts.contact, row === null ? null : toEventView(row));
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
