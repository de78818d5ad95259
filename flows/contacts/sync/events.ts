/** What a change of a record means, as events of the contact. Pure. */
import type { Outcome, RecordKind, SyncRecord } from '../../sdk/sync.ts';
import type { Millis } from '../../sdk/time.ts';

/** How a record stood when it was last seen. */
export interface Before {
  stage: string | null;
  outcome: Outcome | null;
  deleted: boolean;
}

export interface RecordEvent {
  type: string;
  at: Millis;
  /** With the type it makes the event unique. */
  key: string;
  props: Record<string, unknown>;
}

/** The event of a changed stage, by kind; of carts every change is one. */
const stageEvents: Partial<Record<RecordKind, string>> = {
  deal: 'deal.stage',
  order: 'order.status',
  ticket: 'ticket.status',
};

/**
 * `before` null: it was never seen. Events are dated by the vendor, where it says so, and never later than now. Of a record that was
 * written by us `before` is what we wrote, so that nothing follows from it.
 */
export function eventsOf(account: string, record: SyncRecord, before: Before | null, now: Millis): RecordEvent[] {
  const { kind, id } = record;
  if (kind === 'contact' || kind === 'company' || kind === 'product') return [];
  const changed = Math.min(record.updatedAt, now);
  const props = propsOf(account, record);
  const event = (type: string, at: Millis, mark: string | number, more: Record<string, unknown> = {}): RecordEvent => ({
    type,
    at,
    key: `${account}:${kind}:${id}:${mark}`,
    props: { ...props, ...more },
  });
  if (record.deleted)
    return before === null || before.deleted ? [] : [event(`${kind}.deleted`, changed, record.updatedAt)];
  const found: RecordEvent[] = [];
  const created = Math.min(record.createdAt ?? record.updatedAt, now);
  if (before === null && kind !== 'cart') found.push(event(`${kind}.created`, created, 'created'));
  if (kind === 'cart') found.push(event('cart.updated', changed, record.updatedAt));
  const stageEvent = stageEvents[kind];
  const stage = record.stage?.id ?? null;
  // A new one stands where it stands: that it came there is told only where it is not the beginning.
  const moved = before === null ? record.outcome !== null && record.outcome !== 'open' : before.stage !== stage;
  if (stageEvent !== undefined && stage !== null && moved)
    found.push(
      event(stageEvent, changed, `${stage}:${record.updatedAt}`, before === null ? {} : { before: before.stage }),
    );
  if (record.outcome !== null && record.outcome !== 'open' && record.outcome !== (before?.outcome ?? null))
    found.push(event(`${kind}.${record.outcome}`, changed, record.updatedAt));
  return found;
}

function propsOf(account: string, { id, title, stage, amount, values }: SyncRecord): Record<string, unknown> {
  return {
    // What the vendor calls it, for rules and texts; names of ours win.
    ...telling(values),
    account,
    record: id,
    ...(title === null ? {} : { title }),
    ...(stage === null
      ? {}
      : {
          stage: stage.id,
          stage_name: stage.name,
          ...(stage.pipeline === undefined ? {} : { pipeline: stage.pipeline }),
        }),
    ...(amount === null
      ? {}
      : { total: amount.value, ...(amount.currency === null ? {} : { currency: amount.currency }) }),
  };
}

const longest = 500;
const most = 60;

/** Values that say something, and are no essays: an event is kept for good. */
function telling(values: SyncRecord['values']): Record<string, unknown> {
  const said = Object.entries(values).filter(
    ([, value]) => value !== null && value !== '' && JSON.stringify(value).length <= longest,
  );
  return Object.fromEntries(said.slice(0, most));
}
