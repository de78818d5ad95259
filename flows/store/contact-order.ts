/** The orders of the table of contacts, and what may be asked of it. */
import type { RuleGroup } from '../sdk/rule.ts';

export const contactSorts = ['createdAt', 'last_name', 'email', 'key'] as const;
export type ContactSort = (typeof contactSorts)[number];

export interface ContactQuery {
  rule?: RuleGroup | undefined;
  /** Matches the beginning of a name, e-mail, phone or key. */
  search?: string | undefined;
  sort: ContactSort;
  descending: boolean;
  offset: number;
  limit: number;
}

/** Each list is the beginning of an index; the number makes the order complete. */
export const orderColumns: Readonly<Record<ContactSort, readonly string[]>> = {
  createdAt: ['created_at', 'id'],
  last_name: ['last_name', 'first_name', 'id'],
  email: ['email', 'id'],
  key: ['key', 'id'],
};

/** For ORDER BY; the table is `c`. */
export const orderSql = ({ sort, descending }: Pick<ContactQuery, 'sort' | 'descending'>): string =>
  orderColumns[sort].map((column) => `c.${column} ${descending ? 'DESC' : 'ASC'}`).join(', ');
