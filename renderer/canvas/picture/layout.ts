/**
 * Where everything of a picture stands: cards with their lines of text, lines between them, pills, frames and notes. From
 * the document alone, so that it is whole whatever of it is on screen. Pure but for `measure`.
 */
import { jumpsOf } from '../../../flows/document/graph.ts';
import type { FlowDocument, FlowNode } from '../../../flows/document/schema.ts';
import type { Category } from '../../../flows/sdk/node.ts';
import type { SpecRegistry } from '../../../flows/sdk/registry.ts';
import { cardWidth } from '../card-elements.ts';
import { detourOf, detourPath, type Rect } from '../detour.ts';
import { pillAt, straightPath } from '../edge-path.ts';
import { edgeWidth, figuresOf, type Live, successOf, trafficOf } from '../figures.ts';
import { graphOf, outletsOf } from '../graph.ts';
import { detourUpTo } from '../line-elements.ts';
import type { CanvasWords } from '../words.ts';
import { clipped, type Font, type Measure, wrapped } from './measure.ts';

export interface PictureFigure {
  value: string;
  label: string;
  bad: boolean;
}

export interface PictureCard {
  id: string;
  type: string;
  category: Category;
  x: number;
  y: number;
  width: number;
  height: number;
  name: readonly string[];
  summary: readonly string[];
  jumps: readonly string[];
  /** The word for a block that is switched off. */
  off: string | null;
  figures: readonly PictureFigure[];
  /** Where the row of figures begins, from the card's top. */
  figuresAt: number;
  figuresStacked: boolean;
  /** The share of success of a message, 0 to 1. */
  bar: number | null;
}

export interface PictureLine {
  id: string;
  path: string;
  width: number;
  pill: { x: number; y: number; width: number; label: string; figures: string } | null;
}

export interface PictureFrame {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
  name: string;
}

export interface PictureNote {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
  lines: readonly string[];
}

export interface PictureLayout {
  /** The part of the drawing's plane that is shown. */
  left: number;
  top: number;
  width: number;
  height: number;
  title: string;
  subtitle: string;
  cards: readonly PictureCard[];
  lines: readonly PictureLine[];
  frames: readonly PictureFrame[];
  notes: readonly PictureNote[];
}

export const fonts = {
  title: { size: 20, weight: 650 },
  subtitle: { size: 13, weight: 400 },
  name: { size: 13, weight: 600 },
  text: { size: 13, weight: 400 },
  small: { size: 11, weight: 400 },
  figure: { size: 12, weight: 600 },
  figureLabel: { size: 11.5, weight: 400 },
} as const satisfies Record<string, Font>;

/** Of a card, as canvas.css has it; pixels. */
export const metrics = {
  padX: 12,
  padTop: 11,
  padBottom: 10,
  icon: 22,
  indent: 31,
  nameLine: 17,
  textLine: 18.2,
  jump: 22,
  row: 26,
  rowStacked: 42,
  bar: 3,
} as const;

const margin = 40;
const titleRoom = 64;
const noteSize: readonly [number, number] = [200, 120];

export interface PictureOptions {
  words: Pick<CanvasWords, 'nodeName' | 'nameOf' | 'summary' | 'outletLabel' | 'figure' | 'count' | 'share' | 't'>;
  specs: SpecRegistry;
  /** Null: without figures. */
  live: Live | null;
  subtitle: string;
  measure: Measure;
}

export function pictureLayout(document: FlowDocument, options: PictureOptions): PictureLayout {
  const cards = document.nodes.map((node) => cardOf(document, node, options));
  const lines = linesOf(document, cards, options);
  const frames = (document.layout?.frames ?? []).map(({ id, name, at, size }) => ({
    id,
    name: clipped(printable(name), size[0] - 24, fonts.name, options.measure),
    x: at[0],
    y: at[1],
    width: size[0],
    height: size[1],
  }));
  const notes = (document.layout?.notes ?? []).map(({ id, text, at, size = noteSize }) => ({
    id,
    x: at[0],
    y: at[1],
    width: size[0],
    height: size[1],
    lines: wrapped(
      printable(text),
      size[0] - 20,
      Math.max(1, Math.floor((size[1] - 16) / metrics.textLine)),
      fonts.text,
      options.measure,
    ),
  }));
  const boxes = [
    ...cards,
    ...frames,
    ...notes,
    ...lines.flatMap(({ pill }) =>
      pill === null ? [] : [{ x: pill.x - pill.width / 2, y: pill.y - 10, width: pill.width, height: 20 }],
    ),
  ];
  // A line that goes round cards may be what reaches farthest.
  const columns = lines.flatMap(({ path }) =>
    [...path.matchAll(/(-?[\d.]+),-?[\d.]+/g)].map((match) => Number(match[1])),
  );
  const left = least([...boxes.map((box) => box.x), ...columns]);
  const top = least(boxes.map((box) => box.y));
  const right = most([...boxes.map((box) => box.x + box.width), ...columns]);
  const bottom = most(boxes.map((box) => box.y + box.height));
  const title = printable(document.name);
  const width = Math.max(right - left, 320) + 2 * margin;
  return {
    left: left - margin,
    top: top - margin - titleRoom,
    width: Math.ceil(width),
    height: Math.ceil(bottom - top + 2 * margin + titleRoom),
    title: clipped(title, width - 2 * margin, fonts.title, options.measure),
    subtitle: clipped(printable(options.subtitle), width - 2 * margin, fonts.subtitle, options.measure),
    cards,
    lines,
    frames,
    notes,
  };
}

