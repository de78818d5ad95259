/** A step of the history says what was done to notes and frames, rather than that something was moved along. */
import { expect, it } from 'vitest';
import { addFrame, addNote, removeMarks, setFrame, setNote, shift } from '../../flows/document/annotations.ts';
import { fold, foldBranch, unfold } from '../../flows/document/folding.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { chain, specs } from '../../tests/kit/edit-session.ts';
import en from '../strings/en/frames.json' with { type: 'json' };
import { differences, stepWords } from './step-words.ts';
import type { CanvasWords } from './words.ts';

/** The English words themselves, plural forms by number. */
const words = {
  t: (key: string, params: Record<string, unknown> = {}): string => {
    const path = key.replace('frames:', '').split('.');
    const find = (last: string) =>
      [...path.slice(0, -1), last].reduce<unknown>(
        (at, name) => (at as Record<string, unknown> | undefined)?.[name],
        en,
      );
    const last = path.at(-1) ?? '';
    const text = find(last) ?? find(`${last}_${params.count === 1 ? 'one' : 'other'}`) ?? key;
    return String(text).replace(/\{\{(\w+)[^}]*\}\}/g, (_all, name: string) => String(params[name]));
  },
} as unknown as CanvasWords;

const noSize = () => undefined;
const bindings = {};
const step = (before: FlowDocument, after: FlowDocument): string =>
  stepWords({ document: before, bindings }, { document: after, bindings }, words);

it('names what was done', () => {
  const first = chain(3);
  const noted = addNote(first, { at: [300, 0], text: 'Ask  Olena\nbefore you change any of this, please' }).document;
  const framed = addFrame(noted, { name: 'Start', at: [-20, -60], size: [300, 220] }).document;
  const folded = fold(framed, 'frame');
  const branch = foldBranch(first, 'wait', 'After', specs, noSize)?.document ?? first;
  expect(step(first, noted)).toBe('Added a note');
  expect(step(noted, setNote(noted, 'note', { at: [0, 0] }))).toBe(
    'Moved the note “Ask Olena before you change any of this…”',
  );
  expect(step(noted, setNote(noted, 'note', { text: '' }))).toBe('Wrote the note “Empty note”');
  expect(step(noted, first)).toBe('Deleted a note');
  expect(step(noted, framed)).toBe('Framed “Start”');
  expect(step(framed, shift(framed, { nodes: [], notes: [], frames: ['frame'] }, [40, 0]))).toBe(
    'Moved the frame “Start”',
  );
  expect(step(framed, setFrame(framed, 'frame', { size: [900, 900] }))).toBe('Resized the frame “Start”');
  expect(step(framed, setFrame(framed, 'frame', { name: '' }))).toBe('Named a frame “Unnamed frame”');
  expect(step(framed, folded)).toBe('Folded “Start”');
  expect(step(folded, unfold(folded, 'frame', noSize))).toBe('Opened “Start”');
  expect(step(framed, removeMarks(framed, { frames: ['frame'] }))).toBe('Took the frame “Start” away');
  expect(step(first, branch)).toBe('Framed and folded “After”');
});

it('lists notes and frames among what differs', () => {
  const before = addFrame(chain(1), { name: 'Start', at: [-20, -60], size: [300, 220] }).document;
  const after = fold(
    addNote(setFrame(before, 'frame', { name: 'Entry' }), { at: [0, 0], text: 'Why' }).document,
    'frame',
  );
  expect(differences(before, after, words).map(({ kind, text, detail }) => [kind, text, detail])).toEqual([
    ['added', 'Why', 'new note'],
    ['changed', 'Entry', 'name, folded or open'],
  ]);
});
