import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type ConnectorClient, ConnectorError, type OutgoingMessage } from '../../flows/sdk/connector.ts';
import { vkApi } from './call.ts';
import { incomingFrom, vendorIdOf } from './events.ts';

interface Config {
  token: string;
  groupId: string;
  linkPreview: boolean;
  baseUrl: string;
}

/** Seconds; whether VK takes none is not documented. */
const shortestWait = 1;
/** Limits by VK's documentation. */
const limits = { text: 9000, buttons: 10, label: 40, payload: 255, rows: 6 };

const groupsSchema = z.looseObject({ groups: z.array(z.looseObject({ name: z.string() })).min(1) });
const settingsSchema = z.looseObject({ is_enabled: z.boolean(), events: z.record(z.string(), z.number()) });
const serverSchema = z.looseObject({ key: z.string(), server: z.url({ protocol: /^https?$/ }), ts: z.coerce.string() });
const cursorSchema = z.object({ ts: z.string() });
const heardSchema = z.looseObject({
  ts: z.coerce.string().optional(),
  updates: z.array(z.unknown()).default([]),
  failed: z.number().optional(),
});

export function openVk(config: Config): ConnectorClient {
  const api = vkApi(config);
  /** Its key is good for this program only; the position `ts` is what lasts. */
  let session: { server: string; key: string; ts: string } | null = null;

  async function newSession(signal: AbortSignal): Promise<{ server: string; key: string; ts: string }> {
    const answer = await api.call('groups.getLongPollServer', { group_id: config.groupId }, { signal, acts: false });
    return understood(serverSchema, answer);
  }

  return {
    async verify({ signal }) {
      const quiet = { signal, acts: false };
      const { groups } = understood(
        groupsSchema,
        await api.call('groups.getById', { group_id: config.groupId }, quiet),
      );
      const settings = understood(
        settingsSchema,
        await api.call('groups.getLongPollSettings', { group_id: config.groupId }, quiet),
      );
      const missing = ['message_new', 'message_read', 'message_allow', 'message_deny'].filter(
        (event) => settings.events[event] !== 1,
      );
      const name = `Connected as ${groups[0]?.name ?? config.groupId}.`;
      if (!settings.is_enabled)
        return { detail: `${name} Long Poll API is switched off in the community, so answers cannot arrive here.` };
      return {
        detail:
          missing.length === 0 ? name : `${name} Events that are switched off in Long Poll API: ${missing.join(', ')}.`,
      };
    },

    async send(message, { signal, handover }) {
      const params = sendParams(message, config);
      await handover();
      const sent = z.number().safeParse(await api.call('messages.send', params, { signal, acts: true }));
      if (!sent.success)
        throw new ConnectorError('temporary', 'VK accepted the message but its answer cannot be read.', {
          mayHaveActed: true,
        });
      return { vendorId: vendorIdOf(message.to, sent.data), state: 'sent' };
    },

    async poll(cursor, { signal, now, hold }) {
      const known = cursorSchema.safeParse(cursor).data?.ts;
      session ??= await newSession(signal);
      const ts = known ?? session.ts;
      const wait = Math.max(shortestWait, Math.floor((hold?.for ?? 0) / 1000));
      const heard = understood(
        heardSchema,
        await api.listen(
          session.server,
          { act: 'a_check', key: session.key, ts, wait },
          { signal, holds: wait * 1000 },
        ),
      );
      const heardAt = hold?.now() ?? now;
      // 1: what was at this position is no longer kept. 2: the key is old. 3: both.
      if (heard.failed === 1) return { incoming: [], cursor: { ts: heard.ts ?? ts }, more: false };
      if (heard.failed !== undefined) {
        session = await newSession(signal);
        return { incoming: [], cursor: { ts: heard.failed === 2 ? ts : session.ts }, more: false };
      }
      return {
        incoming: heard.updates.flatMap((update) => incomingFrom(update, heardAt)),
        cursor: { ts: heard.ts ?? ts },
        more: false,
      };
    },
  };
}

/** The same message always has the same number, by which VK drops the second. Zero would mean none. */
export function randomIdOf(key: string): number {
  return createHash('sha256').update(key).digest().readInt32BE(0) || 1;
}

export function sendParams(
  message: OutgoingMessage,
  config: { linkPreview: boolean },
): Record<string, string | number> {
  const text = message.parts.text ?? '';
  if (text.trim() === '') throw refused('The message has no text.');
  if (text.length > limits.text) throw refused(`The text has ${text.length} characters; VK takes ${limits.text}.`);
  if (!/^[1-9]\d{0,15}$/.test(message.to)) throw refused(`"${message.to}" is not the number of a person in VK.`);
  return {
    peer_id: Number(message.to),
    random_id: randomIdOf(message.key),
    message: text,
    ...(config.linkPreview ? {} : { dont_parse_links: 1 }),
    ...(message.buttons.length === 0 ? {} : { keyboard: JSON.stringify(keyboardOf(message)) }),
  };
}

function keyboardOf({ buttons }: OutgoingMessage): unknown {
  if (buttons.length > limits.buttons) throw refused(`VK takes at most ${limits.buttons} buttons under a message.`);
  const made = buttons.map(({ id, text, url }) => {
    if (text.length > limits.label)
      throw refused(`The button "${text}" is longer than VK's ${limits.label} characters.`);
    if (url !== undefined && url !== '') return { action: { type: 'open_link', link: url, label: text } };
    const payload = JSON.stringify({ button: id });
    if (payload.length > limits.payload)
      throw refused(`The id of the button "${text}" is too long for VK. Shorten it.`);
    return { action: { type: 'text', label: text, payload }, color: 'primary' };
  });
  const width = made.length > limits.rows ? 2 : 1;
  return {
    one_time: false,
    inline: true,
    buttons: Array.from({ length: Math.ceil(made.length / width) }, (_, row) =>
      made.slice(row * width, (row + 1) * width),
    ),
  };
}

function understood<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ConnectorError('temporary', 'VK gave an answer that cannot be read.');
  return parsed.data;
}

const refused = (message: string): ConnectorError => new ConnectorError('bad-request', message);
