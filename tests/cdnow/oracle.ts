/**
 * What the flow of second-order.flow.json must count, computed from the CSV files alone: no code of the project, no
 * engine, one pass over each person's orders.
 */
import { readFileSync } from 'node:fs';

export interface Expected {
  entered: number;
  exited: Record<string, number>;
  waiting: Record<string, number>;
  sent: number;
  reached: number;
  value: number;
}

const rowsOf = (path: string): Record<string, string>[] => {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [names[i] ?? '', value])));
};

/** Midnight of a date in a zone, found from what the zone's wall clock shows. */
export function midnight(date: string, zone: string): number {
  const wanted = Date.parse(`${date}T00:00:00Z`);
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  let guess = wanted;
  for (let i = 0; i < 3; i++) guess += wanted - Date.parse(`${clock.format(guess).replace(' ', 'T')}Z`);
  return guess;
}

const hour = 3_600_000;

/** The first order lets in; a second within `first` hours ends it; else an e-mail, and `following` hours more. An order while inside is the goal. */
export function expected(
  files: { contacts: string; orders: string },
  options: { zone: string; to: number; first: number; following: number; from: number },
): Expected {
  const orders = new Map<string, { at: number; total: number }[]>();
  const days = new Map<string, number>();
  for (const row of rowsOf(files.orders)) {
    const date = row.date ?? '';
    if (!days.has(date)) days.set(date, midnight(date, options.zone));
    const at = days.get(date) as number;
    if (at < options.from || at > options.to) continue;
    const person = row.customer_id ?? '';
    orders.set(person, [...(orders.get(person) ?? []), { at, total: Number(row.total_usd) }]);
  }
  const result: Expected = { entered: 0, exited: {}, waiting: {}, sent: 0, reached: 0, value: 0 };
  const reach = (order: { total: number }): void => {
    result.reached++;
    result.value += order.total;
  };
  const add = (to: Record<string, number>, key: string): void => {
    to[key] = (to[key] ?? 0) + 1;
  };
  for (const row of rowsOf(files.contacts)) {
    // A stable sort: orders of one instant keep the order of the file.
    const mine = (orders.get(row.customer_id ?? '') ?? []).sort((a, b) => a.at - b.at);
    const [entry, second] = mine;
    if (entry === undefined) continue;
    result.entered++;
    const end = entry.at + options.first * hour;
    if (second !== undefined && second.at <= end) {
      reach(second);
      add(result.exited, 'bought-again');
      continue;
    }
    if (end > options.to) {
      add(result.waiting, 'second');
      continue;
    }
    if (row.email_consent !== 'yes' || row.email === '') {
      add(result.exited, 'not-reachable');
      continue;
    }
    result.sent++;
    const lost = end + options.following * hour;
    const after = mine.find((order) => order.at > end);
    if (after !== undefined && after.at <= lost) {
      reach(after);
      add(result.exited, 'won-back');
    } else if (lost > options.to) add(result.waiting, 'won');
    else add(result.exited, 'lost');
  }
  result.value = Math.round(result.value * 100) / 100;
  return result;
}
