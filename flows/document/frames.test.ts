/** Notes and frames: what lies in which frame, folding and opening, and that no edit loses a thing of the flow. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chain, pick, spec, specs } from '../../tests/kit/edit-session.ts';
import {
  addFrame,
  addNote,
  frameRound,
  leastNote,
  place,
  removeMarks,
  setNote,
  shift,
  wrapFrame,
} from './annotations.ts';
import { canonicalFlowText } from './canonical.ts';
import { addNode, connect, insertOnEdge, move, removeNodes } from './edits.ts';
import { branchAfter, fold, foldBranch, growFrames, tidyMarks, unfold, unfoldRound } from './folding.ts';
import { copyNodes, paste } from './fragment.ts';
import { drawnAt, frameNamed, framesIn, membersOf, noMembers, tileSize, withMembers } from './frames.ts';
import { parseFlowText } from './parse.ts';
import { emptyFlow, type FlowDocument } from './schema.ts';

const sizeOf = () => ({ width: 236, height: 96 });
/** Waits below each other, two hundred apart. */
const spread = (length: number): FlowDocument =>
  move(chain(length), Object.fromEntries(chain(length).nodes.map(({ id }, n) => [id, [0, 200 * n]])));
/** Six of them; the second and third framed, with a note. */
function framed(): FlowDocument {
  const noted = addNote(spread(6), { at: [240, 220], text: 'Why we wait' }).document;
  return addFrame(noted, { name: 'Middle', at: [-20, 140], size: [520, 400] }).document;
}
const placesOf = (document: FlowDocument) => document.layout?.nodes ?? {};

describe('what lies in a frame', () => {
  it('is what has its head there: blocks, notes, and frames with all in them', () => {
    const one = framed();
    expect(membersOf(one, 'frame')).toEqual({ nodes: ['wait-2', 'wait-3'], notes: ['note'], frames: [] });
    const outer = addFrame(one, { name: 'All', at: [-60, -60], size: [700, 1000] }).document;
    expect(membersOf(outer, 'frame-2').frames).toEqual(['frame']);
    expect(membersOf(outer, 'frame-2').nodes).toHaveLength(5);
    expect(framesIn(outer).around.get('wait-2')?.name).toBe('Middle');
    expect(framesIn(outer).around.get('wait')?.name).toBe('All');
    expect(framesIn(outer).around.has('wait-6')).toBe(false);
  });

  it('goes along when the frame is moved, each thing once', () => {
    const outer = addFrame(framed(), { name: 'All', at: [-60, -60], size: [700, 1000] }).document;
    const moved = shift(outer, { ...noMembers, frames: ['frame', 'frame-2'], nodes: ['wait-2'] }, [10, -4]);
    expect(placesOf(moved)['wait-2']).toEqual([10, 196]);
    expect(placesOf(moved)['wait-6']).toEqual([0, 1000]);
    expect(moved.layout?.notes?.[0]?.at).toEqual([250, 216]);
    expect(frameNamed(moved, 'frame')?.at).toEqual([-10, 136]);
    expect(membersOf(moved, 'frame-2')).toEqual(membersOf(outer, 'frame-2'));
  });

  it('is said alike of a file that gives an id twice, or holds frames in a circle', () => {
    const twice = { id: 'f', name: '', at: [0, 0] as [number, number], size: [900, 900] as [number, number] };
    const strange: FlowDocument = {
      ...chain(2),
      layout: {
        nodes: { wait: [10, 10] },
        frames: [
          { ...twice, collapsed: { nodes: ['wait', 'gone'], frames: ['g', 'f'] } },
          twice,
          { ...twice, id: 'g', collapsed: { nodes: ['wait'], frames: ['f'] } },
        ],
      },
    };
    const { frames, folds } = framesIn(strange);
    expect(frames.map(({ id }) => id)).toEqual(['f', 'g']);
    expect([...folds.nodes]).toEqual([['wait', 'f']]);
    expect([...folds.frames]).toEqual([['g', 'f']]);
    expect(framesIn(unfoldRound(strange, 'wait', sizeOf)).folds.nodes.has('wait')).toBe(false);
  });
});

