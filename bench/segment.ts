/** A segment of three conditions, counted as the app counts it, beside the same question in SQL by hand. */
import type { EngineRegistry } from '../flows/sdk/registry.ts';
import type { RuleGroup } from '../flows/sdk/rule.ts';
import { type Figure, figure, inWorkspace, type Size, seconds } from './measure.ts';

const rule: RuleGroup = {
  combinator: 'and',
  rules: [
    { field: 'country', operator: '=', value: 'UA' },
    { field: 'tags', operator: 'contains', value: 'vip' },
    {
      field: 'events.order.created',
      operator: '=',
      match: { mode: 'atLeast', threshold: 1 },
      value: { combinator: 'and', rules: [] },
    },
  ],
};

const byHand = `SELECT count(*) FROM contacts c WHERE c.deleted_at IS NULL AND c.country = 'UA'
  AND EXISTS (SELECT 1 FROM contact_tags t WHERE t.contact_id = c.id AND t.tag = 'vip')
  AND EXISTS (SELECT 1 FROM events e WHERE e.contact_id = c.id AND e.type = 'order.created' AND e.at <= ?)`;

const rounds = 5;

export function segment(registry: EngineRegistry, size: Size): Promise<Figure> {
  return inWorkspace(registry, async ({ store, now }) => {
    const { db } = store;
    const contact = db.prepare('INSERT INTO contacts (key, country, created_at, updated_at) VALUES (?, ?, 0, 0)');
    const tag = db.prepare("INSERT INTO contact_tags (contact_id, tag) VALUES (?, 'vip')");
    const event = db.prepare(
      "INSERT INTO events (contact_id, type, at, source, pending) VALUES (?, 'order.created', ?, 'bench', 0)",
    );
    db.transaction(() => {
      for (let n = 0; n < size.segment; n++) {
        const id = contact.run(`c${n}`, n % 2 === 0 ? 'UA' : 'PL').lastInsertRowid;
        if (n % 3 === 0) tag.run(id);
        for (let k = n % 5; k > 0; k--) event.run(id, now() - k * 1000);
      }
    })();
    const context = { now: { ms: now(), zone: 'UTC' }, segments: () => null };
    const hand = db.prepare<[number], number>(byHand).pluck();
    const count = () => store.contacts.count(rule, context);
    if (count() !== hand.get(now())) throw new Error('The two counts differ');
    const best = { ours: Number.POSITIVE_INFINITY, limit: Number.POSITIVE_INFINITY };
    for (let round = 0; round < rounds; round++) {
      best.ours = Math.min(best.ours, await seconds(count));
      best.limit = Math.min(best.limit, await seconds(() => hand.get(now())));
    }
    return figure('segment of 3 conditions', 'contacts', size.segment, best, 'the same question in SQL by hand');
  });
}
