/** An exported picture holds the whole flow, in colours of its own, as files that other programs open. */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseFlowText } from '../../../flows/document/parse.ts';
import { emptyFlow, type FlowDocument } from '../../../flows/document/schema.ts';
import { editors, specs } from '../../../registry/editors.ts';
import { indexReport } from '../figures.ts';
import { pictureColors } from './colors.ts';
import { fileNameOf, isReduced, pixelScale, svgOf } from './export.ts';
import { type PictureOptions, pictureLayout } from './layout.ts';
import { clipped, type Font, wrapped } from './measure.ts';
import { pdfOf } from './pdf.ts';

const measure = (text: string, { size }: Font) => [...text].length * size * 0.55;
const words: PictureOptions['words'] = {
  nodeName: (node) => node.name ?? node.type,
  nameOf: (id) => id,
  summary: (node) => `what ${node.id} does`,
  outletLabel: (_node, outlet) => outlet,
  figure: ({ value, name }) => ({ value: String(value), label: name }),
  count: (value) => String(value),
  share: (value) => `${value * 100}%`,
  t: (key) => key,
};
const options: PictureOptions = { words, specs, live: null, subtitle: 'Somebody', measure };
const layoutOf = (document: FlowDocument, more: Partial<PictureOptions> = {}) =>
  pictureLayout(document, { ...options, ...more });

const welcome = parseFlowText(
  readFileSync(new URL('../../../resources/templates/welcome.flow.json', import.meta.url), 'utf8'),
);

