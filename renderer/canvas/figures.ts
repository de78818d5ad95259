/** What the live report says about one block or one edge, as two or three figures a card has room for. Pure. */
import type { Report } from '../../flows/api/shapes.ts';
import type { Category } from '../../flows/sdk/node.ts';

export type FigureName =
  | 'entered'
  | 'inside'
  | 'waiting'
  | 'wentOn'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'cost'
  | 'notSent'
  | 'failed'
  | 'ended';

export interface Figure {
  name: FigureName;
  value: number;
  form: 'count' | 'share' | 'money';
  tone?: 'bad';
}

export type NodeRow = Report['nodes'][number];
export type MessageRow = Report['messages'][number];

export interface LiveNode {
  row: NodeRow;
  messages: readonly MessageRow[];
}

export interface Live {
  report: Report;
  nodes: ReadonlyMap<string, LiveNode>;
  /** The busiest outlet, for the width of edges. */
  busiest: number;
}

const sum = (record: Readonly<Record<string, number>>): number =>
  Object.values(record).reduce((total, value) => total + value, 0);

/** Indexes a report; what did not change keeps its identity, so that only cards whose figures moved are drawn again. */
export function indexReport(report: Report, before: Live | null): Live {
  const messages = new Map<string, MessageRow[]>();
  for (const row of report.messages) {
    const rows = messages.get(row.node);
    if (rows) rows.push(row);
    else messages.set(row.node, [row]);
  }
  let busiest = 0;
  const nodes = new Map<string, LiveNode>();
  for (const row of report.nodes) {
    for (const count of Object.values(row.left)) busiest = Math.max(busiest, count);
    const rows = messages.get(row.id) ?? [];
    const old = before?.nodes.get(row.id);
    const same =
      old !== undefined &&
      old.row === row &&
      old.messages.length === rows.length &&
      old.messages.every((message, index) => message === rows[index]);
    nodes.set(row.id, same ? old : { row, messages: rows });
  }
  return { report, nodes, busiest };
}

export interface MessageTotals {
  sent: number;
  delivered: number;
  read: number;
  notSent: number;
  queued: number;
  cost: number;
}

export function messageTotals(rows: readonly MessageRow[]): MessageTotals {
  const totals: MessageTotals = { sent: 0, delivered: 0, read: 0, notSent: 0, queued: 0, cost: 0 };
  for (const row of rows) {
    totals.sent += row.sent;
    totals.delivered += row.delivered;
    totals.read += row.read;
    totals.notSent += row.failed + sum(row.suppressed);
    totals.queued += row.queued;
    totals.cost += row.cost;
  }
  return totals;
}

/** Two or three figures, words' keys and values; the same cells for a category at all times, so that nothing jumps. */
export function figuresOf(category: Category, live: LiveNode | undefined, inside: number): readonly Figure[] {
  if (!live) return [];
  const { row } = live;
  const count = (name: FigureName, value: number): Figure => ({ name, value, form: 'count' });
  const bad = (name: FigureName, value: number): Figure =>
    value > 0 ? { name, value, form: 'count', tone: 'bad' } : count(name, value);
  switch (category) {
    case 'trigger':
      return [count('entered', row.entered), count('inside', inside)];
    case 'wait':
      return [count('waiting', row.waiting), count('wentOn', sum(row.left))];
    case 'channel': {
      const totals = messageTotals(live.messages);
      const seen: Figure =
        totals.read > 0
          ? { name: 'read', value: share(totals.read, totals.sent), form: 'share' }
          : { name: 'delivered', value: share(totals.delivered, totals.sent), form: 'share' };
      const last: Figure =
        totals.cost > 0 ? { name: 'cost', value: totals.cost, form: 'money' } : bad('notSent', totals.notSent);
      return [count('sent', totals.sent), seen, last];
    }
    case 'action':
      return [count('entered', row.entered), bad('failed', row.left.failed ?? 0)];
    case 'end':
      // A goal is no end where it leads on.
      return sum(row.left) > 0
        ? [count('entered', row.entered), count('waiting', row.waiting)]
        : [count('ended', row.entered)];
    case 'logic':
      return [count('entered', row.entered), count('waiting', row.waiting)];
  }
}

const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, part / whole) : 0);

/** The thin bar under a message: the share read (where a channel tells), else delivered; null where it means nothing. */
export function successOf(category: Category, live: LiveNode | undefined): number | null {
  if (category !== 'channel' || !live) return null;
  const totals = messageTotals(live.messages);
  if (totals.sent === 0) return null;
  return share(totals.read > 0 ? totals.read : totals.delivered, totals.sent);
}

export interface Traffic {
  count: number;
  /** Of all who reached the node; null while nobody has. */
  share: number | null;
}

export function trafficOf(live: LiveNode | undefined, outlet: string): Traffic | null {
  if (!live) return null;
  const count = live.row.left[outlet] ?? 0;
  const all = sum(live.row.left) + sum(live.row.exited) + live.row.waiting;
  return { count, share: all > 0 ? count / all : null };
}

/** 1.5 to 6 pixels. Less than proportional, so that a thin stream beside a broad one is still seen to flow. */
export const edgeWidth = (count: number, busiest: number): number =>
  busiest === 0 || count === 0 ? 1.5 : 1.5 + 4.5 * (count / busiest) ** 0.7;
