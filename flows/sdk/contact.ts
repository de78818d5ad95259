/** What pure code may see of a contact and of an event. Plain data: it can be written down and replayed. */
import type { Millis } from './time.ts';

export type AttributeValue = string | number | boolean | null | AttributeValue[];

export interface AddressView {
  kind: string;
  value: string;
  state: 'valid' | 'bounced' | 'blocked' | 'unconfirmed';
}

export interface ContactView {
  /** The workspace's number for the contact; stable, never reused. */
  id: number;
  /** The key of the customer's own system, when the import named one. */
  key: string | null;
  email: string | null;
  phone: string | null;
  first_name: string | null;
  last_name: string | null;
  language: string | null;
  country: string | null;
  /** Resolved: profile, else country, else flow, else workspace. */
  timezone: string;
  createdAt: Millis;
  /** Scores of purchases as three digits: see segments/rfm.ts. Absent or null: never bought, or not scored yet. */
  rfm?: number | null;
  tags: readonly string[];
  attributes: Readonly<Record<string, AttributeValue>>;
}

export interface EventView {
  /** The event's number in the log, or null for a message receipt that is not stored as an event of its own. */
  id: number | null;
  type: string;
  at: Millis;
  props: Readonly<Record<string, unknown>>;
}
