import * as z from 'zod';
import {
  type AccountPlace,
  type ConnectorClient,
  ConnectorError,
  type OutgoingMessage,
} from '../../flows/sdk/connector.ts';
import { jsonOf } from '../hook-signature.ts';
import { viberApi } from './call.ts';

export interface Config {
  token: string;
  senderName: string;
  avatar?: string | undefined;
  baseUrl: string;
}

/** Limits by Viber's documentation: characters of a text, of a text under a picture, bytes of the whole request. */
const limits = { text: 7000, caption: 512, bytes: 30_000 };

const infoSchema = z.looseObject({
  name: z.string(),
  webhook: z.string().nullish(),
  subscribers_count: z.number().optional(),
});
const sentSchema = z.looseObject({ message_token: z.string() });

export function openViber(config: Config, place?: AccountPlace): ConnectorClient {
  const api = viberApi(config);
  return {
    async verify({ signal }) {
      const info = infoSchema.safeParse(await api.call('get_account_info', {}, { signal, acts: false }));
      if (!info.success) throw new ConnectorError('temporary', 'Viber gave an answer that cannot be read.');
      const { name, webhook, subscribers_count: followers } = info.data;
      return {
        detail: [
          `Connected as ${name}.`,
          followers === undefined ? '' : `Followers: ${followers}.`,
          (webhook ?? '') === ''
            ? 'The bot has no webhook: Viber will refuse its messages until one is set, here under “Webhook” or where the bot was made.'
            : webhook === place?.hookAddress()
              ? 'Answers and receipts come to the address of this account.'
              : 'Answers and receipts go to another webhook of the bot, and are not read here.',
        ]
          .filter(Boolean)
          .join(' '),
      };
    },

    async send(message, { signal, handover }) {
      const request = requestFor(message, config);
      await handover();
      const sent = sentSchema.safeParse(await api.call('send_message', request, { signal, acts: true }));
      if (!sent.success)
        throw new ConnectorError('temporary', 'Viber accepted the message but its answer cannot be read.', {
          mayHaveActed: true,
        });
      return { vendorId: sent.data.message_token, state: 'sent' };
    },
  };
}

/** Comes back with what people write next: the message's number, and which button says what. */
function trackingData({ id, buttons }: OutgoingMessage): string {
  const answers = buttons.flatMap((button) =>
    button.url === undefined || button.url === '' ? [[button.text, button.id] as const] : [],
  );
  return answers.length === 0 ? String(id) : `${id} ${JSON.stringify(Object.fromEntries(answers))}`;
}

/** The button whose words somebody wrote or pressed, and the message it stands under; nothing where the data is not ours. */
export function buttonOf(tracking: string, text: string): { answers?: number; button?: string } {
  const [, id, words] = /^(\d{1,15})(?: (\{.*\}))?$/s.exec(tracking) ?? [];
  if (id === undefined) return {};
  const buttons = words === undefined ? undefined : wordsSchema.safeParse(jsonOf(words)).data;
  const button = buttons !== undefined && Object.hasOwn(buttons, text) ? buttons[text] : undefined;
  return { answers: Number(id), ...(button === undefined ? {} : { button }) };
}

const wordsSchema = z.record(z.string(), z.string());

export function requestFor(message: OutgoingMessage, config: Config): Record<string, unknown> {
  const text = (message.parts.text ?? '').trim();
  const media = (message.parts.image ?? '').trim();
  if (text === '') throw refused('The message has no text.');
  const limit = media === '' ? limits.text : limits.caption;
  if (text.length > limit) throw refused(`The text has ${text.length} characters; Viber takes ${limit} here.`);
  const request = {
    receiver: message.to,
    min_api_version: 1,
    sender: { name: config.senderName, ...(config.avatar === undefined ? {} : { avatar: config.avatar }) },
    tracking_data: trackingData(message),
    ...(media === '' ? { type: 'text', text } : { type: 'picture', text, media }),
    ...(message.buttons.length === 0
      ? {}
      : {
          keyboard: {
            Type: 'keyboard',
            DefaultHeight: false,
            Buttons: message.buttons.map((button) => ({
              ...(button.url === undefined || button.url === ''
                ? // What is pressed stands in the chat as the person's own words.
                  { ActionType: 'reply', ActionBody: button.text }
                : { ActionType: 'open-url', ActionBody: button.url }),
              Text: button.text,
              TextSize: 'regular',
            })),
          },
        }),
  };
  if (Buffer.byteLength(JSON.stringify(request)) > limits.bytes)
    throw refused(`The message with its buttons is larger than the ${limits.bytes / 1000} kB that Viber takes.`);
  return request;
}

const refused = (message: string): ConnectorError => new ConnectorError('bad-request', message);
