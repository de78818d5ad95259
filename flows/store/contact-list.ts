/** The table of contacts: windows, counts and ids by rule and by search. */

import { isEmptyRule, type RuleGroup } from '../sdk/rule.ts';
import type { RuleContext } from '../segments/facts.ts';
import { ruleToSql } from '../segments/sql.ts';
import { contactCount, type SoFar } from './contact-count.ts';
import { type ContactQuery, orderSql } from './contact-order.ts';
import { contactTotal } from './contact-total.ts';
import { contactWindow } from './contact-window.ts';
import { keptStatements } from './kept-statements.ts';
import type { Db } from './open.ts';
import type { SegmentIndexes } from './segment-indexes.ts';

export interface ContactListRow {
  id: number;
  key: string | null;
  email: string | null;
  phone: string | null;
  first_name: string | null;
  last_name: string | null;
  language: string | null;
  country: string | null;
  tags: string[];
  createdAt: number;
}

export interface ContactList {
  total: number | null;
  /** The search finds so many that only some of them are listed and counted. */
  more: boolean;
  rows: ContactListRow[];
}

const termOf = ({ search }: Pick<ContactQuery, 'search'>): string => search?.trim() ?? '';

interface Where {
  where: string;
  params: unknown[];
}

export function contactList(db: Db, indexes: SegmentIndexes) {
  const prepare = keptStatements(db);
  const total = contactTotal(db);
  const counting = contactCount(db, total);
  const tags = db.prepare<[number], string>('SELECT tag FROM contact_tags WHERE contact_id = ? ORDER BY tag').pluck();

  const conditions = (query: Pick<ContactQuery, 'rule' | 'search'>, context: RuleContext): Where => {
    const parts: Where[] = [{ where: 'c.deleted_at IS NULL', params: [] }];
    if (query.rule !== undefined) parts.push(ruleToSql(query.rule, { ...context, single: indexes.single }));
    const term = termOf(query);
    if (term !== '') parts.push(searchSql(term));
    return { where: parts.map((part) => part.where).join(' AND '), params: parts.flatMap((part) => part.params) };
  };

  /** Did a way of the search end before all were found? */
  const isCut = (term: string): boolean =>
    term !== '' &&
    searchSql(term).branches.some(
      ({ where, params }) =>
        (prepare(`SELECT count(*) AS n FROM (${where})`).get(...params) as { n: number }).n >= foundEach,
    );

  const count = (query: Pick<ContactQuery, 'rule' | 'search'>, context: RuleContext): number => {
    const { where, params } = conditions(query, context);
    return (prepare(`SELECT count(*) AS n FROM contacts c WHERE ${where}`).get(...params) as { n: number }).n;
  };

  const columns = `c.id, c.key, c.email, c.phone, c.first_name, c.last_name, c.language, c.country,
    c.created_at AS createdAt`;

  const window = contactWindow(prepare, indexes);

  /** A window, and how many match in all: null where a rule has to be asked for that, with `countSteps` or `countWithin`. */
  function* listSteps(query: ContactQuery, context: RuleContext): Generator<undefined, ContactList> {
    const term = termOf(query);
    const { rule } = query;
    const all = conditions(query, context);
    const near =
      rule === undefined || isEmptyRule(rule) || term !== ''
        ? null
        : yield* window(rule, query, context, () => counting.isIndexed(all));
    const { where, params } =
      near === null ? all : { where: 'c.id IN (SELECT value FROM json_each(?))', params: [JSON.stringify(near)] };
    const rows = prepare(
      `SELECT ${columns} FROM contacts c WHERE ${where} ORDER BY ${orderSql(query)} LIMIT ? OFFSET ?`,
    ).all(...params, query.limit, near === null ? query.offset : 0) as Omit<ContactListRow, 'tags'>[];
    return {
      total: term !== '' ? count(query, context) : rule === undefined ? total() : null,
      more: isCut(term),
      rows: rows.map((row) => ({ ...row, tags: tags.all(row.id) })),
    };
  }

  function matchingAfter(
    query: Pick<ContactQuery, 'rule' | 'search'>,
    context: RuleContext,
    after: number,
    limit: number,
  ): number[] {
    const { where, params } = conditions(query, context);
    // In order of numbers, page by page: an index of something else would find everybody again for every page.
    return prepare(`SELECT c.id FROM contacts c NOT INDEXED WHERE c.id > ? AND ${where} ORDER BY c.id LIMIT ?`)
      .pluck()
      .all(after, ...params, limit) as number[];
  }

  return {
    /** One row of the table; null when there is no such contact. */
    row(id: number): ContactListRow | null {
      const row = prepare(`SELECT ${columns} FROM contacts c WHERE c.id = ?`).get(id) as
        | Omit<ContactListRow, 'tags'>
        | undefined;
      return row === undefined ? null : { ...row, tags: tags.all(id) };
    },
    /** How many contacts satisfy the rule. */
    count: (rule: RuleGroup, context: RuleContext): number => count({ rule }, context),
    /** The same a little at a time, for who must not keep others waiting; see contact-count.ts. */
    countSteps: (rule: RuleGroup, context: RuleContext): Generator<SoFar, SoFar> =>
      counting.steps(isEmptyRule(rule) ? null : conditions({ rule }, context)),
    /** How many there are, or will probably be, as far as can be said within so many milliseconds. */
    countWithin: (rule: RuleGroup, context: RuleContext, ms: number): SoFar =>
      counting.within(isEmptyRule(rule) ? null : conditions({ rule }, context), ms),
    /** Throws what asking the rule would. Looks at nobody. */
    checkRule(rule: RuleGroup, context: RuleContext): void {
      const { where, params } = conditions({ rule }, context);
      prepare(`SELECT c.id FROM contacts c WHERE ${where} LIMIT 0`).all(...params);
    },
    /** Numbers of the contacts that satisfy the rule, ascending, after the given one. */
    idsAfter: (rule: RuleGroup, context: RuleContext, after: number, limit: number): number[] =>
      matchingAfter({ rule }, context, after, limit),
    /** The same of a rule and a search together. */
    matchingAfter,
    /** A window over the table, a little at a time, for who must not keep others waiting; see contact-window.ts. */
    listSteps,
    /** The same at once. */
    list(query: ContactQuery, context: RuleContext): ContactList {
      const steps = listSteps(query, context);
      for (;;) {
        const { value, done } = steps.next();
        if (done === true) return value;
      }
    },
  };
}

