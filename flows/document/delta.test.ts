import { describe, expect, it } from 'vitest';
import { randomOf } from '../../tests/fuzz/scenario.ts';
import { DeltaMismatch, deltaOf, redo, sameJson, undo } from './delta.ts';

type Random = ReturnType<typeof randomOf>;

function value(r: Random, depth = 0): unknown {
  const kind = r.below(depth > 3 ? 4 : 7);
  if (kind === 0) return r.below(5);
  if (kind === 1) return r.pick(['', 'a', 'b', '__proto__', 'length']);
  if (kind === 2) return r.pick([true, false]);
  if (kind === 3) return null;
  if (kind === 4) return Array.from({ length: r.below(5) }, () => value(r, depth + 1));
  return Object.fromEntries(
    Array.from({ length: r.below(5) }, () => [r.pick(['a', 'b', 'c', 'id', 'at', 'o']), value(r, depth + 1)]),
  );
}

/** A few changes, somewhere inside. */
function altered(r: Random, from: unknown): unknown {
  if (Array.isArray(from) && from.length > 0 && r.chance(80)) {
    const at = r.below(from.length);
    if (r.chance(25)) return from.toSpliced(at, 1 + r.below(2));
    if (r.chance(25)) return from.toSpliced(at, 0, value(r, 2));
    return from.with(at, altered(r, from[at]));
  }
  if (typeof from === 'object' && from !== null && !Array.isArray(from) && r.chance(80)) {
    const entries = Object.entries(from);
    if (entries.length === 0 || r.chance(25)) return { ...from, new: value(r, 2) };
    const [key, inner] = r.pick(entries);
    const { [key]: _, ...others } = from as Record<string, unknown>;
    return r.chance(25) ? others : { ...from, [key]: altered(r, inner) };
  }
  return value(r, 2);
}

describe('a delta', () => {
  it('leads from the one to the other and back, whatever they are, also by way of the file', () => {
    for (let seed = 0; seed < 3000; seed++) {
      const r = randomOf(seed);
      const before = value(r);
      const after = seed % 3 === 0 ? value(r) : altered(r, altered(r, before));
      const delta = JSON.parse(JSON.stringify(deltaOf(before, after))) as ReturnType<typeof deltaOf>;
      const where = `seed ${seed}: ${JSON.stringify(before)} to ${JSON.stringify(after)}`;
      expect(sameJson(redo(before, delta), after), where).toBe(true);
      expect(sameJson(undo(after, delta), before), where).toBe(true);
    }
  });
  it('of what did not change is empty', () => {
    expect(deltaOf({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toEqual([]);
    expect(deltaOf({ a: undefined }, {})).toEqual([]);
  });
  it('holds what changed and nothing else', () => {
    const before = { layout: { nodes: { a: [0, 0], b: [5, 5] } }, nodes: [{ id: 'a' }, { id: 'b' }] };
    const after = { layout: { nodes: { a: [0, 10], b: [5, 5] } }, nodes: [{ id: 'a' }, { id: 'x' }, { id: 'b' }] };
    expect(deltaOf(before, after)).toEqual([
      { p: ['layout', 'nodes', 'a', 1], o: 0, n: 10 },
      { p: ['nodes'], at: 1, o: [], n: [{ id: 'x' }] },
    ]);
  });
  it('shares what stayed', () => {
    const before = { kept: { deep: 1 }, other: 1 };
    const after = redo(before, [{ p: ['other'], o: 1, n: 2 }]) as typeof before;
    expect(after.kept).toBe(before.kept);
  });
  it('is refused by a value that it was not made of', () => {
    for (const wrong of [{ a: 2 }, {}, null, [1]])
      expect(() => redo(wrong, [{ p: ['a'], o: 1, n: 5 }])).toThrow(DeltaMismatch);
    expect(() => redo({ a: [1] }, [{ p: ['a'], at: 0, o: [2], n: [] }])).toThrow(DeltaMismatch);
    expect(() => redo({}, [{ p: ['__proto__', 'x'], n: 1 }])).toThrow(DeltaMismatch);
  });
});
