/**
 * A message as the Cloud API wants it. A template is named by the parts `template` and `language` and filled in by
 * `header`, `body.<n>`, `url.<index>` and `reply.<index>`; anything else is free text.
 */
import { ConnectorError, type OutgoingMessage } from '../../flows/sdk/connector.ts';

type Parameter = { type: 'text'; text: string } | { type: 'image'; image: { link: string } };

interface Component {
  type: 'header' | 'body' | 'button';
  sub_type?: 'quick_reply' | 'url';
  index?: string;
  parameters: (Parameter | { type: 'payload'; payload: string })[];
}

/** Limits of the specification. */
const limits = { caption: 1024, interactive: 1024, buttons: 3, buttonTitle: 20 };

export function requestFor(message: OutgoingMessage): Record<string, unknown> {
  const to = message.to.replace(/[^\d]/g, '');
  if (to === '') throw refused(`"${message.to}" is not a phone number with its country code.`);
  const head = { messaging_product: 'whatsapp', recipient_type: 'individual', to };
  const { template } = message.parts;
  return template === undefined
    ? { ...head, ...free(message) }
    : { ...head, type: 'template', template: templateOf(message, template) };
}

function templateOf({ id, parts }: OutgoingMessage, name: string): Record<string, unknown> {
  const components: Component[] = [];
  if (parts['header.image'] !== undefined)
    components.push({ type: 'header', parameters: [{ type: 'image', image: { link: parts['header.image'] } }] });
  const texts = (prefix: string): Parameter[] =>
    Object.keys(parts)
      .flatMap((part) => (part.startsWith(prefix) ? [Number(part.slice(prefix.length))] : []))
      .filter(Number.isInteger)
      .sort((a, b) => a - b)
      .map((place) => ({ type: 'text', text: filled(parts[`${prefix}${place}`], place) }));
  const [header, body] = [texts('header.'), texts('body.')];
  if (header.length > 0) components.push({ type: 'header', parameters: header });
  if (body.length > 0) components.push({ type: 'body', parameters: body });
  for (const [part, text] of Object.entries(parts)) {
    const [, kind, index] = /^(url|reply)\.(\d)$/.exec(part) ?? [];
    if (index === undefined) continue;
    components.push(
      kind === 'url'
        ? { type: 'button', sub_type: 'url', index, parameters: [{ type: 'text', text: filled(text, part) }] }
        : {
            type: 'button',
            sub_type: 'quick_reply',
            index,
            parameters: [{ type: 'payload', payload: `${id}:${text}` }],
          },
    );
  }
  return {
    name,
    language: { code: parts.language ?? '', policy: 'deterministic' },
    ...(components.length === 0 ? {} : { components }),
  };
}

/** WhatsApp refuses a value that is empty, and one with line breaks. */
function filled(text: string | undefined, place: string | number): string {
  const line = (text ?? '').replace(/\s+/g, ' ').trim();
  if (line === '') throw refused(`The value ${place} of the template is empty for this person.`);
  return line;
}

function free({ id, parts, buttons }: OutgoingMessage): Record<string, unknown> {
  // WhatsApp has no buttons that open a link beside those that answer: links stand in the text.
  const links = buttons.flatMap(({ text, url }) => (url === undefined || url === '' ? [] : [`${text}: ${url}`]));
  const text = [parts.text ?? '', ...links].join('\n').trim();
  const replies = buttons.filter(({ url }) => url === undefined || url === '');
  const image = parts.image === undefined || parts.image.trim() === '' ? null : { link: parts.image.trim() };
  if (text === '') throw refused('The message has no text.');
  if (replies.length > 0) {
    if (replies.length > limits.buttons) throw refused(`WhatsApp takes at most ${limits.buttons} buttons.`);
    const long = replies.find((button) => button.text.length > limits.buttonTitle);
    if (long !== undefined)
      throw refused(`The button "${long.text}" is longer than WhatsApp's ${limits.buttonTitle} characters.`);
    if (text.length > limits.interactive)
      throw refused(`A text with buttons may have ${limits.interactive} characters in WhatsApp; this one is longer.`);
    return {
      type: 'interactive',
      interactive: {
        type: 'button',
        ...(image === null ? {} : { header: { type: 'image', image } }),
        body: { text },
        action: {
          buttons: replies.map((button) => ({
            type: 'reply',
            reply: { id: `${id}:${button.id}`, title: button.text },
          })),
        },
      },
    };
  }
  if (image === null) return { type: 'text', text: { body: text, preview_url: true } };
  if (text.length > limits.caption)
    throw refused(`A text under a picture may have ${limits.caption} characters in WhatsApp; this one is longer.`);
  return { type: 'image', image: { ...image, caption: text } };
}

const refused = (message: string): ConnectorError => new ConnectorError('bad-request', message);
