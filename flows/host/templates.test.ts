import { expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { parseFlowText } from '../document/parse.ts';
import { specsOf } from '../sdk/registry.ts';
import { listTemplates, templateText } from './templates.ts';

const specs = specsOf(await loadEngineRegistry());

it('lists every ready flow with what it needs, in the words of the language', () => {
  const [english, russian] = ['en', 'ru'].map((language) => listTemplates(specs, language));
  expect(english).toHaveLength(23);
  expect(english?.map(({ template }) => template)).toEqual(russian?.map(({ template }) => template));
  for (const one of english ?? []) {
    expect(one.channels.length, one.template).toBeGreaterThan(0);
    expect(one.drawing.blocks).toHaveLength(one.blocks);
    expect(one.drawing.lines.length).toBeGreaterThan(3);
  }
  expect(russian?.every(({ name }) => /[а-я]/i.test(name))).toBe(true);
  expect(english?.find(({ template }) => template === 'abandoned-cart')?.events).toContain('cart.updated');
});
it('gives the file of one, that begins in the language asked for; in English where there are no words', () => {
  const made = (language: string) => parseFlowText(templateText(specs, 'birthday', language));
  expect(made('uk').language).toBe('uk');
  expect(made('uk').name).not.toBe(made('en').name);
  expect(made('de')).toEqual(made('en'));
  expect(() => templateText(specs, 'nothing', 'en')).toThrow('There is no ready flow "nothing"');
});