describe('folding', () => {
  it('takes out of sight what lay in the frame, and nothing that comes into its room later', () => {
    const folded = fold(framed(), 'frame');
    const away = move(folded, { 'wait-6': [0, 220] });
    expect([...framesIn(away).folds.nodes.keys()]).toEqual(['wait-2', 'wait-3']);
    expect(framesIn(away).around.has('wait-6')).toBe(false);
  });

  it('opens as it was', () => {
    const before = framed();
    expect(unfold(fold(before, 'frame'), 'frame', sizeOf)).toEqual(before);
  });

  it('of an empty frame changes nothing', () => {
    const document = addFrame(chain(1), { name: '', at: [900, 900], size: [300, 300] }).document;
    expect(fold(document, 'frame')).toBe(document);
  });

  it('moves with its tile, and makes room below when it opens', () => {
    const folded = shift(fold(framed(), 'frame'), { ...noMembers, frames: ['frame'] }, [1000, 0]);
    expect(placesOf(folded)['wait-3']).toEqual([1000, 400]);
    const tile = frameNamed(folded, 'frame');
    const near = move(folded, { 'wait-5': [1000, (tile?.at[1] ?? 0) + tileSize[1] + 40] });
    const open = unfold(near, 'frame', sizeOf);
    const frame = frameNamed(open, 'frame');
    expect(placesOf(open)['wait-5']?.[1]).toBeGreaterThan((frame?.at[1] ?? 0) + (frame?.size[1] ?? 0));
    expect(placesOf(open).wait).toEqual([0, 0]);
    expect(membersOf(open, 'frame')).toEqual(membersOf(folded, 'frame'));
  });

  it('a frame round it grows when it opens', () => {
    const outer = addFrame(framed(), { name: 'All', at: [-60, -60], size: [700, 1000] }).document;
    const small = wrapFrame(fold(outer, 'frame'), 'frame-2', membersOf(outer, 'frame-2'), sizeOf);
    const open = unfold(small, 'frame', sizeOf);
    expect(membersOf(open, 'frame-2').frames).toEqual(['frame']);
    expect(membersOf(open, 'frame-2').nodes).toEqual(expect.arrayContaining(['wait-2', 'wait-3']));
  });

  it('of what follows takes what only this block leads to', () => {
    let document = chain(4);
    for (const type of ['trigger-manual', 'wait', 'exit'] as const)
      document = addNode(document, spec(type), { at: [600, 0] }).document;
    document = connect(document, { from: 'trigger-manual', outlet: 'next', to: 'wait-4' });
    document = connect(document, { from: 'wait-4', outlet: 'next', to: 'exit' });
    document = connect(document, { from: 'exit', outlet: 'next', to: 'wait-2' });
    expect(branchAfter(document, 'wait', specs)).toEqual([]);
    document = connect(document, { from: 'exit', outlet: 'next', to: 'wait-4' });
    expect(branchAfter(document, 'wait', specs)).toEqual(['wait-2', 'wait-3']);
    expect(foldBranch(document, 'exit', 'x', specs, sizeOf)).toBeNull();
    const folded = foldBranch(document, 'wait', 'After', specs, sizeOf);
    expect([...framesIn(folded?.document ?? document).folds.nodes.keys()]).toEqual(['wait-2', 'wait-3']);
  });

  it('of what follows leaves no other block in the frame that opens later', () => {
    const document = move(addNode(spread(4), spec('wait'), {}).document, { 'wait-5': [30, 290] });
    const folded = foldBranch(document, 'wait', 'After', specs, sizeOf);
    const open = unfold(folded?.document ?? document, folded?.id ?? '', sizeOf);
    expect(membersOf(open, folded?.id ?? '').nodes).toEqual(['wait-2', 'wait-3', 'wait-4']);
    expect(placesOf(open)['wait-5']).toEqual([30, 290]);
  });
});

describe('frames and the blocks in them', () => {
  it('grow with a block put between two', () => {
    const before = framed();
    const added = insertOnEdge(before, { from: 'wait-2', outlet: 'next' }, spec('wait'), { at: [0, 400] });
    const pushed = move(added.document, { 'wait-3': [0, 600], 'wait-4': [0, 800] });
    const after = growFrames(before, pushed, sizeOf);
    expect(membersOf(after, 'frame').nodes).toEqual(['wait-2', 'wait-3', added.id]);
    const folded = fold(before, 'frame');
    const along = growFrames(folded, move(folded, { 'wait-2': [0, 280], 'wait-3': [0, 480] }), sizeOf);
    expect(frameNamed(along, 'frame')?.at).toEqual([-20, 220]);
    expect(along.layout?.notes?.[0]?.at).toEqual([240, 300]);
  });

  it('are set round them again after tidying, notes along with the nearest block', () => {
    const before = framed();
    const after = tidyMarks(before, move(before, { 'wait-2': [700, 200], 'wait-3': [700, 400] }), sizeOf);
    expect(membersOf(after, 'frame').nodes).toEqual(['wait-2', 'wait-3']);
    expect(after.layout?.notes?.[0]?.at).toEqual([940, 220]);
  });

  it('a frame round the chosen holds them, and notes keep a size that can be read', () => {
    const document = framed();
    const made = frameRound(document, { nodes: ['wait-5', 'wait-6'], notes: [], frames: [] }, 'End', sizeOf);
    expect(membersOf(made?.document ?? document, made?.id ?? '').nodes).toEqual(['wait-5', 'wait-6']);
    expect(frameRound(document, noMembers, '', sizeOf)).toBeNull();
    expect(setNote(document, 'note', { size: [1, 1] }).layout?.notes?.[0]?.size).toEqual(leastNote);
  });
});