/** Spreading a thousand numbers into Math.min is one thing, a hundred thousand another. */
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), values[0] ?? 0);
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), values[0] ?? 0);

/** Without the characters that XML does not allow. */
const printable = (text: string): string => text.replace(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '');

function cardOf(document: FlowDocument, node: FlowNode, { words, specs, live, measure }: PictureOptions): PictureCard {
  const outlets = outletsOf(node, specs, graphOf(document));
  const width = cardWidth(outlets.length);
  const [x, y] = document.layout?.nodes?.[node.id] ?? [0, 0];
  const category = specs.get(node.type)?.category ?? 'end';
  const off = node.disabled === true ? words.t('off') : null;
  const room = width - 2 * metrics.padX - metrics.indent;
  const offRoom = off === null ? 0 : measure(off, fonts.small) + 22;
  const name = wrapped(printable(words.nodeName(node)), room - offRoom, 2, fonts.name, measure);
  const summary = wrapped(printable(words.summary(node)), room, 3, fonts.text, measure);
  const jumps = jumpsOf(node, specs).map((to) => clipped(printable(words.nameOf(to)), room - 36, fonts.text, measure));
  const own = live?.nodes.get(node.id);
  const inside = category === 'trigger' ? (live?.report.active ?? 0) : 0;
  const figures =
    live === null
      ? []
      : figuresOf(category, own, inside).map((figure) => ({ ...words.figure(figure), bad: figure.tone === 'bad' }));
  const cell = width / Math.max(1, figures.length) - 8;
  const figuresStacked = figures.some(
    ({ value, label }) => measure(value, fonts.figure) + 4 + measure(label, fonts.figureLabel) > cell,
  );
  const bar = live === null || category !== 'channel' ? null : (successOf(category, own) ?? 0);
  const figuresAt =
    metrics.padTop +
    Math.max(metrics.icon, name.length * metrics.nameLine) +
    (summary.length === 0 ? 0 : 2 + summary.length * metrics.textLine) +
    jumps.length * (metrics.jump + 4) +
    metrics.padBottom;
  const row = figures.length === 0 ? 0 : figuresStacked ? metrics.rowStacked : metrics.row;
  return {
    id: node.id,
    type: node.type,
    category,
    x,
    y,
    width,
    height: Math.round(figuresAt + row + (bar === null ? 0 : metrics.bar)),
    name,
    summary,
    jumps,
    off,
    figures: figures.map((figure) => ({
      ...figure,
      label: clipped(figure.label, figuresStacked ? cell : Number.POSITIVE_INFINITY, fonts.figureLabel, measure),
    })),
    figuresAt,
    figuresStacked,
    bar,
  };
}

function linesOf(document: FlowDocument, cards: readonly PictureCard[], options: PictureOptions): PictureLine[] {
  const { words, specs, live, measure } = options;
  const graph = graphOf(document);
  const byId = new Map(cards.map((card) => [card.id, card]));
  const rects: Rect[] =
    cards.length > detourUpTo
      ? []
      : cards.map(({ id, x, y, width, height }) => ({ id, left: x, top: y, right: x + width, bottom: y + height }));
  return document.edges.flatMap((edge): PictureLine[] => {
    const [from, to, node] = [byId.get(edge.from), byId.get(edge.to), graph.nodes.get(edge.from)];
    if (from === undefined || to === undefined || node === undefined) return [];
    const outlets = outletsOf(node, specs, graph);
    const place = Math.max(0, outlets.indexOf(edge.outlet));
    const ends = {
      sourceX: from.x + (from.width * (place + 0.5)) / Math.max(1, outlets.length),
      sourceY: from.y + from.height,
      targetX: to.x + to.width / 2,
      targetY: to.y,
    };
    const named = outlets.length > 1;
    const detour = rects.length === 0 ? null : detourOf({ from: edge.from, to: edge.to, ...ends }, rects);
    const { path, labelX, labelY } =
      detour === null
        ? straightPath(ends, named ? pillAt(place, outlets.length, ends.targetX < ends.sourceX) : 0.5)
        : detourPath(ends, detour);
    const traffic = live === null ? null : trafficOf(live.nodes.get(edge.from), edge.outlet);
    const count = traffic?.count ?? 0;
    const figures = [
      ...(traffic !== null && traffic.share !== null && named
        ? [words.share(Math.round(traffic.share * 1000) / 1000)]
        : []),
      ...(count > 0 ? [words.count(count)] : []),
    ].join(' · ');
    const figuresWidth = figures === '' ? 0 : measure(figures, fonts.small);
    const label = named
      ? clipped(printable(words.outletLabel(node, edge.outlet)), Math.max(40, 150 - figuresWidth), fonts.small, measure)
      : '';
    const gap = label !== '' && figures !== '' ? 5 : 0;
    return [
      {
        id: `${edge.from}|${edge.outlet}|${edge.to}`,
        path,
        width: edgeWidth(count, live?.busiest ?? 0),
        pill:
          label === '' && figures === ''
            ? null
            : {
                x: labelX,
                y: labelY,
                width: (label === '' ? 0 : measure(label, fonts.small)) + gap + figuresWidth + 18,
                label,
                figures,
              },
      },
    ];
  });
}
