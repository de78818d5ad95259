/** How far a message got, and how far it has to get. */
import type { VisitMessage } from '../../flows/sdk/node.ts';

/** 1 delivered, 2 read, 3 clicked or answered. */
type Level = 0 | 1 | 2 | 3;

const advanceLevel: Readonly<Record<string, Level>> = { 'not-delivered': 1, 'not-read': 2, 'not-clicked': 3 };
const stopLevel: Readonly<Record<string, Level>> = { delivered: 1, read: 2 };

export const levelOf = (message: VisitMessage): Level =>
  message.clickedAt !== null || message.repliedAt !== null
    ? 3
    : message.readAt !== null
      ? 2
      : message.deliveredAt !== null
        ? 1
        : 0;

/** What must have happened for the next message not to be tried. */
export const demanded = (advance: string): Level => advanceLevel[advance] ?? 1;

/** What must have happened for the message to have reached the person: what its rung demands, and what the block does. */
export const needed = (advance: string, stop: string): number => Math.max(demanded(advance), stopLevel[stop] ?? 1);

/** What a vendor may tell us about a message, and how far it has got then. */
const receipts: readonly { event: string; level: Level }[] = [
  { event: 'message.delivered', level: 1 },
  { event: 'message.read', level: 2 },
  { event: 'message.clicked', level: 3 },
  { event: 'message.replied', level: 3 },
];

/** The receipts by which a message gets as far as it has to. */
export const receiptsFor = (level: number): readonly string[] =>
  receipts.filter((receipt) => receipt.level >= level).map(({ event }) => event);
