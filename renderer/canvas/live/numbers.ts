/** Every number on the canvas, as the people behind it: which of them there are, and how many. Pure. */
import { type FigureName, type Live, type LiveNode, messageTotals, type NodeRow } from '../figures.ts';

export interface PeopleOf {
  /** Empty: of the whole flow. */
  node: string;
  what: 'here' | 'entered' | 'left' | 'ended' | 'lost' | 'message' | 'goal';
  /** The outlet, the reason, or the message's state; not set: any. */
  by?: string;
}

const sum = (record: Readonly<Record<string, number>>): number =>
  Object.values(record).reduce((total, value) => total + value, 0);

/** All who stood at the block in the time that is shown: some of them may have come before it. */
export const reachedOf = (row: NodeRow): number => row.waiting + sum(row.left) + sum(row.exited);

/** The end of the way is no loss. */
const noLoss = 'end';

/** Who left the flow here before its end, by reason, the most first; null where nobody did. */
export function lostOf(row: NodeRow): { count: number; share: number; reasons: [string, number][] } | null {
  const reasons = Object.entries(row.exited)
    .filter(([reason, count]) => reason !== noLoss && count > 0)
    .sort((a, b) => b[1] - a[1]);
  const count = reasons.reduce((total, [, n]) => total + n, 0);
  return count === 0 ? null : { count, share: count / Math.max(1, reachedOf(row)), reasons };
}

const figurePeople: Readonly<Record<FigureName, Omit<PeopleOf, 'node'>>> = {
  entered: { what: 'entered' },
  ended: { what: 'entered' },
  inside: { what: 'here' },
  waiting: { what: 'here' },
  wentOn: { what: 'left' },
  failed: { what: 'left', by: 'failed' },
  sent: { what: 'message', by: 'sent' },
  cost: { what: 'message', by: 'sent' },
  delivered: { what: 'message', by: 'delivered' },
  read: { what: 'message', by: 'read' },
  notSent: { what: 'message', by: 'not-sent' },
};

/** The people of a figure on a card. */
export const peopleOfFigure = (node: string, name: FigureName): PeopleOf => ({
  // "Inside now", on a start, are those of the whole flow.
  node: name === 'inside' ? '' : node,
  ...figurePeople[name],
});

const messageStates = ['queued', 'sent', 'delivered', 'read', 'clicked', 'replied', 'failed', 'unknown'] as const;
type CountedState = (typeof messageStates)[number];
const isCounted = (state: string | undefined): state is CountedState => messageStates.some((known) => known === state);

function ofMessages(rows: LiveNode['messages'], by: string | undefined): number {
  if (by === 'not-sent') return messageTotals(rows).notSent;
  return rows.reduce((total, row) => {
    if (by === undefined || by === 'suppressed') return total + sum(row.suppressed);
    if (by.startsWith('suppressed:')) return total + (row.suppressed[by.slice('suppressed:'.length)] ?? 0);
    return isCounted(by) ? total + row[by] : total;
  }, 0);
}

/** How many they are, by the figures that are shown. */
export function numberOf({ report, nodes }: Live, { node, what, by }: PeopleOf): number {
  const live = nodes.get(node);
  const of = (counts: Readonly<Record<string, number>>): number => (by === undefined ? sum(counts) : (counts[by] ?? 0));
  switch (what) {
    case 'here':
      return node === '' ? report.active : (live?.row.waiting ?? 0);
    case 'entered':
      return node === '' ? report.entered : (live?.row.entered ?? 0);
    case 'left':
      return of(live?.row.left ?? {});
    case 'ended':
      return of(node === '' ? report.exited : (live?.row.exited ?? {}));
    case 'lost':
      return live === undefined ? 0 : (lostOf(live.row)?.count ?? 0);
    case 'goal':
      return report.goal.reached;
    case 'message':
      return ofMessages(node === '' ? report.messages : (live?.messages ?? []), by);
  }
}

/** What can be asked about a block's people: who is here and who came, always; the rest where somebody is behind it. */
export function choicesOf({ row, messages }: LiveNode): PeopleOf[] {
  const node = row.id;
  const some = (counts: Readonly<Record<string, number>>): string[] =>
    Object.entries(counts)
      .filter(([, n]) => n > 0)
      .sort((a, b) => b[1] - a[1])
      .map(([key]) => key);
  const suppressed = [...new Set(messages.flatMap((message) => some(message.suppressed)))];
  const message = (by: string): PeopleOf => ({ node, what: 'message', by });
  return [
    { node, what: 'here' },
    { node, what: 'entered' },
    ...some(row.left).map((by): PeopleOf => ({ node, what: 'left', by })),
    ...some(row.exited).map((by): PeopleOf => ({ node, what: 'ended', by })),
    ...messageStates.filter((state) => messages.some((one) => one[state] > 0)).map(message),
    ...suppressed.map((reason) => message(`suppressed:${reason}`)),
  ];
}

export const samePeople = (a: PeopleOf, b: PeopleOf): boolean =>
  a.node === b.node && a.what === b.what && a.by === b.by;
