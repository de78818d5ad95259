import * as z from 'zod';
import { type ConnectorClient, ConnectorError, type OutgoingMessage } from '../../flows/sdk/connector.ts';
import { walkOpen } from '../open-walk.ts';
import { type AlphaSmsCall, alphaSmsCalls } from './call.ts';
import type { AlphaSmsConfig } from './index.ts';
import { incomingFrom } from './statuses.ts';

/** Characters that Viber takes; longer texts go as an SMS only. */
const viberLength = 1000;
const untilPaid = 3_600_000;

const balanceSchema = z.object({ amount: z.coerce.number(), currency: z.string().default('UAH') });
const sentSchema = z.object({ msg_id: z.unknown() });

export function openAlphaSms(config: AlphaSmsConfig): ConnectorClient {
  const call = alphaSmsCalls(config);
  const nextId = ids();
  return {
    async verify({ signal }) {
      const { amount, currency } = await balance(call, signal);
      return { detail: `AlphaSMS knows the key. On the account: ${amount.toFixed(2)} ${currency}.` };
    },

    async send(message, { signal, handover }) {
      const id = nextId();
      const request = requestOf(message, id, config);
      await handover();
      const [item] = await call([request], { signal, acts: true });
      if (item?.success === true && sentSchema.safeParse(item.data).success)
        return { vendorId: String(id), state: 'sent' };
      if (item?.success !== false) {
        throw new ConnectorError('temporary', 'AlphaSMS gave an answer that cannot be read.', { mayHaveActed: true });
      }
      throw await refusal(item.error, config, () => balance(call, signal));
    },

    poll: (cursor, context) =>
      walkOpen(cursor, context, async (messages) => {
        const asked = messages.filter(({ vendorId }) => /^\d{1,16}$/.test(vendorId));
        if (asked.length === 0) return [];
        const items = await call(
          asked.map(({ vendorId }) => ({ type: 'status', id: Number(vendorId) })),
          { signal: context.signal, acts: false },
        );
        const byId = new Map(asked.map((message) => [message.vendorId, message]));
        return items.flatMap(({ data }) => incomingFrom(data, byId, context.now));
      }),
  };
}

async function balance(call: AlphaSmsCall, signal: AbortSignal): Promise<z.output<typeof balanceSchema>> {
  const [item] = await call([{ type: 'balance' }], { signal, acts: false });
  const said = balanceSchema.safeParse(item?.data);
  if (!said.success) throw new ConnectorError('temporary', 'AlphaSMS gave an answer that cannot be read.');
  return said.data;
}

/** AlphaSMS asks for a number that no other message of the login has, also of other programs: the time makes it so. */
function ids(): () => number {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Date.now() * 100);
    return last;
  };
}

function requestOf(message: OutgoingMessage, id: number, config: AlphaSmsConfig): Record<string, unknown> {
  const text = message.parts.text ?? '';
  if (text.trim() === '') throw new ConnectorError('bad-request', 'The message has no text.');
  const digits = message.to.replace(/\D/g, '');
  if (!/^\d{7,15}$/.test(digits)) throw new ConnectorError('bad-request', 'This is not a phone number.');
  const head = { id, phone: Number(digits) };
  if (config.viberSender === undefined || text.length > viberLength) {
    return { type: 'sms', ...head, sms_signature: config.sender, sms_message: text };
  }
  return {
    type: 'pipeline',
    ...head,
    pipeline: ['viber', 'sms'],
    viber: { type: 'text', signature: config.viberSender, message: text },
    sms: { signature: config.sender, message: text },
  };
}

/** Their texts are few and not published: of the rest only an empty account is told apart, by asking. */
async function refusal(
  said: string,
  config: AlphaSmsConfig,
  ask: () => Promise<{ amount: number }>,
): Promise<ConnectorError> {
  if (/alpha-?name/i.test(said)) {
    return new ConnectorError(
      'bad-credentials',
      `AlphaSMS does not let you send as "${config.sender}" (${said}). Agree the name with them, or put another one into the account.`,
    );
  }
  const money = await ask().catch(() => null);
  if (money !== null && money.amount <= 0) {
    return new ConnectorError('rate-limited', `The AlphaSMS account is empty (${said}). Top it up.`, {
      retryAfter: untilPaid,
    });
  }
  return new ConnectorError('bad-request', `AlphaSMS refused the message: ${said}.`);
}
