/** One letter as SendGrid wants it. */
import { ConnectorError, type OutgoingMessage } from '../../flows/sdk/connector.ts';
import type { SendGridConfig } from './index.ts';

const written = (text: string | undefined): text is string => text !== undefined && text.trim() !== '';

export function letterOf(message: OutgoingMessage, config: SendGridConfig): Record<string, unknown> {
  const { subject, text, html } = message.parts;
  if (!written(subject)) throw new ConnectorError('bad-request', 'The letter has no subject, and SendGrid wants one.');
  // Mail programs show the last form they can: plain text comes first.
  const content = [
    ...(written(text) ? [{ type: 'text/plain', value: text }] : []),
    ...(written(html) ? [{ type: 'text/html', value: html }] : []),
  ];
  if (content.length === 0) throw new ConnectorError('bad-request', 'The letter is empty.');
  return {
    personalizations: [
      {
        to: [address(message.to, message.toName)],
        // Comes back with everything that SendGrid tells of the letter.
        custom_args: { kaskad: message.key },
      },
    ],
    from: address(config.fromAddress, config.fromName),
    ...(config.replyTo === undefined ? {} : { reply_to: address(config.replyTo, null) }),
    subject,
    content,
    ...(config.category === undefined ? {} : { categories: [config.category] }),
  };
}

const address = (email: string, name: string | null | undefined) =>
  written(name ?? undefined) ? { email, name } : { email };
