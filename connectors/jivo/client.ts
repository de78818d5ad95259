/**
 * Jivo's Chat API, of which two calls are documented: what a person writes is posted to the channel's address, and `/status` below it
 * says 1 or 0, whether operators are online. No limits are published; whether a `message.id` posted twice is one message is not said.
 */
import * as z from 'zod';
import { type ChatStatus, handOverInput } from '../../flows/sdk/chat.ts';
import {
  type AccountPlace,
  type ConnectorClient,
  ConnectorError,
  type ErrorClass,
  type OperateContext,
} from '../../flows/sdk/connector.ts';
import { type VendorAnswer, vendorCalls } from '../vendor-call.ts';
import type { JivoConfig } from './index.ts';
import { markedPerson } from './person.ts';

const noAddress =
  'Jivo only tells, and to a public address: there is none yet. Set one below the accounts, then put this account’s webhook into Jivo.';
const nothingToCheck =
  'Jivo has no login to check: it tells all to this account’s webhook. What came there stands under “Webhook”. No chat takes people over: no Chat API address is entered.';

/** JSON, or the text of it. */
const statusSchema = z.union([z.literal(0), z.literal(1), z.literal('0'), z.literal('1')]);

export function openJivo({ chatUrl }: JivoConfig, place?: AccountPlace): ConnectorClient {
  const channel = chatUrl === undefined ? null : channelAt(chatUrl);
  const heard = place?.hookAddress() != null;
  const need = (): Channel => {
    if (channel !== null) return channel;
    throw new ConnectorError(
      'bad-request',
      'This Jivo account has no Chat API address, so it can hand nobody over. Enter it in the account’s settings.',
    );
  };
  return {
    async verify({ signal }) {
      if (channel === null) return { detail: heard ? nothingToCheck : noAddress };
      const { online } = await channel.status(signal);
      const there = online ? 'Operators are online.' : 'No operator is online now.';
      return {
        detail: heard
          ? `Jivo’s chat answers. ${there}`
          : `Jivo’s chat answers. ${there} What operators answer does not come back yet: it needs a public address, set below the accounts.`,
      };
    },
    operate(name, input, context) {
      switch (name) {
        case 'chat.hand-over':
          return need().handOver(handOverInput.parse(input), context);
        case 'chat.status':
          return need().status(context.signal);
        default:
          throw new ConnectorError('bad-request', `Jivo cannot do "${name}".`);
      }
    },
  };
}

interface Channel {
  status(signal: AbortSignal): Promise<ChatStatus>;
  handOver(input: z.output<typeof handOverInput>, context: Pick<OperateContext, 'key' | 'signal'>): Promise<unknown>;
}

function channelAt(chatUrl: string): Channel {
  const address = new URL(chatUrl);
  const call = vendorCalls(address.origin);
  const path = address.pathname.replace(/\/+$/, '');
  return {
    async status(signal) {
      const answer = await call({ method: 'GET', path: `${path}/status`, headers: {}, signal, acts: false });
      const said = statusSchema.safeParse(typeof answer.body === 'string' ? answer.body.trim() : answer.body);
      if (answer.status >= 300 || !said.success) throw refusal(answer);
      return { online: Number(said.data) === 1 };
    },
    async handOver({ person, text, name, phone, email }, { key, signal }) {
      const sender = { id: markedPerson(chatUrl, person), name, phone, email };
      const answer = await call({
        method: 'POST',
        path,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: { sender, message: { type: 'text', id: key, text } },
        signal,
        acts: true,
      });
      if (answer.status >= 300) throw refusal(answer);
      return {};
    },
  };
}

/**
 * By the documentation any answer but 2xx means that the event was not taken: 4xx for good, all others for now. Its words are not passed
 * on: they may repeat the address.
 */
function refusal({ status, retryAfter }: VendorAnswer): ConnectorError {
  const errorClass = classOf(status);
  const words: Partial<Record<ErrorClass, string>> = {
    'bad-credentials': `Jivo knows no chat at this address (HTTP ${status}). Copy the address again from the settings of the channel “Chat API” in Jivo.`,
    'rate-limited': `Jivo asks to slow down (HTTP ${status}).`,
    'bad-request': `Jivo refused what it was given (HTTP ${status}). Look at the block and at the channel’s settings in Jivo.`,
  };
  return new ConnectorError(
    errorClass,
    words[errorClass] ?? `Jivo cannot take it now, or gave an answer that cannot be read (HTTP ${status}).`,
    errorClass === 'rate-limited' && retryAfter !== null ? { retryAfter } : {},
  );
}

function classOf(status: number): ErrorClass {
  // The path is all that lets anybody in: where it is not known, it is wrong.
  if (status === 401 || status === 403 || status === 404) return 'bad-credentials';
  if (status === 429) return 'rate-limited';
  return status >= 400 && status < 500 ? 'bad-request' : 'temporary';
}
