/** What arrives at a trigger's own address, and how it becomes a contact and an event. Plain data, read by the host. */

/** A request that reached the address. Props: what was taken from its body, beside `flow` and `node` (whom it is for). */
export const webhookReceived = 'webhook.received';
/** Props a received webhook sets itself. */
export const webhookProps = ['flow', 'node'] as const;

export interface WebhookPlan {
  /** The secret last part of the address. */
  path: string;
  /** Places in the body (`customer.email`, `items.0.sku`) and fields of the contact, named as an import names them. */
  fields: readonly { from: string; to: string }[];
  /** Places in the body and names of the event's properties; null: the body's own top level. */
  props: readonly { from: string; to: string }[] | null;
  /** Place of what makes a request unique, so that a sender may repeat it. */
  id: string | null;
  /** False: only contacts that are known already. */
  create: boolean;
}

/** The value at a dotted place; undefined where there is nothing. */
export function valueAt(body: unknown, place: string): unknown {
  return place.split('.').reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    return (value as Record<string, unknown>)[key];
  }, body);
}
