import * as z from 'zod';
import {
  type AccountPlace,
  type ConnectorClient,
  ConnectorError,
  type OutgoingMessage,
} from '../../flows/sdk/connector.ts';
import { twilioCalls } from './call.ts';
import { callChannel, callForm, callSchema, callsCursor, pollCalls } from './calls.ts';
import { signingToken } from './hook.ts';
import type { TwilioConfig } from './index.ts';
import { costOf, messageSchema } from './messages.ts';
import { pollMessages } from './poll.ts';

/** Characters of a text, by the specification. */
const longest = 1600;

const accountSchema = z.object({ friendly_name: z.string(), status: z.string(), type: z.string().optional() });

const cursorSchema = z.object({ messages: z.unknown(), calls: callsCursor });

export function openTwilio(config: TwilioConfig, place?: AccountPlace): ConnectorClient {
  const call = twilioCalls(config);
  const account = `/2010-04-01/Accounts/${config.accountSid}`;
  return {
    async verify({ signal }) {
      // The right that polling needs; an API key may have no right to see the account itself.
      await call({ method: 'GET', path: `${account}/Messages.json`, query: { PageSize: '1' }, signal, acts: false });
      if (config.apiKey !== undefined) return { detail: `Twilio knows the API key. SMS leave from ${config.sender}.` };
      const answer = await call({ method: 'GET', path: `${account}.json`, signal, acts: false });
      const { friendly_name, status, type } = understood(accountSchema, answer, false);
      if (status !== 'active') {
        throw new ConnectorError('bad-credentials', `The Twilio account "${friendly_name}" is ${status}.`);
      }
      return {
        detail:
          type === 'Trial'
            ? `Connected to "${friendly_name}", a trial account: it writes only to numbers confirmed in the Twilio console.`
            : `Connected to "${friendly_name}". SMS leave from ${config.sender}.`,
      };
    },

    async send(message, { signal, handover }) {
      if (message.channel === callChannel) {
        const form = callForm(message, config);
        await handover();
        const answer = await call({ method: 'POST', path: `${account}/Calls.json`, form, signal, acts: true });
        return { vendorId: understood(callSchema, answer, true).sid, state: 'sent' };
      }
      const form = sendForm(message, config, place);
      await handover();
      const answer = await call({ method: 'POST', path: `${account}/Messages.json`, form, signal, acts: true });
      const sent = understood(messageSchema, answer, true);
      const price = costOf(sent.price);
      return { vendorId: sent.sid, state: 'sent', ...(price === null ? {} : { cost: price }) };
    },

    async poll(cursor, context) {
      const known = cursorSchema.safeParse(cursor).data;
      // Before there were calls, the position was that of the messages.
      const texts = await pollMessages(config, call, known === undefined ? cursor : known.messages, context);
      const calls = known?.calls ?? null;
      if (texts.more) return { ...texts, cursor: { messages: texts.cursor, calls } };
      const spoken = await pollCalls(account, call, calls, context);
      return {
        incoming: [...texts.incoming, ...spoken.incoming],
        cursor: { messages: texts.cursor, calls: spoken.cursor },
        more: false,
      };
    },
  };
}

function sendForm(message: OutgoingMessage, config: TwilioConfig, place?: AccountPlace): URLSearchParams {
  const told = signingToken(config) === undefined ? null : (place?.hookAddress() ?? null);
  const text = message.parts.text ?? '';
  if (text.trim() === '') throw new ConnectorError('bad-request', 'The message has no text.');
  if (text.length > longest) {
    throw new ConnectorError('bad-request', `The text has ${text.length} characters; Twilio takes ${longest}.`);
  }
  return new URLSearchParams({
    To: message.to,
    [config.sender.startsWith('MG') && config.sender.length === 34 ? 'MessagingServiceSid' : 'From']: config.sender,
    Body: text,
    SmartEncoded: String(config.smartEncoded),
    // Asked for only where it would be believed.
    ...(told === null ? {} : { StatusCallback: told }),
  });
}

function understood<T>(schema: z.ZodType<T>, value: unknown, acts: boolean): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConnectorError('temporary', 'Twilio gave an answer that cannot be read.', { mayHaveActed: acts });
}
