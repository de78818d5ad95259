/** The line from one card down to another, the same on the canvas, in exported pictures and in small ones. Pure. */

export interface PathEnds {
  sourceX: number;
  sourceY: number;
  targetX: number;
  targetY: number;
}

/** How far a line swings out where it leads back up. */
const backward = 0.4;

/** A curve out of a card's lower border into another's upper one, as the drawing library bends its own. */
export function curvePath({ sourceX, sourceY, targetX, targetY }: PathEnds): string {
  const fall = targetY - sourceY;
  const bend = fall >= 0 ? fall / 2 : backward * 25 * Math.sqrt(-fall);
  return `M${sourceX},${sourceY} C${sourceX},${sourceY + bend} ${targetX},${targetY - bend} ${targetX},${targetY}`;
}

/** Of lines that lean to one side the foremost has its pill halfway, those behind it sooner: so they do not cover each other. */
export const pillAt = (place: number, places: number, leansLeft: boolean): number =>
  (leansLeft ? place : places - 1 - place) === 0 ? 0.5 : 0.27;

/** A curve from border to border. A named outlet has its pill near its source, where lines do not meet yet. */
export function straightPath(ends: PathEnds, pill: number): { path: string; labelX: number; labelY: number } {
  const { sourceX, sourceY, targetX, targetY } = ends;
  const t = pill;
  const near = (1 - t) ** 3 + 3 * (1 - t) ** 2 * t;
  const middle = sourceY + (targetY - sourceY) / 2;
  const labelY =
    (1 - t) ** 3 * sourceY + 3 * (1 - t) ** 2 * t * middle + 3 * (1 - t) * t ** 2 * middle + t ** 3 * targetY;
  return { path: curvePath(ends), labelX: near * sourceX + (1 - near) * targetX, labelY };
}
