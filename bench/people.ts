/** Contacts for benchmarks, and the flow of four nodes that they go through. */
import type { FlowDocument } from '../flows/document/schema.ts';
import type { RuleGroup } from '../flows/sdk/rule.ts';
import type { Db } from '../flows/store/open.ts';

export const everybody: RuleGroup = { combinator: 'and', rules: [] };

/** Half of them in Ukraine. Each has an e-mail address. */
export function addPeople(db: Db, people: number): void {
  const upTo = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)';
  db.transaction(() => {
    db.prepare(
      `${upTo} INSERT INTO contacts (id, key, email, country, created_at, updated_at, reach)
       SELECT i, 'c' || i, 'c' || i || '@example.com', CASE i % 2 WHEN 0 THEN 'UA' ELSE 'PL' END, 0, 0, 1 FROM n`,
    ).run(people);
    db.exec(`INSERT INTO addresses (contact_id, kind, value) SELECT id, 'email', email FROM contacts`);
  })();
}

/** Trigger, segment, wait, exit. */
export const fourNodes = (trigger: { type: string; config: object }, pause: string): FlowDocument => ({
  format: 'kaskad.flow',
  formatVersion: 1,
  name: 'Four nodes',
  language: 'en',
  settings: {},
  nodes: [
    { id: 'start', type: trigger.type, version: 1, config: { ...trigger.config } },
    {
      id: 'who',
      type: 'segment',
      version: 1,
      config: {
        branches: [
          { id: 'ua', rule: { combinator: 'and', rules: [{ field: 'country', operator: '=', value: 'UA' }] } },
        ],
      },
    },
    { id: 'pause', type: 'wait', version: 1, config: { for: pause } },
    { id: 'end', type: 'exit', version: 1, config: { reason: 'done' } },
  ],
  edges: [
    { from: 'start', outlet: 'next', to: 'who' },
    { from: 'who', outlet: 'ua', to: 'pause' },
    { from: 'who', outlet: 'else', to: 'pause' },
    { from: 'pause', outlet: 'next', to: 'end' },
  ],
});

export const steps = 4;
