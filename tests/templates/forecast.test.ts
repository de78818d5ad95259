/**
 * Every ready flow over the sample base: the people and purchases that ship with the app, and among them the events of the
 * flow's own tests, for whoever the flow listens to is not in a table of orders. Two months of them come again on the
 * virtual clock, with a model of recipients.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importContacts } from '../../flows/contacts/import-contacts.ts';
import { importEvents } from '../../flows/contacts/import-events.ts';
import { parseFlowText } from '../../flows/document/parse.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { addDuration, formatInstant } from '../../flows/sdk/time.ts';
import { simulate } from '../../flows/simulate/simulate.ts';
import { at, type TestWorkspace, testWorkspace } from '../kit/workspace.ts';

const resources = join(import.meta.dirname, '../../resources');
const text = (name: string): string => readFileSync(join(resources, name), 'utf8');
const index = JSON.parse(text('templates/index.json')) as { id: string }[];
const ready = index
  .filter(({ id }) => existsSync(join(resources, 'templates', `${id}.flow.json`)))
  .map(({ id }) => ({ id, document: parseFlowText(text(`templates/${id}.flow.json`)) }));

const zone = 'Europe/Kyiv';
const now = at('2026-03-02T09:00:00Z');
const day = 86_400_000;
const from = now - 60 * day;
/** How many people do what the tests of a flow say. */
const actors = 120;

/** Nobody in the sample has been written to five times and read nothing. */
const nobodyYet = new Set(['sunset']);

let ws: TestWorkspace;
beforeAll(async () => {
  ws = await testWorkspace({ now: '2026-03-02T09:00:00Z', timezone: zone });
  const [header = '', ...rows] = text('sample/contacts.csv').trim().split(/\r?\n/);
  // What shops keep and the sample lacks: points, and when they expire, spread over the span.
  const dates = rows.map((row, i) => `${row},${formatInstant(from + ((i * 7) % 80) * day, zone).slice(0, 10)},80,yes`);
  await importContacts(
    ws.store,
    {
      bytes: Buffer.from([`${header},points_expire_at,points,telegram_consent`, ...dates].join('\n')),
      name: 'contacts.csv',
    },
    {
      key: 'customer_id',
      map: {
        telegram_id: 'address.telegram',
        viber_id: 'address.viber',
        email_consent: 'consent.email',
        sms_consent: 'consent.sms',
        telegram_consent: 'consent.telegram',
      },
    },
  );
  // The purchases end today, as in the demo.
  const [head = '', ...orders] = text('sample/orders.csv').trim().split(/\r?\n/);
  const last = Math.max(...orders.map((row) => Date.parse(`${row.split(',')[2]}T12:00:00Z`)));
  const moved = orders.map((row) => {
    const [id, customer, date, ...rest] = row.split(',');
    const when = Date.parse(`${date}T12:00:00Z`) + Math.floor((now - last) / day) * day;
    return [id, customer, formatInstant(when, zone), ...rest].join(',');
  });
  const [id = '', customer = '', date = ''] = head.split(',');
  await importEvents(
    ws.store,
    // Ready flows ask for `total`.
    { bytes: Buffer.from([head.replace('total_usd', 'total'), ...moved].join('\n')), name: 'orders.csv' },
    { type: 'order.created', contact: customer, at: date, key: id },
  );
  const people = ws.store.db.prepare('SELECT id FROM contacts ORDER BY id').pluck().all() as number[];
  let next = 0;
  for (const { document } of ready)
    for (let i = 0; i < actors; i++) act(document, people[next++ % people.length] ?? 0, i);
});
afterAll(() => ws.dispose());

/** What a test of the flow gives, done by a real contact within the span. */
function act(document: FlowDocument, contact: number, i: number): void {
  const test = document.tests?.[i % document.tests.length];
  const began = from + ((i * 11) % 50) * day + 10 * 3_600_000;
  let when = { ms: began, zone };
  for (const { after, event, props } of test?.given ?? []) {
    when = addDuration(when, after);
    if (!event.startsWith('message.') && when.ms < now) ws.event(contact, event, when.ms, moved(props, began));
  }
}

/** Tests of a flow begin on this Monday: moments in their events lie so many days after it. */
const testsBegin = at('2026-06-01T00:00:00Z');

function moved(props: Record<string, unknown> | undefined, began: number): Record<string, unknown> {
  const shift = Math.round((began - testsBegin) / day) * day;
  return Object.fromEntries(
    Object.entries(props ?? {}).map(([name, value]) => {
      const [, date, rest] = /^(\d{4}-\d\d-\d\d)(T.*)?$/.exec(String(value)) ?? [];
      if (date === undefined) return [name, value];
      return [name, `${new Date(Date.parse(date) + shift).toISOString().slice(0, 10)}${rest ?? ''}`];
    }),
  );
}

describe.each(ready)('$id', ({ id, document }) => {
  it('is foreseen for everybody, block by block', async () => {
    const flow = ws.flow(document);
    const before = ws.store.db.prepare('SELECT count(*) FROM messages').pluck().get();
    const seen = await simulate(ws, { flow, from, to: now + 30 * day, seed: 1, assumptions: {}, now });
    if (nobodyYet.has(id)) expect(seen.entered).toBe(0);
    else {
      expect(seen.entered).toBeGreaterThan(0);
      expect(seen.perDay.length, 'days with messages').toBeGreaterThan(0);
    }
    let inside = 0;
    for (const node of seen.nodes) {
      const out = [...Object.values(node.left), ...Object.values(node.exited)].reduce((sum, count) => sum + count, 0);
      expect(node.entered, node.id).toBe(node.waiting + out);
      inside += node.waiting;
    }
    const exited = Object.values(seen.exited).reduce((sum, count) => sum + count, 0);
    expect(seen.entered).toBe(exited + inside);
    // Nobody left because something broke.
    expect(Object.keys(seen.exited).filter((reason) => /fail|error/.test(reason))).toEqual([]);
    // Everybody is in one place only: what they got, or why nothing.
    const nobody = seen.nobody.reduce((sum, { contacts }) => sum + contacts, 0);
    expect(seen.reached + nobody).toBe(ws.store.db.prepare('SELECT count(*) FROM contacts').pluck().get());
    expect(ws.store.db.prepare('SELECT count(*) FROM messages').pluck().get(), 'nothing was sent').toBe(before);
  });
});
