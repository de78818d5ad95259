/**
 * Phone calls: one way, because a key that somebody presses would come to a public address. What became of a call is asked
 * for by its number: calls end within minutes, so that few are open at a time.
 */
import * as z from 'zod';
import { ConnectorError, type Incoming, type OutgoingMessage, type PollContext } from '../../flows/sdk/connector.ts';
import type { TwilioCall } from './call.ts';
import type { TwilioConfig } from './index.ts';
import { costOf } from './messages.ts';
import { twimlOf } from './speech.ts';

export const callChannel = 'phone-call';

/** Seconds that it rings. Mailboxes of networks tend to pick up later. */
const ring = '25';
/** Calls asked about in one poll, and messages looked through for them. */
const atOnce = 50;
const batch = 200;
const batches = 10;

export const callSchema = z.object({
  sid: z.string(),
  status: z.string(),
  date_created: z.string().nullish(),
  date_updated: z.string().nullish(),
  end_time: z.string().nullish(),
  duration: z.string().nullish(),
  answered_by: z.string().nullish(),
  price: z.string().nullish(),
  price_unit: z.string().nullish(),
});
export type TwilioPhoneCall = z.output<typeof callSchema>;

/** The number that people see. Throws `bad-request` where the account has none. */
function callerOf({ caller, sender }: TwilioConfig): string {
  const number = caller ?? (/^\+\d{7,15}$/.test(sender) ? sender : null);
  if (number !== null) return number;
  throw new ConnectorError(
    'bad-request',
    'This Twilio account has no number to call from: its sender is not a phone number. Name one in the settings of the account.',
  );
}

export function callForm(message: OutgoingMessage, config: TwilioConfig): URLSearchParams {
  return new URLSearchParams({
    To: message.to,
    From: callerOf(config),
    Twiml: twimlOf(message.parts),
    Timeout: ring,
    ...(config.detectMachines ? { MachineDetection: 'Enable' } : {}),
  });
}

const over: ReadonlySet<string> = new Set(['busy', 'no-answer', 'failed', 'canceled']);

/** Empty while it goes on. */
export function fateOfCall(call: TwilioPhoneCall, now: number): Incoming[] {
  const answered = call.status === 'completed';
  if (!answered && !over.has(call.status)) return [];
  const at = Date.parse(call.end_time ?? call.date_updated ?? call.date_created ?? '');
  const price = costOf(call.price);
  const seconds = /^\d+$/.test(call.duration ?? '') ? Number(call.duration) : null;
  return [
    {
      kind: 'receipt',
      id: `${call.sid}:${answered ? 'delivered' : 'failed'}`,
      vendorId: call.sid,
      state: answered ? 'delivered' : 'failed',
      at: Number.isNaN(at) ? now : at,
      ...(answered ? {} : { reason: call.status }),
      props: {
        ...(seconds === null || !answered ? {} : { seconds }),
        ...(call.answered_by == null || call.answered_by === '' ? {} : { answeredBy: call.answered_by }),
        ...(price === null ? {} : { price }),
        ...(call.price_unit == null ? {} : { currency: call.price_unit.toUpperCase() }),
      },
    },
  ];
}

export const callsCursor = z.object({ sentAt: z.number(), id: z.number() }).nullable();
type Position = z.output<typeof callsCursor>;

/** From where the last poll stopped, round and round through the messages whose fate is open. */
export async function pollCalls(
  account: string,
  call: (call: TwilioCall) => Promise<unknown>,
  after: Position,
  { signal, now, open }: PollContext,
): Promise<{ incoming: Incoming[]; cursor: Position }> {
  const incoming: Incoming[] = [];
  let at = after;
  let asked = 0;
  for (let round = 0; round < batches; round++) {
    const messages = open?.(at, batch) ?? [];
    for (const message of messages) {
      if (message.channel === callChannel) {
        if (asked === atOnce) return { incoming, cursor: at };
        asked++;
        const path = `${account}/Calls/${message.vendorId}.json`;
        // One of a shape that is not known must not stop the others.
        const found = callSchema.safeParse(await call({ method: 'GET', path, signal, acts: false })).data;
        if (found !== undefined) incoming.push(...fateOfCall(found, now));
      }
      at = { sentAt: message.sentAt, id: message.id };
    }
    if (messages.length < batch) return { incoming, cursor: null };
  }
  return { incoming, cursor: at };
}
