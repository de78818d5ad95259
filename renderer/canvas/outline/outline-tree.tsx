/** The tree of rows: only those in sight are drawn, one of them takes the keyboard. */
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type DragEvent, type MouseEvent, useLayoutEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import { useEditorState, useSession } from '../session.ts';
import { useWords } from '../words.ts';
import { rowDrag } from './drag.ts';
import { openMenu, openRow } from './keys.ts';
import { outlineModel } from './model.ts';
import { type ItemProps, OutlineRow } from './outline-row.tsx';
import { targetAt } from './places.ts';
import { lastBeneath, type Row } from './rows.ts';
import { outlineIn } from './structure.ts';
import { useOutlineSeat } from './use-outline-seat.ts';

/** Guesses until a row was measured, pixels with the space below it. */
const heights: Readonly<Record<Row['kind'], number>> = { block: 64, way: 34, link: 34, open: 34, loose: 40 };

export function OutlineTree() {
  const session = useSession();
  const words = useWords();
  const model = outlineModel(session);
  const document_ = useEditorState((state) => state.document);
  const chosen = useEditorState((state) => state.selection);
  const { drop, wanted } = useStore(model.store);
  const rows = model.rows();
  const current = model.current();
  const at = current ? rows.indexOf(current) : -1;
  const scroll = useRef<HTMLDivElement>(null);
  const tree = useRef<HTMLDivElement>(null);

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => heights[rows[index]?.kind ?? 'block'],
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 6,
    scrollPaddingStart: 8,
    scrollPaddingEnd: 40,
    // The row that has the keyboard is never taken away from under it.
    rangeExtractor: (range) =>
      at < 0 ? defaultRangeExtractor(range) : [...new Set([...defaultRangeExtractor(range), at])].sort((a, b) => a - b),
  });

  const seat = useOutlineSeat({ session, words, model, tree });
  // Words may be made anew while a row is on its way: the drag goes on.
  const latest = useRef(words);
  latest.current = words;
  const drag = useMemo(() => rowDrag(session, () => latest.current, model), [session, model]);

  const lastWanted = useRef(0);
  useLayoutEffect(() => {
    if (wanted === lastWanted.current || at < 0) return;
    lastWanted.current = wanted;
    virtual.scrollToIndex(at, { align: 'auto' });
    seat.focus();
  }, [wanted, at, virtual, seat]);

  const numbers = outlineIn(document_).numbers;
  const nodes = new Set(chosen.nodes);
  const edges = new Set(chosen.edges);
  const dropIndex = drop ? rows.findIndex(({ key }) => key === drop.key) : -1;
  const lineAt = drop?.side === 'after' ? lastBeneath(rows, dropIndex) : dropIndex;
  const dropRow = rows[dropIndex];

  const isChosen = (row: Row): boolean =>
    row.kind === 'block'
      ? nodes.has(row.id)
      : (row.kind === 'way' || row.kind === 'link') && edges.has(`${row.from}|${row.outlet}|${row.to}`);

  const click = (event: MouseEvent, row: Row): void => {
    if (event.shiftKey) model.go(row, 'extend');
    else if (event.ctrlKey || event.metaKey) model.toggleChosen(row);
    else {
      model.go(row);
      if (row.kind === 'open' || row.kind === 'link') openRow(seat.context, row);
    }
  };

  const itemOf = (row: Row, index: number, start: number): ItemProps & { [data: `data-${string}`]: unknown } => ({
    ref: virtual.measureElement,
    'data-index': index,
    className: 'kc-outline-item',
    style: { transform: `translateY(${start}px)` },
    tabIndex: row === current ? 0 : -1,
    'aria-selected': isChosen(row),
    'data-chosen': isChosen(row) || undefined,
    'data-drop': drop && index === lineAt ? drop.side : undefined,
    'data-refused': (drop && index === lineAt && drop.refused !== null) || undefined,
    draggable: row.kind === 'block',
    onFocus: () => {
      if (model.store.getState().at !== row.key) model.store.setState({ at: row.key });
      const { selection } = session.editor.store.getState();
      if (selection.nodes.length === 0 && selection.edges.length === 0 && row.kind !== 'open') model.choose(row);
    },
    onClick: (event: MouseEvent) => click(event, row),
    onDoubleClick: () => {
      if (row.kind === 'block') seat.openSettings();
    },
    onContextMenu: (event: MouseEvent) => {
      event.preventDefault();
      openMenu(session, model, row, { x: event.clientX, y: event.clientY });
    },
    onDragStart: (event: DragEvent) => drag.start(event, row),
    onDragOver: (event: DragEvent) => drag.over(event, row),
    onDragLeave: drag.leave,
    onDrop: (event: DragEvent) => drag.drop(event, row),
    onDragEnd: drag.end,
  });

  return (
    <div className="kc-outline-scroll" ref={scroll}>
      <div
        ref={tree}
        role="tree"
        aria-label={words.t('outline:tree')}
        aria-multiselectable
        className="kc-outline-tree"
        data-level={dropRow?.level}
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <OutlineRow
              key={key}
              row={row}
              goal={row.kind === 'link' ? (numbers.get(row.to) ?? 0) : 0}
              item={itemOf(row, index, start)}
              onToggle={(one) => {
                model.go(one);
                model.setOpen([one.key], one.open === false);
              }}
              onAdd={(one, box) => {
                model.go(one);
                const { document } = session.editor.store.getState();
                const point = { x: box.left + box.width / 2, y: box.bottom };
                session.ui.setState({ adding: { at: point, target: targetAt(document, one) } });
              }}
              onMenu={(one, box) => openMenu(session, model, one, { x: box.left, y: box.bottom })}
            />
          );
        })}
      </div>
      {drop?.refused ? (
        <div className="kc-refusal" style={{ left: drop.at.x + 14, top: drop.at.y + 14 }} aria-hidden>
          {drop.refused}
        </div>
      ) : null}
    </div>
  );
}
