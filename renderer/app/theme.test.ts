import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cssVariables } from './theme.ts';

type Rgb = readonly [number, number, number];

const rgb = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
const light = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const luminance = ([r, g, b]: Rgb): number =>
  0.2126 * light(r / 255) + 0.7152 * light(g / 255) + 0.0722 * light(b / 255);
/** WCAG 2.2, 1.4.3. */
function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

const css = ['../ui/tokens.css', 'app.css'].map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'));
/** The tokens of a scheme; the dark one has what it does not name from the light one. */
function tokens(scheme: 'light' | 'dark'): Map<string, Rgb> {
  const found = new Map<string, Rgb>();
  for (const text of css)
    for (const [, head = '', body = ''] of text.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
      const dark = head.includes('dark');
      if (!/:root|color-scheme/.test(head) || (dark && scheme === 'light')) continue;
      for (const [, name = '', hex = ''] of body.matchAll(/(--k-[\w-]+): (#[0-9a-f]{6});/g)) found.set(name, rgb(hex));
    }
  return found;
}

it.each(['light', 'dark'] as const)('words on tinted badges can be read wherever they lie, in the %s', (scheme) => {
  const known = tokens(scheme);
  const value = (name: string): Rgb => known.get(name) ?? expect.fail(`${name} is no token`);
  const variables = cssVariables({} as never)[scheme];
  for (const color of ['accent', 'ok', 'warn', 'bad']) {
    // Mixed with a surface, not with what happens to lie below, such as a row that a pointer rests on.
    const fill = /^color-mix\(in srgb, var\((--k-\w+)\) (\d+)%, var\((--k-\w+)\)\)$/.exec(
      variables[`--mantine-color-${color}-light`] ?? '',
    );
    const words = /^var\((--k-[\w-]+)\)$/.exec(variables[`--mantine-color-${color}-light-color`] ?? '');
    if (fill === null || words === null) return expect.fail(`${color} is not made of tokens alone`);
    const [, tint = '', share = '', surface = ''] = fill;
    const [a, b, part] = [value(tint), value(surface), Number(share) / 100];
    const mixed = a.map((one, at) => one * part + (b[at] ?? 0) * (1 - part)) as unknown as Rgb;
    expect(contrast(value(words[1] ?? ''), mixed), color).toBeGreaterThanOrEqual(4.5);
  }
});
