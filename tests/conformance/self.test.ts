/** The conformance checks must bite: each is shown something wrong. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryOf } from '../kit/arbitrary.ts';
import { loadNodeFolder } from '../kit/node-folders.ts';
import { impurities } from './node-source.ts';
import { keysOf, stringFaults, variablesOf } from './strings.ts';

describe('the check of sources', () => {
  it.each([
    ["import axios from 'axios';", 'imports axios'],
    ["import { readFile } from 'node:fs';", 'imports node:fs'],
    ["export { spec } from '../wait/schema.ts';", 'imports ../wait/schema.ts'],
    ["import { flowSchema } from '../../flows/document/schema.ts';", 'imports ../../flows/document/schema.ts'],
    ["import { editor } from './editor.tsx';", 'imports ./editor.tsx'],
    ["const later = () => import('./other.ts');", 'imports later'],
    ['const now = new Date();', 'uses Date'],
    ['const now = Date.now();', 'uses Date'],
    ['const dice = Math.random();', 'uses Math.random'],
    ["const answer = fetch('https://example.com');", 'uses fetch'],
    ['const home = process.env.HOME;', 'uses process'],
    ['const title = window.title;', 'uses window'],
    ['export const step = async () => null;', 'waits (async or await)'],
  ])('%s', (source, fault) => {
    expect(impurities(source)).toContain(fault);
  });

  it('lets pure code be', () => {
    const source = `import * as z from 'zod';
      import { go } from '../../flows/sdk/outcome.ts';
      import { spec } from './schema.ts';
      // new Date() would be wrong
      const title = 'Date';
      export const step = ({ window }: { window: string }) => (window === title ? go('a') : { process: Math.floor(1) });
      export const other = (config: { window: string }) => config.window + z.string();`;
    expect(impurities(source)).toEqual([]);
  });
});

describe('the check of strings', () => {
  it('misses no form, and no blank', () => {
    expect(stringFaults({ a: ' ', b_one: 'x', b_other: 'x' }, 'en')).toEqual(['en: a is empty']);
    expect(stringFaults({ b_one: 'x', b_other: 'x' }, 'ru')).toEqual(['ru: b_few is missing', 'ru: b_many is missing']);
    expect(stringFaults({ b_one: 'x', b_few: 'x', b_other: 'x' }, 'en')).toEqual(['en: b_few is never used']);
  });
  it('compares keys and variables without plural endings', () => {
    expect(keysOf({ a: { b_one: 'x', b_other: 'y' } })).toEqual(['a.b']);
    expect(variablesOf({ b_one: '{{count}}', b_other: '{{ count }} {{name, upper}}' })).toEqual([
      'b {{count}}',
      'b {{name}}',
    ]);
  });
});

describe('random configs', () => {
  it.each([
    ['segment', '"rules":[{'],
    ['wait-for', '"rules":[{'],
    ['wait-for', '"node":'],
    ['wait', '"attribute":'],
    ['wait', '"for":'],
    ['email', '"preheader":'],
    ['telegram', '"buttons":[{'],
    ['update-contact', '"op":"add"'],
    ['trigger-schedule', '"segment":'],
  ])('of %s often have %s', async (type, text) => {
    const { spec } = await loadNodeFolder(type);
    const made = fc.sample(arbitraryOf(spec.config), { numRuns: 200, seed: 7 }).map((config) => JSON.stringify(config));
    expect(made.filter((config) => config.includes(text)).length).toBeGreaterThan(20);
  });
});
