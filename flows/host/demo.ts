/**
 * A workspace to look around in: real purchases (CDNOW, with invented names and addresses) moved to end today, three
 * flows, and a month of them already run on the virtual clock with made-up recipients.
 */
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { importContacts } from '../contacts/import-contacts.ts';
import { importEvents } from '../contacts/import-events.ts';
import { parseFlowText } from '../document/parse.ts';
import type { Answer } from '../runtime/answers.ts';
import type { Delivered, Respond } from '../runtime/state.ts';
import { stickyBucket } from '../sdk/sticky.ts';
import { addDuration, atTimeOfDay, formatInstant, type Millis } from '../sdk/time.ts';
import { createWorkspace, type OpenWorkspace, type OpenWorkspaceOptions } from './workspace.ts';

export interface DemoOptions extends Omit<OpenWorkspaceOptions, 'mode'> {
  /** The folder that holds `sample/` and `templates/`. */
  resources: string;
  language?: string;
}

const timezone = 'Europe/Kyiv';
const day: Millis = 86_400_000;
const minute: Millis = 60_000;
const hour: Millis = 3_600_000;

/** Builds the demo beside `file` and puts it in place only when it is whole. Takes a few seconds. */
export async function buildDemo(file: string, options: DemoOptions): Promise<void> {
  const building = `${file}.building`;
  for (const suffix of ['', '-wal', '-shm', '-lock']) rmSync(building + suffix, { force: true });
  const meta = { name: 'Nova Records', timezone, language: options.language ?? 'en', demo: true };
  const workspace = await createWorkspace(building, meta, options);
  try {
    await fill(workspace, options.resources);
  } finally {
    await workspace.close();
  }
  renameSync(building, file);
  rmSync(`${building}-lock`, { force: true });
}

async function fill(workspace: OpenWorkspace, resources: string): Promise<void> {
  const now = workspace.now();
  const sample = (name: string): string => readFileSync(join(resources, 'sample', name), 'utf8');
  await importContacts(
    workspace.store,
    { bytes: Buffer.from(withTelegramConsent(sample('contacts.csv'))), name: 'contacts.csv' },
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
  const orders = ordersUntil(sample('orders.csv'), now);
  const events = (text: string, type: string, key: string) =>
    importEvents(
      workspace.store,
      { bytes: Buffer.from(text), name: `${type}.csv` },
      { type, contact: 'customer_id', at: 'at', key },
    );
  await events(
    csv(
      ['order_id', 'customer_id', 'at', 'cds', 'total_usd'],
      orders.map((o) => [o.id, o.customer, iso(o.at), o.cds, o.total]),
    ),
    'order.created',
    'order_id',
  );

  const monthAgo = atTimeOfDay(addDuration({ ms: now, zone: timezone }, '-P30D'), '09:00').ms;
  const recent = orders.filter((order) => order.at >= monthAgo);
  await events(
    csv(
      ['id', 'customer_id', 'at', 'status', 'order_id', 'minutes'],
      recent.flatMap((order) => statusesOf(order, now)),
    ),
    'order.status',
    'id',
  );
  const people = [...new Set(orders.map((order) => order.customer))];
  await events(csv(['id', 'customer_id', 'at', 'form'], signUps(people, monthAgo, now)), 'form.submitted', 'id');

  const starts: Record<string, Millis> = {
    welcome: monthAgo,
    'order-status': monthAgo,
    'win-back': monthAgo + 16 * day + 2 * hour,
  };
  for (const [name, at] of Object.entries(starts)) {
    const document = parseFlowText(readFileSync(join(resources, 'templates', `${name}.flow.json`), 'utf8'));
    const flow = workspace.store.flows.create(document, at);
    workspace.engine.startFlow(flow, at);
  }
  await workspace.engine.runVirtual(monthAgo, now, { reallySend: false, respond: recipients });
}

interface Order {
  id: string;
  customer: string;
  at: Millis;
  cds: string;
  total: string;
}

const iso = (ms: Millis): string => formatInstant(ms, timezone);
const csv = (header: string[], rows: string[][]): string => [header, ...rows].map((row) => row.join(',')).join('\n');
/** 0 to 9999, always the same for the same words: the demo is the same on every computer. */
const dice = (what: string, of: string): number => stickyBucket('demo', `${what} ${of}`, 0);

/** The orders, moved by whole days so that the last day is today, at hours when shops sell; none in the future. */
function ordersUntil(text: string, now: Millis): Order[] {
  const rows = text
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));
  const last =
    rows
      .map((row) => row[2] ?? '')
      .sort()
      .at(-1) ?? '';
  const today = atTimeOfDay({ ms: now, zone: timezone }, '00:00').ms;
  const shift = Math.round((today - Date.parse(`${last}T00:00:00Z`)) / day);
  return rows.flatMap(([id = '', customer = '', date = '', cds = '', total = '']) => {
    const moved = atTimeOfDay({ ms: Date.parse(`${date}T12:00:00Z`) + shift * day, zone: timezone }, '09:00').ms;
    const at = moved + (dice('hour', id) % 720) * minute;
    return at > now ? [] : [{ id, customer, at, cds, total }];
  });
}

