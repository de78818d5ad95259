/** A table over as many contacts as there are: only the rows in view exist. */
import { Badge, Skeleton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useFormat } from '../../app/format.ts';
import { usePreferences } from '../../state/preferences.ts';
import { contactName } from './contact-name.ts';
import type { ContactRow } from './contact-row.ts';
import classes from './contact-table.module.css';
import { type ContactQuery, pageSize, useContactPages } from './use-contact-pages.ts';
import { pagesOf, rowWindow } from './window.ts';

/** Pixels. Only the rows in view exist, so that their height must be known before they do. */
const rowHeights = { comfortable: 40, compact: 32 } as const;
const headHeight = 36;

const columns = [
  { id: 'name', sort: 'last_name' },
  { id: 'email', sort: 'email' },
  { id: 'phone', sort: null },
  { id: 'tags', sort: null },
  { id: 'key', sort: 'key' },
  { id: 'added', sort: 'createdAt' },
] as const;

const indexes = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);

export interface ContactTableProps {
  query: ContactQuery;
  onSort: (sort: ContactQuery['sort'], descending: boolean) => void;
  /** Id of the contact whose profile is open. */
  open: string | null;
  pages: ReturnType<typeof useContactPages>;
  onPages: (pages: number[]) => void;
}

export function useTablePages(query: ContactQuery) {
  const [pages, setPages] = useState<number[]>([0]);
  return { pages: useContactPages(query, pages), setPages };
}

export function ContactTable({ query, onSort, open, pages, onPages }: ContactTableProps) {
  const { t } = useTranslation('contacts');
  const { ref: sizeRef, height } = useElementSize();
  const rowHeight = rowHeights[usePreferences((state) => state.density)];
  const view = Math.max(0, height - headHeight);
  const scroller = useRef<HTMLDivElement | null>(null);
  const [top, setTop] = useState(0);
  const total = pages.total ?? 0;
  const rows = rowWindow(top, view, total, rowHeight);
  const wanted = pagesOf(rows.from, rows.to, pageSize).join();

  useLayoutEffect(() => {
    onPages(wanted.split(',').map(Number));
  }, [wanted, onPages]);

  const asked = `${query.search} ${query.sort} ${query.descending} ${JSON.stringify(query.rule)}`;
  const lastAsked = useRef(asked);
  useLayoutEffect(() => {
    if (lastAsked.current === asked) return;
    lastAsked.current = asked;
    if (scroller.current !== null) scroller.current.scrollTop = 0;
  }, [asked]);

  return (
    <div
      ref={(element) => {
        scroller.current = element;
        sizeRef(element);
      }}
      className={classes.scroller}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <table aria-label={t('title')} aria-rowcount={total + 1} className={classes.table}>
        <thead>
          <tr aria-rowindex={1} className={`${classes.row} ${classes.head}`}>
            {columns.map(({ id, sort }) => {
              const sorted = sort !== null && query.sort === sort;
              const Arrow = query.descending ? IconArrowDown : IconArrowUp;
              return (
                <th
                  key={id}
                  scope="col"
                  className={classes.cell}
                  aria-sort={sorted ? (query.descending ? 'descending' : 'ascending') : undefined}
                >
                  {sort === null ? (
                    t(`column.${id}`)
                  ) : (
                    <button
                      type="button"
                      className={classes.sort}
                      onClick={() => onSort(sort, sorted ? !query.descending : sort === 'createdAt')}
                    >
                      {t(`column.${id}`)}
                      {sorted ? <Arrow size={13} aria-hidden /> : null}
                    </button>
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody className={classes.body} style={{ height: rows.height }}>
          {indexes(rows.from, rows.to).map((index) => (
            <Row
              key={index}
              index={index}
              top={rows.offset + (index - rows.from) * rowHeight}
              height={rowHeight}
              contact={pages.rowAt(index)}
              open={open}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  index: number;
  top: number;
  height: number;
  /** Null while it is on its way. */
  contact: ContactRow | null;
  open: string | null;
}

function Row({ index, top, height, contact, open }: RowProps) {
  const format = useFormat();
  const place = { height, transform: `translateY(${top}px)` };
  if (contact === null)
    return (
      <tr aria-rowindex={index + 2} className={`${classes.row} ${classes.placed}`} style={place}>
        <td className={classes.cell} colSpan={columns.length}>
          <Skeleton height={12} width="60%" />
        </td>
      </tr>
    );
  return (
    <tr
      aria-rowindex={index + 2}
      className={`${classes.row} ${classes.placed}`}
      data-open={String(contact.id) === open}
      style={place}
    >
      <td className={classes.cell}>
        <Link href={`/contacts/${contact.id}`} className={classes.name}>
          {contactName(contact)}
        </Link>
      </td>
      <td className={classes.cell}>{contact.email}</td>
      <td className={classes.cell}>{contact.phone}</td>
      <td className={classes.cell}>
        {contact.tags.slice(0, 3).map((tag) => (
          <Badge key={tag} color="gray" size="sm" mr={4}>
            {tag}
          </Badge>
        ))}
      </td>
      <td className={`${classes.cell} ${classes.quiet}`}>{contact.key}</td>
      <td className={`${classes.cell} ${classes.quiet}`}>{format.date(contact.createdAt)}</td>
    </tr>
  );
}
