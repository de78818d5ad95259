/**
 * The small map in the corner: all of the drawing and what is in sight of it. Painted, and painted again only when the drawing
 * has changed, because the library's own map looks at every block whenever the view moves.
 */
import { useComputedColorScheme } from '@mantine/core';
import { Panel, useReactFlow, useStoreApi } from '@xyflow/react';
import { type PointerEvent, useEffect, useRef, type WheelEvent } from 'react';
import type { Category } from '../../flows/sdk/node.ts';
import { specs } from '../../registry/editors.ts';
import { around, type Box } from './boxes.ts';
import type { DrawnNode } from './flow-elements.ts';
import { categoryOf } from './graph.ts';
import { fromMap, type MapFrame, mapFrame, onMap, sameFrame } from './map-frame.ts';
import { motionMs } from './view.ts';
import { useWords } from './words.ts';

const size = { width: 150, height: 92 };
/** Not painted more often while a card is dragged, milliseconds. */
const paintEvery = 80;
/** Powers of two of the zoom for a pixel of the wheel. */
const zoomPerPixel = 0.004;

type Kind = Category | 'note' | 'frame' | 'tile';
const colorOf: Readonly<Record<Kind, string>> = {
  trigger: '--k-trigger',
  logic: '--k-logic',
  wait: '--k-wait',
  channel: '--k-channel',
  action: '--k-action',
  end: '--k-end',
  note: '--kc-note-map',
  frame: '--kc-frame-map',
  tile: '--kc-tile-map',
};

const kindOf = (node: DrawnNode): Kind => (node.type === 'card' ? categoryOf(node.data.node.type, specs) : node.type);

const boxOf = (node: DrawnNode): Box => {
  const width = node.measured?.width ?? node.width ?? node.initialWidth ?? 0;
  const height = node.measured?.height ?? node.height ?? node.initialHeight ?? 0;
  const { x, y } = node.position;
  return { left: x, top: y, right: x + width, bottom: y + height };
};

const isShown = ({ hidden }: DrawnNode): boolean => hidden !== true;

/** What the style sheet means by a name, as a canvas understands it. */
function colors(element: HTMLElement): (kind: Kind) => string {
  const known = new Map<Kind, string>();
  return (kind) => {
    const found = known.get(kind);
    if (found !== undefined) return found;
    element.style.color = `var(${colorOf[kind]})`;
    const color = getComputedStyle(element).color;
    element.style.color = '';
    known.set(kind, color);
    return color;
  };
}

function paint(canvas: HTMLCanvasElement, nodes: readonly DrawnNode[], frame: MapFrame, color: (kind: Kind) => string) {
  const sharp = window.devicePixelRatio || 1;
  canvas.width = size.width * sharp;
  canvas.height = size.height * sharp;
  const brush = canvas.getContext('2d');
  if (!brush) return;
  brush.scale(sharp, sharp);
  for (const node of nodes) {
    if (!isShown(node)) continue;
    const { x, y, width, height } = onMap(frame, boxOf(node));
    brush.fillStyle = color(kindOf(node));
    // However small a block is, it can be seen.
    brush.fillRect(x, y, Math.max(1, width), Math.max(1, height));
  }
}

interface MapView {
  frame: MapFrame;
  sight: Box;
  paintedAt: number;
}
const nowhere: MapView = {
  frame: { left: 0, top: 0, scale: 1 },
  sight: { left: 0, top: 0, right: 0, bottom: 0 },
  paintedAt: 0,
};

export function FlowMap({ nodes }: { nodes: readonly DrawnNode[] }) {
  const words = useWords();
  const scheme = useComputedColorScheme('light');
  const store = useStoreApi();
  const flow = useReactFlow();
  const canvas = useRef<HTMLCanvasElement>(null);
  const sight = useRef<HTMLDivElement>(null);
  const at = useRef<MapView | null>(null);
  const hold = useRef<{ dx: number; dy: number } | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are others in another scheme
  useEffect(() => {
    const board = canvas.current;
    if (!board) return;
    const color = colors(board);
    let drawing: { all: Box; frame: MapFrame } | null = null;
    const place = () => {
      const before = at.current;
      if (!drawing && !before) return;
      const { transform, width, height } = store.getState();
      const [x, y, zoom] = transform;
      const inSight = { left: -x / zoom, top: -y / zoom, right: (width - x) / zoom, bottom: (height - y) / zoom };
      // Until the new drawing is painted what is in sight is shown on the old one.
      const frame = drawing ? mapFrame(drawing.all, inSight, size) : (before?.frame ?? { left: 0, top: 0, scale: 1 });
      if (drawing && !sameFrame(drawing.frame, frame)) {
        paint(board, nodes, frame, color);
        drawing.frame = frame;
      }
      at.current = { frame, sight: inSight, paintedAt: before?.paintedAt ?? 0 };
      const shown = onMap(frame, inSight);
      if (!sight.current) return;
      sight.current.style.transform = `translate(${shown.x}px, ${shown.y}px)`;
      sight.current.style.width = `${shown.width}px`;
      sight.current.style.height = `${shown.height}px`;
    };
    const wait = Math.max(0, (at.current?.paintedAt ?? 0) + paintEvery - performance.now());
    const timer = setTimeout(() => {
      if (!nodes.some(isShown)) return;
      drawing = { all: around(nodes.filter(isShown).map(boxOf)), frame: { left: 0, top: 0, scale: 0 } };
      at.current = { ...(at.current ?? nowhere), paintedAt: performance.now() };
      place();
    }, wait);
    const stop = store.subscribe(place);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [nodes, scheme, store]);

  const pointAt = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const look = (event: PointerEvent, duration: number) => {
    if (!at.current || !hold.current) return;
    const place = fromMap(at.current.frame, pointAt(event));
    const { dx, dy } = hold.current;
    void flow.setCenter(place.x + dx, place.y + dy, { zoom: flow.getZoom(), duration });
  };

  return (
    <Panel position="bottom-right">
      <div
        className="kc-map"
        data-covers
        role="img"
        aria-label={words.t('minimap')}
        style={size}
        onPointerDown={(event) => {
          if (!at.current || event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const { sight: box, frame } = at.current;
          const place = fromMap(frame, pointAt(event));
          const inside = place.x > box.left && place.x < box.right && place.y > box.top && place.y < box.bottom;
          // Taken by what is in sight it is carried from there; anywhere else that place comes to the middle.
          hold.current = inside
            ? { dx: (box.left + box.right) / 2 - place.x, dy: (box.top + box.bottom) / 2 - place.y }
            : { dx: 0, dy: 0 };
          if (!inside) look(event, motionMs());
        }}
        onPointerMove={(event) => {
          if (hold.current && event.buttons === 1) look(event, 0);
        }}
        onPointerUp={() => {
          hold.current = null;
        }}
        onPointerCancel={() => {
          hold.current = null;
        }}
        onWheel={(event: WheelEvent) => {
          const pixels = event.deltaMode === 1 ? event.deltaY * 20 : event.deltaY;
          void flow.zoomTo(flow.getZoom() * 2 ** (-pixels * zoomPerPixel));
        }}
      >
        <canvas ref={canvas} style={size} />
        <div ref={sight} className="kc-map-sight" />
      </div>
    </Panel>
  );
}
