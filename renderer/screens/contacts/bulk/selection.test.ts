import fc from 'fast-check';
import { expect, it } from 'vitest';
import { allThatMatch, choose, countOf, isChosen, nobody, type Selection, targetOf } from './selection.ts';

const everyone = Array.from({ length: 12 }, (_, i) => i + 1);
const move = fc.record({ ids: fc.subarray(everyone), chosen: fc.boolean(), all: fc.boolean() });

it('is whoever was chosen last, counted without a list of all', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 8 }), (moves) => {
      let selection: Selection = nobody;
      let chosen = new Set<number>();
      for (const one of moves) {
        if (one.all) {
          selection = allThatMatch;
          chosen = new Set(everyone);
        }
        selection = choose(selection, one.ids, one.chosen);
        for (const id of one.ids) {
          if (one.chosen) chosen.add(id);
          else chosen.delete(id);
        }
      }
      expect(everyone.filter((id) => isChosen(selection, id))).toEqual(everyone.filter((id) => chosen.has(id)));
      expect(countOf(selection, everyone.length)).toBe(chosen.size);
    }),
  );
});

it('asks the engine by rule and search, not by numbers, when all are meant', () => {
  const rule = { combinator: 'and' as const, rules: [] };
  expect(targetOf(choose(allThatMatch, [3], false), { search: 'an', rule })).toEqual({
    rule,
    search: 'an',
    except: [3],
  });
  expect(targetOf(choose(nobody, [3, 4], true), { search: 'an', rule })).toEqual({ ids: [3, 4] });
});
