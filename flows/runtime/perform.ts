/** One operation at a vendor: which of them can be done twice, and the call itself. */
import * as z from 'zod';
import type { SuppressionReason } from '../sdk/channels.ts';
import { type Connector, ConnectorError, type OperationSpec } from '../sdk/connector.ts';
import { serviceTopic } from '../sdk/message.ts';
import { sendOperation } from '../sdk/operation.ts';
import type { RecordKind, WrittenRecord } from '../sdk/sync.ts';
import type { Millis } from '../sdk/time.ts';
import { addressesFor, isUsable } from '../segments/addresses.ts';
import type { Facts } from '../segments/facts.ts';
import type { OperationRecord } from '../store/operations.ts';
import type { OpenAccount } from './lane.ts';
import { hasConsent } from './policy.ts';

const sendSchema = z.strictObject({
  channel: z.string(),
  to: z.string().min(1),
  parts: z.record(z.string(), z.string()),
});

const specOf = (connector: Connector, name: string): OperationSpec | undefined => {
  const { operations = {} } = connector;
  return Object.hasOwn(operations, name) ? operations[name] : undefined;
};

/** Is it harmless to do it again, although it may have been done? */
export function isRepeatable(connector: Connector | undefined, operation: OperationRecord): boolean {
  if (connector === undefined) return false;
  if (operation.operation === sendOperation) return connector.deduplicatesByKey;
  const spec = specOf(connector, operation.operation);
  const input = spec?.input.safeParse(JSON.parse(operation.input));
  return spec !== undefined && input?.success === true && spec.idempotent(input.data);
}

/** Does the connector say itself from when on the vendor may have acted? */
export const marksHandover = (connector: Connector, operation: OperationRecord): boolean =>
  operation.operation === sendOperation && connector.marksHandover;

/** JSON of what the workspace keeps of an answer; null when that is nothing, or too much. */
export function keptOf(connector: Connector, operation: OperationRecord, value: unknown): string | null {
  const kept = specOf(connector, operation.operation)?.keep?.(value);
  const text = kept === undefined ? null : JSON.stringify(kept);
  return text !== null && text.length <= 20_000 ? text : null;
}

/** Records of a CRM that it wrote: a sync does not take them for news. */
export const writtenBy = (connector: Connector, operation: OperationRecord, value: unknown): readonly WrittenRecord[] =>
  specOf(connector, operation.operation)?.wrote?.(value) ?? [];

/** Why the person may not be reached by it, in the order of messages; null where they may, or where it reaches nobody. */
export function notReached(
  connector: Connector | undefined,
  name: string,
  facts: Facts,
  now: Millis,
): SuppressionReason | null {
  const reaches = connector === undefined ? undefined : specOf(connector, name)?.reaches;
  if (reaches === undefined) return null;
  const { channel, topic } = reaches;
  const addresses = addressesFor(facts, channel);
  if (addresses.length === 0) return 'no-address';
  if (!addresses.some(isUsable)) return 'bad-address';
  if (topic !== serviceTopic && !hasConsent(facts, channel, topic)) return 'no-consent';
  const pausedUntil = facts.pausedUntil();
  return pausedUntil !== null && pausedUntil > now ? 'automation-paused' : null;
}

/** Throws a ConnectorError, as the client does. */
export async function perform(
  { connector, client }: OpenAccount,
  operation: OperationRecord,
  context: {
    signal: AbortSignal;
    handover: () => Promise<void>;
    /** See OperateContext. */
    records: (kind: RecordKind) => readonly string[];
  },
): Promise<unknown> {
  const input: unknown = JSON.parse(operation.input);
  const { key, operation: name } = operation;
  if (name === sendOperation) {
    const wanted = sendSchema.safeParse(input);
    if (client.send === undefined || !wanted.success) throw cannot(name);
    const { channel, to, parts } = wanted.data;
    return client.send({ id: operation.id, key, channel, to, toName: null, parts, buttons: [] }, context);
  }
  const parsed = specOf(connector, name)?.input.safeParse(input);
  if (client.operate === undefined || parsed?.success !== true) throw cannot(name);
  return client.operate(name, parsed.data, { key, signal: context.signal, records: context.records });
}

const cannot = (name: string): ConnectorError =>
  new ConnectorError('bad-request', `This account cannot do "${name}" with what the block gave it. Check the block.`);
