/** The keyboard in the outline: walking a tree as everywhere, and the first letters of a name. Commands are the table's. */
import { actionFor } from '../actions/table.ts';
import { type CanvasSession, type ScreenPoint, say } from '../session.ts';
import type { CanvasWords } from '../words.ts';
import type { OutlineModel } from './model.ts';
import { targetAt } from './places.ts';
import type { Row } from './rows.ts';

/** Letters typed within this time of each other are one search, milliseconds. */
const typingMs = 800;
/** Rows that a page up or down passes. */
const page = 10;

interface Context {
  session: CanvasSession;
  words: CanvasWords;
  model: OutlineModel;
  nameOf: (row: Row) => string;
  pointOf: (row: Row) => ScreenPoint;
}

/** Does what Enter does on a row that is no block. */
export function openRow({ session, words, model, nameOf, pointOf }: Context, row: Row): void {
  if (row.kind === 'open') {
    const { document } = session.editor.store.getState();
    session.ui.setState({ adding: { at: pointOf(row), target: targetAt(document, row) } });
  } else if (row.kind === 'link') model.go(model.reveal(row.to));
  else {
    model.setOpen([row.key], row.open === false);
    say(session.ui, words.t(row.open ? 'outline:said.closed' : 'outline:said.opened', { name: nameOf(row) }));
  }
}

export function outlineKeys(context: Context): (event: KeyboardEvent) => boolean {
  const { session, model, nameOf, pointOf } = context;
  let typed = '';
  let typedAt = 0;

  const search = (letter: string, now: number): boolean => {
    typed = now - typedAt < typingMs ? typed + letter : letter;
    typedAt = now;
    const rows = model.rows();
    const here = model.current();
    const at = here ? rows.indexOf(here) : -1;
    const wanted = typed.toLocaleLowerCase();
    // The same letter again and again goes from one to the next.
    const again = [...wanted].every((one) => one === wanted[0]);
    const text = again ? (wanted[0] ?? '') : wanted;
    const first = again ? at + 1 : at;
    for (let step = 0; step < rows.length; step++) {
      const row = rows[(first + step) % rows.length];
      if (row && nameOf(row).toLocaleLowerCase().startsWith(text)) {
        model.go(row);
        break;
      }
    }
    return true;
  };

  const walk = (event: KeyboardEvent, by: number): boolean => {
    const rows = model.rows();
    const here = model.current();
    const at = here ? rows.indexOf(here) : -1;
    const to = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
    model.go(to, event.shiftKey ? 'extend' : event.ctrlKey || event.metaKey ? 'keep' : 'choose');
    return true;
  };

  const sideways = (row: Row, right: boolean): boolean => {
    if (right && row.open === false) model.setOpen([row.key], true);
    else if (right && row.open) model.go(model.rows()[model.rows().indexOf(row) + 1]);
    else if (!right && row.open) model.setOpen([row.key], false);
    else if (!right && row.parent !== null) model.go(model.rows().find(({ key }) => key === row.parent));
    return true;
  };

  const openSiblings = (row: Row): boolean => {
    const beside = model.rows().filter(({ parent, open }) => parent === row.parent && open !== null);
    model.setOpen(
      beside.map(({ key }) => key),
      true,
    );
    return true;
  };

  /** Only of a row that is no block: those of a block are the table's. */
  const onWay = (event: KeyboardEvent, row: Row): boolean => {
    if (row.kind === 'block') return false;
    if (['Enter', 'NumpadEnter', 'Space'].includes(event.code)) {
      openRow(context, row);
      return true;
    }
    if (event.code === 'KeyC' && row.kind !== 'loose' && row.outlet !== null && !event.shiftKey) {
      session.ui.setState({ connecting: { node: row.from, outlet: row.outlet } });
      return true;
    }
    return false;
  };

  return (event) => {
    const row = model.current();
    const command = event.ctrlKey || event.metaKey;
    const isLetter = event.key.length === 1 && /[\p{L}\p{N}]/u.test(event.key);
    // Anything else than a letter ends the search; Shift alone is how some letters are typed.
    if ((!isLetter && event.key !== 'Shift') || command || event.altKey) typed = '';
    if (!row || event.altKey) return false;
    if (event.code === 'ContextMenu' || (event.code === 'F10' && event.shiftKey)) {
      openMenu(session, model, row, pointOf(row));
      return true;
    }
    switch (event.code) {
      case 'ArrowDown':
        return walk(event, 1);
      case 'ArrowUp':
        return walk(event, -1);
      case 'PageDown':
        return walk(event, page);
      case 'PageUp':
        return walk(event, -page);
      case 'Home':
        return walk(event, -Infinity);
      case 'End':
        return walk(event, Infinity);
      case 'ArrowRight':
      case 'ArrowLeft':
        return event.shiftKey || command ? false : sideways(row, event.code === 'ArrowRight');
    }
    if (event.key === '*') return openSiblings(row);
    if (command) {
      if (event.code !== 'Space') return false;
      model.toggleChosen(row);
      return true;
    }
    if (onWay(event, row)) return true;
    if (event.code === 'Space' && row.kind === 'block') {
      model.toggleChosen(row);
      return true;
    }
    const action = actionFor(event, { inCanvas: true, typing: false, mode: 'outline' });
    // A command is about the block on which the keyboard stands, also where it came without choosing it.
    const { nodes } = session.editor.store.getState().selection;
    if (row.kind === 'block' && nodes.length === 0 && action?.on?.includes('node')) model.choose(row);
    if (!isLetter) return false;
    const goesOn = event.timeStamp - typedAt < typingMs && typed !== '';
    return action !== null && !goesOn ? false : search(event.key, event.timeStamp);
  };
}

const isChosen = (session: CanvasSession, id: string): boolean =>
  session.editor.store.getState().selection.nodes.includes(id);

/** The same menu as on the drawing: of blocks, of a line, or of the empty place. */
export function openMenu(session: CanvasSession, model: OutlineModel, row: Row, at: ScreenPoint): void {
  if (row.kind === 'block') {
    if (!isChosen(session, row.id)) model.choose(row);
  } else model.choose(row);
  model.store.setState({ at: row.key });
  const edge = row.kind === 'way' || (row.kind === 'link' && row.outlet !== null);
  session.ui.setState({ menu: { at, on: row.kind === 'block' ? 'node' : edge ? 'edge' : 'pane' } });
}
