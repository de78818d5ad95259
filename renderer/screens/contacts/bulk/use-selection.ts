/** Who is chosen in the table, as long as it shows the same people. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { orpc } from '../../../app/client.ts';
import { useErrorWords } from '../../../app/error-words.ts';
import { toast } from '../../../app/toast.ts';
import type { ContactRow } from '../contact-row.ts';
import { type ContactQuery, inputOf, pageSize } from '../use-contact-pages.ts';
import { pagesOf } from '../window.ts';
import { choose, nobody, type Selection } from './selection.ts';

/** More rows than that are chosen by "all". */
const mostInARange = 5_000;

export function useSelection(query: ContactQuery, rowAt: (index: number) => ContactRow | null) {
  const { t } = useTranslation('bulk');
  const words = useErrorWords();
  const queries = useQueryClient();
  const [selection, setSelection] = useState<Selection>(nobody);
  const who = `${query.search} ${JSON.stringify(query.rule)}`;
  const last = useRef(who);
  useEffect(() => {
    if (last.current === who) return;
    last.current = who;
    setSelection(nobody);
  }, [who]);

  /** Rows that were never in view are read first. */
  async function idsOf(from: number, to: number): Promise<number[]> {
    const end = Math.min(to, from + mostInARange - 1);
    const indexes = Array.from({ length: end - from + 1 }, (_, at) => from + at);
    const known = indexes.map((index) => rowAt(index)?.id);
    if (known.every((id) => id !== undefined)) return known;
    const found = new Map<number, number>();
    for (const page of pagesOf(from, end + 1, pageSize)) {
      const { rows } = await queries.fetchQuery(orpc.contacts.list.queryOptions({ input: inputOf(query, page) }));
      for (const [at, row] of rows.entries()) found.set(page * pageSize + at, row.id);
    }
    return indexes.flatMap((index) => found.get(index) ?? []);
  }

  return {
    selection,
    setSelection,
    choose: (rows: { from: number; to: number }, chosen: boolean): void => {
      idsOf(rows.from, rows.to).then(
        (ids) => setSelection((old) => choose(old, ids, chosen)),
        (error: unknown) => toast.failed({ title: t('failed'), body: words(error).body }),
      );
    },
  };
}
