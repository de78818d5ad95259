/** Pieces of SQL with their values beside them: a value can only ever become a `?`. */

export type SqlValue = string | number | null;

export interface Fragment {
  readonly text: string;
  readonly params: readonly SqlValue[];
}

const isFragment = (part: Fragment | SqlValue): part is Fragment => typeof part === 'object' && part !== null;

/** sql`a = ${1} AND ${other}`: a fragment is set in, any other value is bound. */
export function sql(strings: TemplateStringsArray, ...parts: (Fragment | SqlValue)[]): Fragment {
  let text = strings[0] ?? '';
  const params: SqlValue[] = [];
  for (const [index, part] of parts.entries()) {
    if (isFragment(part)) {
      text += part.text;
      for (const param of part.params) params.push(param);
    } else {
      text += '?';
      params.push(part);
    }
    text += strings[index + 1] ?? '';
  }
  return { text, params };
}

/** Text of our own (a column, an operator), never of a rule. */
export const raw = (text: string): Fragment => ({ text, params: [] });

/** Joined in halves: SQLite limits how deep an expression nests, and a chain of ANDs nests with every link. */
export function join(parts: readonly Fragment[], by: 'AND' | 'OR'): Fragment {
  if (parts.length === 0) return raw(by === 'AND' ? '1' : '0');
  if (parts.length === 1) return parts[0] as Fragment;
  const middle = Math.ceil(parts.length / 2);
  const left = join(parts.slice(0, middle), by);
  const right = join(parts.slice(middle), by);
  return sql`(${left} ${raw(by)} ${right})`;
}

/** NULL is no: only so is the opposite of a comparison with a missing value true. */
export const not = (part: Fragment): Fragment => sql`((${part}) IS NOT TRUE)`;
