/**
 * All external contacts, scanned page by page: nobody can ask what changed. What did not change since the last scan began is left out here, by
 * its `modifyDate`. A position of Genesys Cloud's lasts a day; with one that ended the scan begins anew, and loses nothing by that.
 */
import * as z from 'zod';
import { overlap, type PullContext, type SyncPage, type SyncRecord } from '../../flows/sdk/sync.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { type GenesysCalls, unread } from './call.ts';
import type { GenesysFields } from './fields.ts';
import { contactSchema, type GenesysContact, isSomebody, recordOf, timeOf } from './records.ts';

/** The most that a page may have. */
const pageSize = 200;
const smallestPage = 10;
const lifetime: Millis = 23 * 3_600_000;

const cursorSchema = z.object({
  /** The scan takes what changed from then on; null: everything. */
  since: z.number().nullable(),
  /** By the vendor's clock, when the scan began; null: it has not. */
  begunAt: z.number().nullable(),
  /** Of Genesys Cloud's; null: from the beginning. */
  after: z.string().nullable(),
  /** When it was given, by this computer's clock. */
  givenAt: z.number().nullable(),
});
type Cursor = z.output<typeof cursorSchema>;

const startOf = (since: Millis | null): Cursor => ({ since, begunAt: null, after: null, givenAt: null });

const pageSchema = z.looseObject({
  entities: z.array(contactSchema).nullish(),
  cursors: z.looseObject({ after: z.string().nullish() }).nullish(),
});

export function genesysPulls(call: GenesysCalls, fieldsOf: GenesysFields) {
  /** Null: the position is over. */
  async function scan(after: string | null, limit: number, signal: AbortSignal) {
    const { status, body, at } = await call({
      method: 'GET',
      path: '/externalcontacts/scan/contacts',
      query: { limit: String(limit), ...(after === null ? {} : { cursor: after }) },
      signal,
      takes: after === null ? [] : [400, 404, 410],
    });
    if (status >= 300) return null;
    const said = pageSchema.safeParse(body);
    if (!said.success) throw unread();
    return { contacts: said.data.entities ?? [], next: said.data.cursors?.after || null, at };
  }
  async function asRecords(contacts: readonly GenesysContact[], signal: AbortSignal): Promise<SyncRecord[]> {
    if (contacts.length === 0) return [];
    const fields = await fieldsOf(signal);
    return contacts.map((contact) => recordOf(contact, fields));
  }

  return {
    async pull(given: unknown, { signal, now, since }: PullContext): Promise<SyncPage> {
      let cursor = cursorSchema.safeParse(given).data ?? startOf(since);
      if (cursor.givenAt !== null && now - cursor.givenAt > lifetime) cursor = startOf(cursor.since);
      let page = await scan(cursor.after, pageSize, signal);
      if (page === null) {
        cursor = startOf(cursor.since);
        page = await scan(null, pageSize, signal);
      }
      if (page === null) throw unread();
      const { contacts, next, at } = page;
      const from = cursor.since;
      const changed = contacts.filter(
        (contact) => isSomebody(contact) && (from === null || changedAt(contact) >= from),
      );
      const records = await asRecords(changed, signal);
      const begunAt = cursor.begunAt ?? at ?? now;
      // Whether the last page has a position behind it is not said: an empty page is the last one, too.
      if (next !== null && next !== cursor.after && contacts.length > 0)
        return { records, cursor: { since: from, begunAt, after: next, givenAt: now }, more: true };
      return { records, cursor: startOf(begunAt - overlap), more: false };
    },
    async get(ids: readonly string[], signal: AbortSignal): Promise<SyncRecord[]> {
      const found: GenesysContact[] = [];
      for (const id of ids.filter((one) => /^[\w-]{8,64}$/.test(one))) {
        const path = `/externalcontacts/contacts/${id}`;
        const { status, body } = await call({ method: 'GET', path, signal, takes: [400, 404] });
        if (status >= 300) continue;
        const said = contactSchema.safeParse(body);
        if (!said.success) throw unread();
        if (isSomebody(said.data)) found.push(said.data);
      }
      return asRecords(found, signal);
    },
    /** Of those that a scan lists first: it has no order, and a search cannot sort by time. */
    async newest(limit: number, signal: AbortSignal): Promise<SyncRecord[]> {
      const page = await scan(null, Math.max(smallestPage, Math.min(pageSize, limit)), signal);
      const contacts = (page?.contacts ?? []).filter(isSomebody).sort((a, b) => changedAt(b) - changedAt(a));
      return asRecords(contacts.slice(0, limit), signal);
    },
  };
}

/** What has no time counts as changed just now. */
const changedAt = ({ modifyDate, createDate }: GenesysContact): Millis =>
  timeOf(modifyDate) ?? timeOf(createDate) ?? Number.POSITIVE_INFINITY;
