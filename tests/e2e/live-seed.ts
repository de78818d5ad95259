/** A newsletter with an A/B test that ran for six days in two versions; its account rests, and people wait. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { Seed } from './app.ts';

const hour = 3_600_000;
const day = 24 * hour;
const people = 60;

const letter = (id: string, name: string, subject: string) => ({
  id,
  type: 'email',
  version: 1,
  name,
  config: { account: 'mail', topic: 'marketing', content: { en: { subject, html: '<p>Hello</p>' } } },
});

const document = {
  format: 'kaskad.flow',
  formatVersion: 1,
  name: 'Newsletter',
  language: 'en',
  settings: { exit: { when: [{ event: 'order.created' }] }, goal: { event: 'order.created', within: 'P14D' } },
  slots: { accounts: { mail: { capability: 'send.email' } } },
  nodes: [
    { id: 'start', type: 'trigger-event', version: 1, config: { event: 'form.submitted' } },
    {
      id: 'test',
      type: 'split',
      version: 1,
      name: 'Which subject',
      config: {
        arms: [
          { id: 'a', name: 'Short', weight: 5000 },
          { id: 'b', name: 'Long', weight: 5000 },
        ],
      },
    },
    letter('short', 'Short letter', 'Hi'),
    letter('long', 'Long letter', 'A long and friendly greeting'),
    { id: 'pause', type: 'wait', version: 1, name: 'Five days', config: { for: 'P5D' } },
    { id: 'bye', type: 'exit', version: 1, name: 'Nothing sent', config: { reason: 'unreachable' } },
  ],
  edges: [
    { from: 'start', outlet: 'next', to: 'test' },
    { from: 'test', outlet: 'a', to: 'short' },
    { from: 'test', outlet: 'b', to: 'long' },
    { from: 'short', outlet: 'next', to: 'pause' },
    { from: 'long', outlet: 'next', to: 'pause' },
    { from: 'short', outlet: 'not-sent', to: 'bye' },
    { from: 'long', outlet: 'not-sent', to: 'bye' },
  ],
};

export const newsletter: Seed = {
  fill(kaskad, workspace) {
    const folder = dirname(workspace);
    const now = Date.now();
    const began = now - 6 * day;
    const iso = (ms: number): string => new Date(ms).toISOString();
    const file = (name: string, rows: readonly string[][]): string => {
      const path = join(folder, name);
      writeFileSync(path, rows.map((row) => row.join(',')).join('\n'));
      return path;
    };
    const contacts = Array.from({ length: people }, (_, n) => [
      `p${n}`,
      `Person ${n}`,
      `p${n}@example.com`,
      n % 6 === 0 ? 'no' : 'yes',
    ]);
    const list = file('people.csv', [['customer', 'first_name', 'email', 'email_ok'], ...contacts]);
    kaskad('contacts', 'import', workspace, list, '--key', 'customer', '--map', 'email_ok=consent.email');
    const events = (type: string, rows: readonly (readonly [string, number])[]): void => {
      const text = file(`${type}.csv`, [
        ['id', 'customer', 'at'],
        ...rows.map(([who, at]) => [`${type}-${who}`, who, iso(at)]),
      ]);
      kaskad(
        ...['events', 'import', workspace, text, '--type', type],
        ...['--contact', 'customer', '--at', 'at', '--key', 'id'],
      );
    };
    // Two an hour at first, then fewer: till an hour ago.
    events(
      'form.submitted',
      contacts.map(([who = ''], n) => [who, began + hour + (n / people) ** 0.8 * (6 * day - 2 * hour)]),
    );
    events(
      'order.created',
      contacts.filter((_, n) => n % 7 === 3).map(([who = '']) => [who, now - hour / 2]),
    );
    const flow = join(folder, 'newsletter.flow.json');
    writeFileSync(flow, JSON.stringify(document));
    kaskad('flow', 'import', workspace, flow);
    kaskad('flow', 'start', workspace, 'newsletter', '--at', iso(began));
    kaskad('run', workspace, '--from', iso(began), '--to', iso(now - 2 * day));
    kaskad('flow', 'start', workspace, 'newsletter', '--at', iso(now - 2 * day));
    kaskad('run', workspace, '--from', iso(now - 2 * day), '--to', iso(now - 60_000));
    // As if the vendor had said: slower.
    const db = new Database(workspace);
    db.prepare('UPDATE accounts SET paused_until = ?, paused_reason = ?').run(now + 2 * hour, 'Too many letters today');
    db.close();
  },
};
