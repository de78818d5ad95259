/** How a drawing fits into the small map of it. Pure. */
import type { Box } from './boxes.ts';

export interface MapFrame {
  /** The place of the drawing that stands in the map's upper left corner. */
  left: number;
  top: number;
  /** Pixels of the map for one of the drawing. */
  scale: number;
}

/** Kept free at the map's border, in its pixels. */
const margin = 6;

/** Shows all of `things`, and of the drawing as much as is in sight: whoever went astray sees the way back. */
export function mapFrame(things: Box, inSight: Box, { width, height }: { width: number; height: number }): MapFrame {
  const left = Math.min(things.left, inSight.left);
  const top = Math.min(things.top, inSight.top);
  const [across, down] = [Math.max(things.right, inSight.right) - left, Math.max(things.bottom, inSight.bottom) - top];
  const scale = Math.min((width - 2 * margin) / Math.max(1, across), (height - 2 * margin) / Math.max(1, down));
  return { scale, left: left - (width / scale - across) / 2, top: top - (height / scale - down) / 2 };
}

export const onMap = ({ left, top, scale }: MapFrame, box: Box) => ({
  x: (box.left - left) * scale,
  y: (box.top - top) * scale,
  width: (box.right - box.left) * scale,
  height: (box.bottom - box.top) * scale,
});

/** The place of the drawing under a point of the map. */
export const fromMap = ({ left, top, scale }: MapFrame, at: { x: number; y: number }) => ({
  x: left + at.x / scale,
  y: top + at.y / scale,
});

export const sameFrame = (a: MapFrame, b: MapFrame): boolean =>
  a.left === b.left && a.top === b.top && a.scale === b.scale;
