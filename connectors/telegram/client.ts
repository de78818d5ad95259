import * as z from 'zod';
import { type ConnectorClient, ConnectorError, type OutgoingMessage } from '../../flows/sdk/connector.ts';
import { type BotApi, botApi } from './call.ts';
import { incomingFrom, updateSchema } from './updates.ts';

interface Config {
  token: string;
  format: 'plain' | 'html';
  linkPreview: boolean;
  baseUrl?: string | undefined;
}

const sendTimeoutMs = 20_000;
/** How much longer than it may hold the line Telegram has for its answer. */
const pollTimeoutMs = 15_000;
const batch = 100;
/** Telegram allows about one message a second in one chat. */
const chatGapMs = 1000;
/** Bytes of callback_data, by the specification. */
const callbackBytes = 64;

const meSchema = z.object({ id: z.number(), first_name: z.string(), username: z.string().optional() });
const webhookSchema = z.object({ url: z.string() });
const sentSchema = z.object({ message_id: z.number(), chat: z.object({ id: z.number() }) });
const cursorSchema = z.object({ offset: z.number().int() });

export function openTelegram(config: Config): ConnectorClient {
  const api = botApi(config);
  const wait = chatGate();
  return {
    async verify({ signal }) {
      const options = { signal, timeoutMs: sendTimeoutMs, acts: false };
      const me = understood(meSchema, await api.call('getMe', {}, options));
      const webhook = understood(webhookSchema, await api.call('getWebhookInfo', {}, options));
      const name = me.username === undefined ? me.first_name : `${me.first_name} (@${me.username})`;
      return {
        detail:
          webhook.url === ''
            ? `Connected as ${name}.`
            : `Connected as ${name}. Another service has set a webhook for this bot, so replies cannot arrive here until it is removed.`,
      };
    },

    async send(message, { signal, handover }) {
      const params = sendParams(message, config);
      await wait(message.to, signal);
      await handover();
      const result = await api.call('sendMessage', params, { signal, timeoutMs: sendTimeoutMs, acts: true });
      const sent = sentSchema.safeParse(result);
      if (!sent.success) {
        throw new ConnectorError('temporary', 'Telegram accepted the message but its answer cannot be read.', {
          mayHaveActed: true,
        });
      }
      return { vendorId: `${sent.data.chat.id}:${sent.data.message_id}`, state: 'sent' };
    },

    async poll(cursor, { signal, now, hold }) {
      const holdSeconds = Math.floor((hold?.for ?? 0) / 1000);
      const known = cursorSchema.safeParse(cursor);
      const offset = known.success ? known.data.offset : null;
      const result = await api.call(
        'getUpdates',
        {
          ...(offset === null ? {} : { offset }),
          limit: batch,
          timeout: holdSeconds,
          allowed_updates: ['message', 'callback_query', 'my_chat_member'],
        },
        { signal, timeoutMs: holdSeconds * 1000 + pollTimeoutMs, acts: false },
      );
      const heardAt = hold?.now() ?? now;
      const list = understood(z.array(z.looseObject({ update_id: z.number().int() })), result);
      // An update of a shape we do not know must not stop those after it.
      const updates = list.flatMap((raw) => updateSchema.safeParse(raw).data ?? []);
      await Promise.allSettled(updates.map((update) => answerPress(api, update.callback_query?.id, signal)));
      const next = list.reduce((highest, update) => Math.max(highest, update.update_id + 1), offset ?? 0);
      return {
        incoming: updates.flatMap((update) => incomingFrom(update, heardAt)),
        cursor: list.length === 0 && offset === null ? null : { offset: next },
        more: list.length >= batch,
      };
    },
  };
}

/** Stops the little clock on the button. A press too old to answer is of no interest. */
async function answerPress(api: BotApi, id: string | undefined, signal: AbortSignal): Promise<void> {
  if (id === undefined) return;
  await api.call('answerCallbackQuery', { callback_query_id: id }, { signal, timeoutMs: 5000, acts: false });
}

/** Buttons of a few letters, such as the scores of a survey, stand beside each other; others have a row each. */
const shortLabel = 2;
const shortInRow = 6;

function inRows<T>(
  buttons: OutgoingMessage['buttons'],
  make: (button: OutgoingMessage['buttons'][number]) => T,
): T[][] {
  const rows: T[][] = [];
  let room = 0;
  for (const button of buttons) {
    const row = rows.at(-1);
    const short = button.text.length <= shortLabel;
    if (short && row !== undefined && room > 0) {
      row.push(make(button));
      room--;
    } else {
      rows.push([make(button)]);
      room = short ? shortInRow - 1 : 0;
    }
  }
  return rows;
}

function sendParams(message: OutgoingMessage, config: Config): Record<string, unknown> {
  const text = message.parts.text ?? '';
  if (text.trim() === '') throw new ConnectorError('bad-request', 'The message has no text.');
  const keyboard = inRows(message.buttons, (button) => {
    if (button.url !== undefined && button.url !== '') return { text: button.text, url: button.url };
    const data = `${message.id}:${button.id}`;
    if (Buffer.byteLength(data) > callbackBytes) {
      throw new ConnectorError(
        'bad-request',
        `The id of the button "${button.text}" is too long for Telegram. Shorten it.`,
      );
    }
    return { text: button.text, callback_data: data };
  });
  return {
    chat_id: /^-?\d{1,15}$/.test(message.to) ? Number(message.to) : message.to,
    text,
    ...(config.format === 'html' && message.plain !== true ? { parse_mode: 'HTML' } : {}),
    ...(config.linkPreview ? {} : { link_preview_options: { is_disabled: true } }),
    ...(keyboard.length === 0 ? {} : { reply_markup: { inline_keyboard: keyboard } }),
  };
}

function understood<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ConnectorError('temporary', 'Telegram gave an answer that cannot be read.');
  return parsed.data;
}

/** Spaces messages to one chat; different chats do not wait for each other. */
function chatGate() {
  const free = new Map<string, number>();
  return async (chat: string, signal: AbortSignal): Promise<void> => {
    const now = performance.now();
    if (free.size > 10_000) for (const [other, at] of free) if (at <= now) free.delete(other);
    const at = Math.max(now, free.get(chat) ?? 0);
    free.set(chat, at + chatGapMs);
    if (at > now) await pause(at - now, signal);
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new ConnectorError('unreachable', 'The engine stopped before the message left.'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
