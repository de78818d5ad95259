/** The table of contacts: windows, counts and ids by rule and by search. */

import type Database from 'better-sqlite3';
import type { RuleGroup } from '../sdk/rule.ts';
import type { RuleContext } from '../segments/facts.ts';
import { ruleToSql } from '../segments/sql.ts';
import { contactTotal } from './contact-total.ts';
import type { Db } from './open.ts';
import type { SegmentIndexes } from './segment-indexes.ts';

export const contactSorts = ['createdAt', 'last_name', 'email', 'key'] as const;
export type ContactSort = (typeof contactSorts)[number];

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

export interface ContactQuery {
  rule?: RuleGroup | undefined;
  /** Matches the beginning of a name, e-mail, phone or key. */
  search?: string | undefined;
  sort: ContactSort;
  descending: boolean;
  offset: number;
  limit: number;
}

interface Where {
  where: string;
  params: unknown[];
}

/** Order columns are each the beginning of an index; the number makes the order complete. */
const orders: Readonly<Record<ContactSort, readonly string[]>> = {
  createdAt: ['c.created_at', 'c.id'],
  last_name: ['c.last_name', 'c.first_name', 'c.id'],
  email: ['c.email', 'c.id'],
  key: ['c.key', 'c.id'],
};

export function contactList(db: Db, indexes: SegmentIndexes) {
  // Rules are few and repeat (live counts): their statements are kept.
  const statements = new Map<string, Database.Statement<unknown[]>>();
  const prepare = (text: string) => {
    const kept = statements.get(text);
    if (kept !== undefined) return kept;
    if (statements.size >= 200) statements.clear();
    const made = db.prepare<unknown[]>(text);
    statements.set(text, made);
    return made;
  };
  const total = contactTotal(db);
  const tags = db.prepare<[number], string>('SELECT tag FROM contact_tags WHERE contact_id = ? ORDER BY tag').pluck();

  const conditions = (query: Pick<ContactQuery, 'rule' | 'search'>, context: RuleContext): Where => {
    const parts: Where[] = [{ where: 'c.deleted_at IS NULL', params: [] }];
    if (query.rule !== undefined) parts.push(ruleToSql(query.rule, { ...context, single: indexes.single }));
    const term = query.search?.trim() ?? '';
    if (term !== '') parts.push(searchSql(term));
    return { where: parts.map((part) => part.where).join(' AND '), params: parts.flatMap((part) => part.params) };
  };

  const count = (query: Pick<ContactQuery, 'rule' | 'search'>, context: RuleContext): number => {
    const { where, params } = conditions(query, context);
    return (prepare(`SELECT count(*) AS n FROM contacts c WHERE ${where}`).get(...params) as { n: number }).n;
  };

  return {
    /** One row of the table; null when there is no such contact. */
    row(id: number): ContactListRow | null {
      const row = prepare(
        `SELECT c.id, c.key, c.email, c.phone, c.first_name, c.last_name, c.language, c.country,
           c.created_at AS createdAt FROM contacts c WHERE c.id = ?`,
      ).get(id) as Omit<ContactListRow, 'tags'> | undefined;
      return row === undefined ? null : { ...row, tags: tags.all(id) };
    },
    /** How many contacts satisfy the rule. */
    count: (rule: RuleGroup, context: RuleContext): number => count({ rule }, context),
    /** Numbers of the contacts that satisfy the rule, ascending, after the given one. */
    idsAfter(rule: RuleGroup, context: RuleContext, after: number, limit: number): number[] {
      const { where, params } = conditions({ rule }, context);
      // In order of numbers, page by page: an index of something else would find everybody again for every page.
      return prepare(`SELECT c.id FROM contacts c NOT INDEXED WHERE c.id > ? AND ${where} ORDER BY c.id LIMIT ?`)
        .pluck()
        .all(after, ...params, limit) as number[];
    },
    /** A window over the table, and how many match in all. */
    list(query: ContactQuery, context: RuleContext): { total: number; rows: ContactListRow[] } {
      const { where, params } = conditions(query, context);
      const order = orders[query.sort].map((column) => `${column} ${query.descending ? 'DESC' : 'ASC'}`).join(', ');
      const rows = prepare(
        `SELECT c.id, c.key, c.email, c.phone, c.first_name, c.last_name, c.language, c.country,
           c.created_at AS createdAt
         FROM contacts c WHERE ${where} ORDER BY ${order} LIMIT ? OFFSET ?`,
      ).all(...params, query.limit, query.offset) as Omit<ContactListRow, 'tags'>[];
      const everybody = query.rule === undefined && (query.search?.trim() ?? '') === '';
      return {
        total: everybody ? total() : count(query, context),
        rows: rows.map((row) => ({ ...row, tags: tags.all(row.id) })),
      };
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

function searchSql(term: string): Where {
  const parts: string[] = [];
  const params: unknown[] = [];
  const begins = (column: string, prefixes: readonly string[]): string => {
    for (const prefix of prefixes) params.push(prefix, after(prefix));
    return `(${prefixes.map(() => `(${column} >= ? AND ${column} < ?)`).join(' OR ')})`;
  };
  parts.push(begins('c.key', [term]));
  parts.push(begins('c.email', [term.toLowerCase()]));
  const digits = term.replace(/[\s()+-]/g, '');
  if (/^\d+$/.test(digits)) parts.push(begins('c.phone', [`+${digits}`]));
  parts.push(begins('c.last_name', spellings(term)));
  parts.push(begins('c.first_name', spellings(term)));
  const [one, two] = term.split(/\s+/);
  if (one !== undefined && two !== undefined) {
    for (const [first, last] of [
      [one, two],
      [two, one],
    ] as const) {
      parts.push(`(${begins('c.first_name', spellings(first))} AND ${begins('c.last_name', spellings(last))})`);
    }
  }
  return { where: `(${parts.join(' OR ')})`, params };
}