function statusesOf(order: Order, now: Millis): string[][] {
  const minutes = 25 + (dice('minutes', order.id) % 30);
  const left = order.at + (30 + (dice('left', order.id) % 90)) * minute;
  const slow = dice('slow', order.id) < 600;
  const arrived = left + (slow ? 3 * hour : minutes * minute) + (dice('arrived', order.id) % 20) * minute;
  return [
    [`${order.id}-1`, order.customer, iso(left), 'on_the_way', order.id, String(minutes)],
    [`${order.id}-2`, order.customer, iso(arrived), 'delivered', order.id, '0'],
  ].filter((row) => Date.parse(row[2] ?? '') <= now);
}

function signUps(people: readonly string[], from: Millis, to: Millis): string[][] {
  return people
    .filter((customer) => dice('sign-up', customer) < 900)
    .map((customer) => {
      const at = from + Math.floor(((to - from) * dice('signed', customer)) / 10_000);
      return [`form-${customer}`, customer, iso(at), 'newsletter'];
    });
}

/** Those who gave the shop's bot a chat mostly agreed to hear from it. */
function withTelegramConsent(text: string): string {
  const [header = '', ...lines] = text.trim().split(/\r?\n/);
  return [
    `${header},telegram_consent`,
    ...lines.map((line) => `${line},${dice('telegram', line) < 8500 ? 'yes' : 'no'}`),
  ].join('\n');
}

/** Letters are read by about half, within a day or two; buttons are pressed by some. */
const recipients: Respond = (message: Delivered) => {
  const luck = dice('luck', message.key);
  const later = (what: string, from: Millis, span: Millis): Millis =>
    from + Math.floor((span * dice(what, message.key)) / 10_000);
  const vendorId = `sandbox:${message.key}`;
  const answers: Answer[] = [];
  if (message.channel === 'email' && luck < 5200) {
    const read = later('read', message.at + 4 * minute, 40 * hour);
    answers.push({ kind: 'receipt', id: `${message.key} read`, vendorId, state: 'read', at: read });
    if (luck < 1400)
      answers.push({ kind: 'receipt', id: `${message.key} click`, vendorId, state: 'clicked', at: read + 2 * minute });
    if (luck < 180) {
      answers.push({
        kind: 'message',
        id: `${message.key} reply`,
        channel: 'email',
        from: message.recipient,
        at: read + 20 * minute,
        text: 'Thank you! Is it still in stock?',
        inReplyTo: vendorId,
      });
    }
  }
  if (message.channel === 'telegram' && message.buttons.length > 0) {
    const [first, second] = message.buttons;
    const asked = message.buttons.length === 1;
    const pressed = luck < (asked ? 700 : 3600) ? first : luck < 4400 && !asked ? second : undefined;
    if (pressed !== undefined) {
      answers.push({
        kind: 'message',
        id: `${message.key} press`,
        channel: 'telegram',
        from: message.recipient,
        at: later('press', message.at + minute, asked ? 20 * minute : 20 * hour),
        text: pressed.text,
        button: pressed.id,
        inReplyTo: vendorId,
      });
    }
  }
  return { answers };
};