describe('a picture of a flow', () => {
  it('holds every block and every line, inside its borders', () => {
    const layout = layoutOf(welcome);
    expect(layout.cards.map(({ id }) => id).sort()).toEqual(welcome.nodes.map(({ id }) => id).sort());
    expect(layout.lines).toHaveLength(welcome.edges.length);
    for (const { x, y, width, height } of layout.cards) {
      expect(x).toBeGreaterThanOrEqual(layout.left);
      expect(x + width).toBeLessThanOrEqual(layout.left + layout.width);
      expect(y).toBeGreaterThanOrEqual(layout.top);
      expect(y + height).toBeLessThanOrEqual(layout.top + layout.height);
    }
    const svg = svgOf(layout, 'light');
    for (const node of welcome.nodes) expect(svg).toContain(layout.cards.find(({ id }) => id === node.id)?.name[0]);
  });

  it('is whole for a thousand blocks, however little of them a screen shows', () => {
    const nodes = Array.from({ length: 1000 }, (_, index) => ({
      id: `n${index}`,
      type: 'wait',
      version: 1,
      name: `Pause ${index}`,
      config: { for: 'P1D' },
    }));
    const flow: FlowDocument = {
      ...emptyFlow('Long'),
      nodes,
      edges: nodes.slice(1).map(({ id }, index) => ({ from: `n${index}`, outlet: 'next', to: id })),
      layout: {
        nodes: Object.fromEntries(
          nodes.map(({ id }, index) => [id, [(index % 20) * 300, Math.floor(index / 20) * 180]]),
        ),
      },
    };
    const layout = layoutOf(flow);
    const svg = svgOf(layout, 'light');
    expect(svg.match(/>Pause \d+</g)).toHaveLength(1000);
    expect(svg.match(/<path d="M[^"]* C/g)?.length).toBeGreaterThanOrEqual(999);
    // It would be more pixels than can be painted: they become coarser, and the person is told.
    expect(layout.width * pixelScale(layout, 'png') * layout.height * pixelScale(layout, 'png')).toBeLessThanOrEqual(
      64_000_001,
    );
    expect(isReduced(layout, 'svg')).toBe(false);
    const wide = { ...layout, width: 40_000, height: 40_000 };
    expect(isReduced(wide, 'png')).toBe(true);
  });

  it('draws frames and notes, and what is switched off', () => {
    const flow: FlowDocument = {
      ...welcome,
      nodes: welcome.nodes.map((node, index) => (index === 1 ? { ...node, disabled: true } : node)),
      layout: {
        ...welcome.layout,
        frames: [{ id: 'f', name: 'First contact', at: [-600, -300], size: [400, 300] }],
        notes: [{ id: 'n', text: 'Ask Anna <first>', at: [-900, 0], size: [180, 90] }],
      },
    };
    const layout = layoutOf(flow);
    expect(layout.left).toBeLessThan(-900);
    const svg = svgOf(layout, 'dark');
    expect(svg).toContain('First contact');
    expect(svg).toContain('Ask Anna &lt;first&gt;');
    expect(svg).toContain('stroke-dasharray');
    expect(svg).toContain(pictureColors.dark.panel);
  });

  it('shows figures only when they are asked for', () => {
    const first = welcome.nodes.find(({ type }) => type.startsWith('trigger'));
    const row = { id: first?.id ?? '', entered: 4321, waiting: 0, left: { next: 4321 }, exited: {} };
    const live = indexReport({ version: 1, active: 77, nodes: [row], messages: [] } as never, null);
    expect(svgOf(layoutOf(welcome), 'light')).not.toContain('4321');
    const svg = svgOf(layoutOf(welcome, { live }), 'light');
    expect(svg).toContain('>4321<');
    expect(svg).toContain('>77<');
  });

  it('leaves out characters that no XML may hold', () => {
    const flow = { ...welcome, name: 'Wel\u0000come\u0008 & <all>' };
    const svg = svgOf(layoutOf(flow), 'light');
    expect(svg).toContain('Welcome &amp; &lt;all&gt;');
    expect([...svg].every((letter) => letter >= ' ' || letter === '\n')).toBe(true);
  });

  it('needs nothing from elsewhere', () => {
    expect(svgOf(layoutOf(welcome), 'light')).not.toMatch(/href=|url\(|<style|<script|var\(--/);
  });

  it('knows an icon for every type', () => {
    for (const type of specs.keys()) expect(editors.get(type)?.icon).toBeDefined();
  });
});

it('its colours are those of the tokens', () => {
  const css = readFileSync(new URL('../../ui/tokens.css', import.meta.url), 'utf8');
  const [light = '', dark = ''] = css.split('[data-mantine-color-scheme="dark"]');
  for (const [theme, block] of [
    ['light', light],
    ['dark', dark],
  ] as const) {
    const token = (name: string) => new RegExp(`--k-${name}: (#[0-9a-f]+)`).exec(block)?.[1];
    const { category, bg, panel, line, lineStrong, ink, muted, soft, ok, bad, onCategory } = pictureColors[theme];
    expect({ bg, panel, line, ink, muted, soft, ok, bad }).toEqual(
      Object.fromEntries(
        ['bg', 'panel', 'line', 'ink', 'muted', 'soft', 'ok', 'bad'].map((name) => [name, token(name)]),
      ),
    );
    expect([lineStrong, onCategory]).toEqual([token('line-strong'), token('on-category')]);
    for (const [name, color] of Object.entries(category)) expect(color, name).toBe(token(name));
  }
});

describe('text in lines', () => {
  const font = { size: 10, weight: 400 };
  const one = (text: string) => [...text].length;
  it('breaks between words, inside those that are too long, and says what it left out', () => {
    expect(wrapped('one two three', 8, 3, font, one)).toEqual(['one two', 'three']);
    expect(wrapped('incomprehensible', 6, 5, font, one)).toEqual(['incomp', 'rehens', 'ible']);
    expect(wrapped('one two three four five', 9, 2, font, one)).toEqual(['one two', 'three fo…']);
    expect(wrapped('', 9, 2, font, one)).toEqual([]);
    for (const line of wrapped('a bb ccc dddd eeeee ffffff', 7, 2, font, one)) expect(one(line)).toBeLessThanOrEqual(7);
  });
  it('is clipped to a width', () => {
    expect(clipped('short', 9, font, one)).toBe('short');
    expect(clipped('rather long', 6, font, one)).toBe('rathe…');
  });
});

describe('a PDF', () => {
  it('is one page of that size, with the pixels it was given', async () => {
    const rgba = new Uint8Array([
      255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 9, 8, 7, 255, 1, 2, 3, 255, 4, 5, 6, 255,
    ]);
    const blob = await pdfOf('Имя', { width: 30, height: 20, pixels: { width: 3, height: 2 }, rgba });
    const bytes = Buffer.from(await blob.arrayBuffer());
    const text = bytes.toString('latin1');
    expect(text.startsWith('%PDF-1.7\n')).toBe(true);
    expect(text.trimEnd().endsWith('%%EOF')).toBe(true);
    expect(text.match(/\/Type \/Page\b/g)).toHaveLength(1);
    expect(text).toContain('/MediaBox [0 0 30 20]');
    expect(text).toContain('/Title <FEFF0418043c044f>');
    // Every offset of the table leads to the object it names.
    const table = text.slice(Number(/startxref\n(\d+)/.exec(text)?.[1]));
    [...table.matchAll(/^(\d{10}) 00000 n $/gm)].forEach(([, offset], index) => {
      expect(text.slice(Number(offset))).toMatch(new RegExp(`^${index + 1} 0 obj\\n`));
    });
    const length = Number(/\/Columns 3 >> \/Length (\d+)/.exec(text)?.[1]);
    const start = text.indexOf('stream\n', text.indexOf('/Columns 3')) + 'stream\n'.length;
    const rows = inflateSync(bytes.subarray(start, start + length));
    // Each row after its filter's number is the difference from the one above.
    expect([...rows]).toEqual([2, 255, 0, 0, 0, 255, 0, 0, 0, 255, 2, 10, 8, 7, 1, 3, 3, 4, 5, 7]);
  });
});

it('a file is called as the flow, as far as systems allow', () => {
  expect(fileNameOf('Брошенная корзина', 'png')).toBe('Брошенная корзина.png');
  expect(fileNameOf('a/b\\c: "d"?', 'svg')).toBe('a b c d.svg');
  expect(fileNameOf('...', 'pdf')).toBe('flow.pdf');
});
