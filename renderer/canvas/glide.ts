/** Cards that an edit moved are seen on their way: the document is done at once, only the eye is given a moment. */
import type { CanvasSession, ScreenPoint } from './session.ts';
import { motionMs } from './view.ts';

/** More than this many at once would not move smoothly, and nobody could follow them. */
const most = 120;

const running = new WeakMap<CanvasSession, number>();

type Places = ReadonlyMap<string, ScreenPoint>;

function placesOf({ editor }: CanvasSession): Map<string, ScreenPoint> {
  const places = editor.store.getState().document.layout?.nodes ?? {};
  return new Map(Object.entries(places).map(([id, [x, y]]) => [id, { x, y }]));
}

/** Does the edit, and lets what it moved go there from `from`, or from where it stood. */
export function glide(session: CanvasSession, edit: () => void, from?: Places): void {
  const before = from ?? placesOf(session);
  edit();
  const ways = [...placesOf(session)].flatMap(([id, to]) => {
    const start = before.get(id);
    return start && (start.x !== to.x || start.y !== to.y) ? [{ id, start, to }] : [];
  });
  const length = motionMs();
  cancelAnimationFrame(running.get(session) ?? 0);
  if (ways.length === 0 || ways.length > most || length === 0) {
    session.ui.setState({ gliding: null });
    return;
  }
  const began = performance.now();
  const show = () => {
    const share = Math.min(1, (performance.now() - began) / length);
    const gone = 1 - (1 - share) ** 3;
    session.ui.setState({
      gliding:
        share === 1
          ? null
          : new Map(
              ways.map(({ id, start, to }) => [
                id,
                { x: start.x + (to.x - start.x) * gone, y: start.y + (to.y - start.y) * gone },
              ]),
            ),
    });
    if (share < 1) running.set(session, requestAnimationFrame(show));
  };
  show();
}
