/** The questions that every visitor of a site asks are answered by indexes; so is the look for blocks whose time is over. */
import { expect, it } from 'vitest';
import { withStore } from '../../tests/kit/empty-store.ts';

it('reads no messages but those of the answer', () => {
  withStore((store) => {
    const plan = (sql: string, ...values: unknown[]): string =>
      store.db
        .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...values)
        .map(({ detail }) => detail)
        .join('\n');
    const ready = plan(store.site.sql.ready, { contact: 1, accounts: '[]', now: 1, limit: 1 });
    expect(ready).toContain('USING INDEX messages_site_ready (contact_id=?)');
    expect(ready).not.toContain('TEMP B-TREE');
    const unseen = plan(store.site.sql.unseen, 1, 1);
    expect(unseen).toMatch(/SEARCH messages USING INDEX messages_site_unseen \(<expr><\?\)/);
    expect(unseen).not.toContain('TEMP B-TREE');
    const engagement = plan(store.engagement.sql, { contact: 1, since: 1, now: 1 });
    expect(engagement).toContain('SEARCH messages USING INDEX messages_contact (contact_id=?)');
    expect(engagement).not.toContain('TEMP B-TREE');
  });
});
