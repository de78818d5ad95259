/** What an outline remembers of itself while its flow is open: which row the keyboard stands on, what is closed. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { edgeKey } from '../../state/flow-editor.ts';
import type { CanvasSession } from '../session.ts';
import type { Side } from './places.ts';
import { blockKey, keysAbove, type Row, rowsOf } from './rows.ts';
import { outlineIn } from './structure.ts';

export interface Drop {
  key: string;
  side: Side;
  /** Why it may not go there. */
  refused: string | null;
  at: { x: number; y: number };
}

export interface OutlineState {
  /** The row that the keyboard stands on, or will when it comes back. */
  at: string | null;
  /** Where an extended selection began. */
  anchor: string | null;
  closed: ReadonlySet<string>;
  /** Rises when the row shall take the keyboard's focus. */
  wanted: number;
  drop: Drop | null;
}

export interface OutlineModel {
  readonly store: StoreApi<OutlineState>;
  rows: () => readonly Row[];
  /** The row of `at`; when that is gone the nearest thing to it. */
  current: () => Row | undefined;
  /** Puts the keyboard on a row. It is chosen alone, together with those on the way (`extend`), or not at all (`keep`). */
  go: (row: Row | undefined, how?: 'choose' | 'extend' | 'keep') => void;
  choose: (row: Row) => void;
  toggleChosen: (row: Row) => void;
  /** The row of a block; what hides it opens. */
  reveal: (id: string) => Row | undefined;
  setOpen: (keys: readonly string[], open: boolean) => void;
}

const models = new WeakMap<CanvasSession, OutlineModel>();

/** One for each open flow: going to the drawing and back finds it as it was. */
export function outlineModel(session: CanvasSession): OutlineModel {
  const known = models.get(session);
  if (known) return known;
  const made = createModel(session);
  models.set(session, made);
  return made;
}

function createModel({ editor }: CanvasSession): OutlineModel {
  const store = createStore<OutlineState>(() => ({
    at: null,
    anchor: null,
    closed: new Set(),
    wanted: 0,
    drop: null,
  }));
  let made: { outline: object; closed: object; rows: readonly Row[] } | null = null;
  const rows = (): readonly Row[] => {
    const outline = outlineIn(editor.store.getState().document);
    const { closed } = store.getState();
    if (made?.outline !== outline || made.closed !== closed) made = { outline, closed, rows: rowsOf(outline, closed) };
    return made.rows;
  };
  const find = (key: string | null): Row | undefined =>
    key === null ? undefined : rows().find((row) => row.key === key);

  let lastIndex = 0;
  const current = (): Row | undefined => {
    const { active, document, selection } = editor.store.getState();
    const { at } = store.getState();
    // Nothing was looked at yet: it begins at the beginning.
    const known = active === null || (at === null && selection.nodes.length === 0) ? null : blockKey(active);
    for (const key of [at, known]) {
      if (key === null) continue;
      // Under a closed row it stands on that row.
      const shown = find(key) ?? keysAbove(outlineIn(document), key).map(find).find(Boolean);
      if (shown) {
        lastIndex = rows().indexOf(shown);
        return shown;
      }
      // It is gone, by an undo for one: what stood before it is nearest.
      if (key === at) break;
    }
    return rows()[Math.max(0, Math.min(lastIndex, rows().length) - 1)];
  };

  const choose = (row: Row): void => {
    if (row.kind === 'block') {
      editor.select({ nodes: [row.id] });
      editor.activate(row.id);
      return;
    }
    if (row.kind !== 'loose') editor.activate(row.from);
    // A way is a line of the drawing: what one does with a line is then possible here.
    const edge =
      row.kind === 'way' || (row.kind === 'link' && row.outlet !== null)
        ? edgeKey({ from: row.from, outlet: row.outlet ?? '', to: row.to })
        : null;
    editor.select({ nodes: [], edges: edge === null ? [] : [edge] });
  };

  const extend = (row: Row): void => {
    const all = rows();
    const anchor = find(store.getState().anchor) ?? row;
    const [first, last] = [all.indexOf(anchor), all.indexOf(row)].sort((a, b) => a - b);
    const nodes = all.slice(first, (last ?? 0) + 1).flatMap((one) => (one.kind === 'block' ? [one.id] : []));
    editor.select({ nodes });
    if (row.kind === 'block') editor.activate(row.id);
  };

  const setOpen: OutlineModel['setOpen'] = (keys, open) => {
    const closed = new Set(store.getState().closed);
    for (const key of keys)
      if (open) closed.delete(key);
      else closed.add(key);
    store.setState({ closed });
  };

  return {
    store,
    rows,
    current,
    choose,
    setOpen,
    go(row, how = 'choose') {
      if (!row) return;
      const { anchor, at } = store.getState();
      store.setState((state) => ({
        at: row.key,
        wanted: state.wanted + 1,
        anchor: how === 'extend' ? (anchor ?? at ?? row.key) : how === 'choose' ? row.key : anchor,
      }));
      if (how === 'choose') choose(row);
      else if (how === 'extend') extend(row);
    },
    toggleChosen(row) {
      if (row.kind !== 'block') return;
      const { nodes } = editor.store.getState().selection;
      editor.select({ nodes: nodes.includes(row.id) ? nodes.filter((id) => id !== row.id) : [...nodes, row.id] });
      editor.activate(row.id);
      store.setState({ at: row.key, anchor: row.key });
    },
    reveal(id) {
      const outline = outlineIn(editor.store.getState().document);
      const { closed } = store.getState();
      const above = keysAbove(outline, blockKey(id)).filter((key) => closed.has(key));
      if (above.length > 0) setOpen(above, true);
      return find(blockKey(id));
    },
  };
}