describe('copies', () => {
  it('of a folded frame hold the copies of its blocks', () => {
    const folded = fold(framed(), 'frame');
    const chosen = withMembers(folded, { ...noMembers, frames: ['frame'] });
    const pasted = paste(folded, copyNodes(folded, chosen.nodes, chosen), specs, [600, 0]);
    expect(pasted.ids).toHaveLength(2);
    expect(membersOf(pasted.document, pasted.frames[0] ?? '')).toEqual({
      nodes: pasted.ids,
      notes: pasted.notes,
      frames: [],
    });
    expect(pasted.document.layout?.notes?.map(({ at }) => at)).toEqual([
      [240, 220],
      [840, 220],
    ]);
    expect(drawnAt(frameNamed(pasted.document, pasted.frames[0] ?? '') ?? frames0)).toEqual([722, 140]);
    // Into an empty flow they go with the same ids, and without what they were cut from.
    const alone = paste(emptyFlow('Other'), copyNodes(folded, ['wait-2'], chosen), specs);
    expect(membersOf(alone.document, 'frame').nodes).toEqual(['wait-2']);
  });
});
const frames0 = { id: '', name: '', at: [0, 0] as [number, number], size: [0, 0] as [number, number] };

const step = fc.record({
  kind: fc.constantFrom('note', 'frame', 'fold', 'unfold', 'branch', 'shift', 'remove', 'cut', 'move', 'copy', 'round'),
  a: fc.nat(1000),
  b: fc.nat(1000),
});

describe('any session of notes and frames', () => {
  it('keeps every block placed, the file in its shape, and each thing out of sight under one tile in sight', () => {
    let folded = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 4, maxLength: 30 }), (steps) => {
        let document = chain(6);
        for (const { kind, a, b } of steps) {
          const { notes, frames } = framesIn(document);
          const frame = pick(frames, a);
          const note = pick(notes, a);
          const node = pick(document.nodes, a);
          const chosen = {
            nodes: node ? [node.id] : [],
            notes: note ? [note.id] : [],
            frames: frame ? [frame.id] : [],
          };
          if (kind === 'note') document = addNote(document, { at: [a % 700, b % 700], text: `${a}` }).document;
          else if (kind === 'frame')
            document = addFrame(document, {
              name: `${a}`,
              at: [(a % 300) - 150, b % 500],
              size: [b % 700, a],
            }).document;
          else if (kind === 'fold' && frame) document = fold(document, frame.id);
          else if (kind === 'unfold' && frame) document = unfold(document, frame.id, sizeOf);
          else if (kind === 'branch' && node)
            document = foldBranch(document, node.id, '', specs, sizeOf)?.document ?? document;
          else if (kind === 'shift') document = shift(document, chosen, [(a % 90) - 45, (b % 90) - 45]);
          else if (kind === 'remove')
            document = removeMarks(document, b % 2 === 0 ? { frames: chosen.frames } : { notes: chosen.notes });
          else if (kind === 'cut' && node && document.nodes.length > 2) document = removeNodes(document, [node.id]);
          else if (kind === 'move' && node) {
            const before = document;
            document = growFrames(before, move(document, { [node.id]: [b % 900, a % 900] }), sizeOf);
          } else if (kind === 'copy') {
            const all = withMembers(document, chosen);
            document = paste(document, copyNodes(document, all.nodes, all), specs).document;
          } else if (kind === 'round') document = frameRound(document, chosen, '', sizeOf)?.document ?? document;
        }
        const { folds, frames } = framesIn(document);
        expect(Object.keys(placesOf(document)).sort()).toEqual(document.nodes.map(({ id }) => id).sort());
        for (const tile of [...folds.nodes.values(), ...folds.notes.values(), ...folds.frames.values()]) {
          expect(frames.find(({ id }) => id === tile)?.collapsed).toBeDefined();
          expect(folds.frames.has(tile)).toBe(false);
        }
        const text = canonicalFlowText(document);
        expect(canonicalFlowText(parseFlowText(text))).toBe(text);
        // Whatever was folded, every block can be brought into sight.
        for (const { id } of document.nodes)
          expect(framesIn(unfoldRound(document, id, sizeOf)).folds.nodes.has(id)).toBe(false);
        if (folds.nodes.size > 0) folded++;
        return place(document, {}) === document;
      }),
      { numRuns: 150 },
    );
    expect(folded).toBeGreaterThan(20);
  });
});
