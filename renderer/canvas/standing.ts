/** Those inside older versions, block by block, and what is chosen for them. */
import { type Move, moves, type Standing } from '../../flows/plan/changes.ts';

/** One choice a block, whatever the versions: what one of them may not do is not offered. */
export const blocksOf = (standing: readonly Standing[]) =>
  [...new Set(standing.map(({ node }) => node))].map((node) => {
    const rows = standing.filter((one) => one.node === node);
    return { node, rows, choices: moves.filter((move) => rows.every((row) => row.choices.includes(move))) };
  });

/** What the switches show, and so what is done: the usual where nobody chose, or `stay` where versions differ in it. */
export const shownMoves = (
  standing: readonly Standing[],
  chosen: Readonly<Record<string, Move>>,
): Readonly<Record<string, Move>> =>
  Object.fromEntries(
    blocksOf(standing).map(({ node, rows, choices }) => {
      const wished =
        chosen[node] ?? rows.reduce((all: Move, { usual }) => (usual === all ? all : 'stay'), rows[0]?.usual ?? 'stay');
      return [node, choices.includes(wished) ? wished : 'stay'];
    }),
  );