/** The first text after all that begin with the prefix. */
const after = (prefix: string): string => `${prefix}\u{10ffff}`;

/** The spellings people use: names are stored as typed, and an index is asked by exact letters. */
function spellings(term: string): string[] {
  const lower = term.toLowerCase();
  const capital = lower.slice(0, 1).toUpperCase() + lower.slice(1);
  return [...new Set([term, lower, capital, term.toUpperCase()])];
}

/** Of those whose name (or e-mail, phone, key) begins so, at most this many in each order: a letter begins half a million. */
const foundEach = 2_000;

/** Contacts by the beginning of a name, e-mail, phone or key: each way in an index, none further than it need be. */
function searchSql(term: string): Where & { branches: Where[] } {
  const branches: Where[] = [];
  const begins = (...ranges: readonly (readonly [string, string])[]): void => {
    branches.push({
      where: `SELECT id FROM (SELECT id FROM contacts WHERE deleted_at IS NULL AND ${ranges
        .map(([column]) => `${column} >= ? AND ${column} < ?`)
        .join(' AND ')} LIMIT ${foundEach})`,
      params: ranges.flatMap(([, prefix]) => [prefix, after(prefix)]),
    });
  };
  begins(['key', term]);
  begins(['email', term.toLowerCase()]);
  const digits = term.replace(/[\s()+-]/g, '');
  if (/^\d+$/.test(digits)) begins(['phone', `+${digits}`]);
  for (const one of spellings(term)) {
    begins(['last_name', one]);
    begins(['first_name', one]);
  }
  const [one, two] = term.split(/\s+/);
  if (one !== undefined && two !== undefined) {
    for (const [first, last] of [
      [one, two],
      [two, one],
    ] as const) {
      for (const given of spellings(first))
        for (const family of spellings(last)) begins(['last_name', family], ['first_name', given]);
    }
  }
  return {
    where: `c.id IN (${branches.map(({ where }) => where).join(' UNION ')})`,
    params: branches.flatMap(({ params }) => params),
    branches,
  };
}
