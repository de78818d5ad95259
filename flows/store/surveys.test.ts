/** Answers are counted by index, in any shape in which they may have come in. */
import { afterAll, expect, it } from 'vitest';
import { makeWorkspace } from '../../tests/kit/empty-store.ts';

const workspace = makeWorkspace();
const { store } = workspace;
afterAll(() => workspace.remove());

it('counts and lists the answers of one survey, and of no other', () => {
  const contact = store.db.transaction(() => store.contacts.save({ profile: { first_name: 'Ann' } }, 0, 'test'))().id;
  const day = 86_400_000;
  const answer = (at: number, props: Record<string, unknown>) =>
    store.events.insert({ contactId: contact, type: 'survey.answered', at, props, source: 'test' });
  answer(day, { survey: 'A', kind: 'nps', score: 9 });
  answer(2 * day, { survey: 'A', kind: 'text', text: 'well done' });
  answer(2 * day + 1, { survey: 'A', kind: 'nps', score: 9, text: 7 });
  answer(2 * day, { survey: 'B', kind: 'nps', score: 1 });
  // What a careless import may bring.
  answer(3 * day, { survey: 'A', kind: 5, score: '9' });
  answer(3 * day, { score: 9 });
  answer(3 * day, { survey: 12, score: 9 });
  expect(store.surveys.names()).toEqual(['A', 'B']);
  expect(store.surveys.lastAt('A')).toBe(3 * day);
  const nobody = { choice: null, flow: null };
  expect(store.surveys.counts('A', 0, 0)).toEqual([
    { ...nobody, kind: 'nps', score: 9, day: '1970-01-02', n: 1 },
    { ...nobody, kind: 'nps', score: 9, day: '1970-01-03', n: 1 },
    { ...nobody, kind: 'text', score: null, day: '1970-01-03', n: 1 },
    { ...nobody, kind: 'text', score: null, day: '1970-01-04', n: 1 },
  ]);
  expect(store.surveys.counts('A', 2 * day, 0)).toHaveLength(3);
  const asked = { survey: 'A', from: 0, before: null, limit: 10, commented: true };
  // Words come with the score that the person gave before.
  expect(store.surveys.answers(asked)).toMatchObject([{ text: 'well done', score: 9, firstName: 'Ann' }]);
  const all = store.surveys.answers({ ...asked, commented: false });
  expect(all).toHaveLength(4);
  const before = { at: all[1]?.at ?? 0, id: all[1]?.id ?? 0 };
  expect(store.surveys.answers({ ...asked, commented: false, before })).toEqual(all.slice(2));
});

it('finds them by their index', () => {
  const plan = (sql: string) =>
    (store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all('A') as { detail: string }[]).map(({ detail }) => detail).join();
  const own = "FROM events e WHERE e.type = 'survey.answered' AND e.props ->> 'survey' = ?";
  expect(plan(`SELECT count(*) ${own} AND e.at >= 5`)).toContain('events_survey (<expr>=? AND at>?)');
  expect(plan(`SELECT * ${own} ORDER BY e.at DESC, e.id DESC LIMIT 5`)).not.toContain('TEMP B-TREE');
});
