/** A table over as many contacts as there are: only the rows in view exist. */
import { Badge, Checkbox, Skeleton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useFormat } from '../../app/format.ts';
import { usePreferences } from '../../state/preferences.ts';
import { isChosen, type Selection } from './bulk/selection.ts';
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
  /** The rows answer what was asked before: others are on their way. */
  busy: boolean;
  /** Id of the contact whose profile is open. */
  open: string | null;
  pages: ReturnType<typeof useContactPages>;
  onPages: (pages: number[]) => void;
  selection: Selection;
  /** Rows of the list, both ends included; some may not be in view. */
  onChoose: (rows: { from: number; to: number }, chosen: boolean) => void;
}

export function useTablePages(query: ContactQuery) {
  const [pages, setPages] = useState<number[]>([0]);
  return { pages: useContactPages(query, pages), setPages };
}

export function ContactTable({ query, busy, onSort, open, pages, onPages, selection, onChoose }: ContactTableProps) {
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

  const anchor = useRef<number | null>(null);
  const choose = (index: number, chosen: boolean, range: boolean) => {
    const from = range && anchor.current !== null ? anchor.current : index;
    onChoose({ from: Math.min(from, index), to: Math.max(from, index) }, chosen);
    anchor.current = index;
  };
  const shown = indexes(rows.from, rows.to).flatMap((index) => pages.rowAt(index)?.id ?? []);
  const chosenShown = shown.filter((id) => isChosen(selection, id)).length;

  const asked = `${query.search} ${query.sort} ${query.descending} ${JSON.stringify(query.rule)}`;
  const lastAsked = useRef(asked);
  useLayoutEffect(() => {
    if (lastAsked.current === asked) return;
    lastAsked.current = asked;
    anchor.current = null;
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
      <table aria-label={t('title')} aria-busy={busy} aria-rowcount={total + 1} className={classes.table}>
        <thead>
          <tr aria-rowindex={1} className={`${classes.row} ${classes.head}`}>
            <th scope="col" className={classes.choice}>
              <Checkbox
                size="xs"
                aria-label={t('bulk:selectPage')}
                checked={shown.length > 0 && chosenShown === shown.length}
                indeterminate={chosenShown > 0 && chosenShown < shown.length}
                onChange={(event) => onChoose({ from: rows.from, to: rows.to - 1 }, event.currentTarget.checked)}
              />
            </th>
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
              // A row that becomes another person's is another row: a press that was begun on the one never opens the other.
              key={`${index} ${pages.rowAt(index)?.id ?? ''}`}
              index={index}
              top={rows.offset + (index - rows.from) * rowHeight}
              height={rowHeight}
              contact={pages.rowAt(index)}
              open={open}
              chosen={isChosen(selection, pages.rowAt(index)?.id ?? -1)}
              onChoose={choose}
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
  chosen: boolean;
  /** `range`: from the row chosen last on. */
  onChoose: (index: number, chosen: boolean, range: boolean) => void;
}

function Row({ index, top, height, contact, open, chosen, onChoose }: RowProps) {
  const { t } = useTranslation('bulk');
  const format = useFormat();
  const place = { height, transform: `translateY(${top}px)` };
  if (contact === null)
    return (
      <tr aria-rowindex={index + 2} className={`${classes.row} ${classes.placed}`} style={place}>
        <td className={classes.choice} />
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
      data-chosen={chosen}
      style={place}
    >
      <td className={classes.choice}>
        <Checkbox
          size="xs"
          aria-label={t('select', { name: contactName(contact) })}
          checked={chosen}
          onChange={(event) => {
            const { shiftKey } = event.nativeEvent as MouseEvent;
            onChoose(index, event.currentTarget.checked, shiftKey === true);
          }}
        />
      </td>
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
