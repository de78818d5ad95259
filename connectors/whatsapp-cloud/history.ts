/**
 * What became of the latest messages, read from the number's message history: the only way without a public address. The
 * specification says nothing of its order, so the same pages are read at each poll; what is known already is dropped by
 * its id.
 */
import * as z from 'zod';
import { ConnectorError, type Incoming } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import type { GraphApi } from '../meta-graph.ts';

const pageSchema = z.object({
  data: z
    .array(
      z.looseObject({
        message_id: z.string().optional(),
        events: z
          .object({
            data: z.array(
              z.looseObject({
                delivery_status: z.string().optional(),
                timestamp: z.number().optional(),
                error_description: z.string().optional(),
              }),
            ),
          })
          .optional(),
      }),
    )
    .default([]),
  paging: z
    .object({ cursors: z.object({ after: z.string().optional() }).optional(), next: z.string().optional() })
    .optional(),
});

const states = { DELIVERED: 'delivered', READ: 'read', FAILED: 'failed' } as const;
const fields = 'id,message_id,events{delivery_status,timestamp,error_description}';
const perPage = 100;
/** A thousand messages a poll. */
const mostPages = 10;

export async function historyOf(api: GraphApi, number: string, signal: AbortSignal, now: Millis): Promise<Incoming[]> {
  const found = new Map<string, Incoming>();
  let after: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const answer = await api.get(
      `${number}/message_history`,
      { fields, limit: perPage, ...(after === undefined ? {} : { after }) },
      signal,
    );
    const parsed = pageSchema.safeParse(answer);
    if (!parsed.success)
      throw new ConnectorError('temporary', 'WhatsApp gave a history of messages that cannot be read.');
    for (const { message_id: vendorId, events } of parsed.data.data) {
      for (const event of events?.data ?? []) {
        const state = states[event.delivery_status as keyof typeof states];
        if (vendorId === undefined || state === undefined) continue;
        const id = `${vendorId}:${state}`;
        const at = event.timestamp === undefined ? now : event.timestamp * 1000;
        found.set(id, {
          kind: 'receipt',
          id,
          vendorId,
          state,
          at,
          ...(event.error_description === undefined ? {} : { reason: event.error_description }),
        });
      }
    }
    const next = parsed.data.paging?.cursors?.after;
    if (parsed.data.data.length < perPage || next === undefined || next === after) break;
    after = next;
  }
  return [...found.values()].sort((a, b) => a.at - b.at);
}
