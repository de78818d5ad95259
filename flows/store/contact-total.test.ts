import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';

let ws: TestWorkspace;
beforeEach(async () => {
  ws = await testWorkspace();
});
afterEach(() => ws.dispose());

const total = (): number | null =>
  ws.store.contacts.list(
    { sort: 'key', descending: false, offset: 0, limit: 1 },
    { now: { ms: ws.clock.now, zone: 'UTC' }, segments: () => null },
  ).total;
const counted = () =>
  ws.store.db.prepare<[], number>('SELECT count(*) FROM contacts WHERE deleted_at IS NULL').pluck().get();

it('is that of the table after every kind of change', () => {
  const says = (): void => expect(total()).toBe(counted());
  says();
  const ids = ['a', 'b', 'c', 'd'].map((key) => ws.contact(key));
  says();
  ws.store.db.prepare('UPDATE contacts SET deleted_at = 1 WHERE id = ?').run(ids[1]);
  says();
  ws.contact('e');
  says();
  ws.store.db.prepare('UPDATE contacts SET deleted_at = NULL WHERE id = ?').run(ids[1]);
  says();
  ws.store.db.prepare('DELETE FROM contacts WHERE key = ?').run('e');
  ws.contact('f');
  says();
  expect(total()).toBe(5);
});

it('does not keep what was undone', () => {
  ws.contact('a');
  const undone = new Error('undone');
  expect(() =>
    ws.store.db.transaction(() => {
      ws.contact('b');
      expect(total()).toBe(2);
      throw undone;
    })(),
  ).toThrow(undone);
  expect(total()).toBe(1);
  ws.contact('c');
  expect(total()).toBe(2);
});
