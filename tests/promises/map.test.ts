/** Every promise of docs/promises.md has a test that names it, or stands here with the reason why not yet. */
import { describe, expect, it } from 'vitest';
import { allTitles, textOf } from './titles.ts';

/** Promises that no test keeps yet, and why. Empty when the engine is done. */
const notYet: Readonly<Record<string, string>> = {
  O3: 'Measured by the benchmarks.',
};

const ids = (text: string): string[] => [...text.matchAll(/\[([A-Z]\d+)\]/g)].map(([, id = '']) => id);

describe('docs/promises.md', () => {
  const promised = [...textOf('docs/promises.md').matchAll(/^- \*\*([A-Z]\d+)\*\* /gm)].map(([, id = '']) => id);
  const kept = new Map<string, string[]>();
  for (const { file, title } of allTitles()) {
    for (const id of ids(title)) kept.set(id, [...(kept.get(id) ?? []), `${file}: ${title}`]);
  }

  it('gives each promise one name', () => {
    expect(promised.length).toBeGreaterThan(40);
    expect(new Set(promised).size).toBe(promised.length);
  });

  it('is kept by tests that name its lines', () => {
    expect(promised.filter((id) => !kept.has(id) && notYet[id] === undefined)).toEqual([]);
  });

  it('is not claimed to be broken where it is kept', () => {
    expect(Object.keys(notYet).filter((id) => kept.has(id))).toEqual([]);
    expect(Object.keys(notYet).filter((id) => !promised.includes(id))).toEqual([]);
  });

  it('holds every promise that a test names', () => {
    expect([...kept.keys()].filter((id) => !promised.includes(id))).toEqual([]);
  });
});
