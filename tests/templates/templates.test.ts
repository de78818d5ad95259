/** Every ready flow: fit to start, tested by itself, in three languages, and foreseen over the sample base. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { createRenderer } from '../../flows/content/render.ts';
import { scopeFor } from '../../flows/content/scope.ts';
import { localise, placesOfWords, type Words } from '../../flows/document/localise.ts';
import { parseFlowText } from '../../flows/document/parse.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { validateFlow } from '../../flows/document/validate.ts';
import type { EventView } from '../../flows/sdk/contact.ts';
import { type EngineRegistry, specsOf } from '../../flows/sdk/registry.ts';
import { runFlowTests } from '../../flows/simulate/flow-test.ts';

const folder = join(import.meta.dirname, '../../resources/templates');
const read = <T>(name: string): T => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;
const index = read<{ id: string; need: string }[]>('index.json');
const languages = ['en', 'ru', 'uk'] as const;
const made = index.filter(({ id }) => existsSync(join(folder, `${id}.flow.json`)));
/** `KASKAD_TEMPLATE=nps npx vitest run tests/templates` looks at one. */
const asked = process.env.KASKAD_TEMPLATE;

/** An event that has whatever the text asks of one. */
const sampleEvent = (text: string): EventView => ({
  id: 1,
  type: 'sample',
  at: 0,
  props: Object.fromEntries([...text.matchAll(/event\.(\w+)/g)].map(([, name = '']) => [name, '42'])),
});

let registry: EngineRegistry;
beforeAll(async () => {
  registry = await loadEngineRegistry();
});

describe.each(made.filter(({ id }) => asked === undefined || asked === id))('$id', ({ id }) => {
  const document: FlowDocument = parseFlowText(readFileSync(join(folder, `${id}.flow.json`), 'utf8'));
  const words = (): Record<string, Words> => read(`${id}.words.json`);

  it('is fit to start: no problem, not even a warning', () => {
    expect(validateFlow(document, specsOf(registry))).toEqual([]);
  });
  it('says what it is for, and every block has a name', () => {
    expect(document.description?.length ?? 0).toBeGreaterThan(40);
    expect(document.description?.length ?? 0).toBeLessThan(220);
    expect(document.nodes.filter(({ name }) => (name ?? '').trim() === '').map((node) => node.id)).toEqual([]);
    expect(new Set(document.nodes.map(({ name }) => name)).size).toBe(document.nodes.length);
  });
  it('has a place on the canvas for every block, none on top of another', () => {
    const places = document.nodes.map((node) => document.layout?.nodes?.[node.id]);
    expect(places.filter((place) => place === undefined)).toEqual([]);
    for (const [n, a] of places.entries()) {
      for (const b of places.slice(n + 1)) {
        if (a === undefined || b === undefined) continue;
        expect(Math.abs(a[0] - b[0]) >= 260 || Math.abs(a[1] - b[1]) >= 110).toBe(true);
      }
    }
  });
  it('passes its own tests, three at least', async () => {
    const results = await runFlowTests(document, registry);
    expect(results.flatMap(({ name, differences }) => differences.map((one) => ({ name, ...one })))).toEqual([]);
    expect(results.length).toBeGreaterThanOrEqual(3);
  });
  it.each(['ru', 'uk'])('has all its words in %s, and passes its tests in them', async (language) => {
    const own = words()[language] ?? {};
    expect(Object.keys(own).sort()).toEqual(placesOfWords(document).sort());
    expect(Object.entries(own).filter(([, text]) => !/[а-яёіїєґ]/i.test(text))).toEqual([]);
    const there = { ...localise(document, own), language };
    expect((await runFlowTests(there, registry)).flatMap(({ differences }) => differences)).toEqual([]);
    expect(validateFlow(there, specsOf(registry))).toEqual([]);
    expect(there.nodes.map(({ id: node }) => node)).toEqual(document.nodes.map(({ id: node }) => node));
  });
  it('writes each message in three languages, and every text can be rendered', () => {
    const renderer = createRenderer();
    for (const node of document.nodes) {
      const { content } = node.config as { content?: Record<string, Record<string, string>> };
      if (content === undefined) continue;
      expect(Object.keys(content).sort()).toEqual([...languages]);
      for (const [language, parts] of Object.entries(content)) {
        for (const text of Object.values(parts)) {
          expect(text.trim()).not.toBe('');
          const rendered = renderer.render(
            text,
            scopeFor({
              contact: {
                ...{ id: 1, key: 'a', email: 'a@example.com', phone: '+380501234567', first_name: 'Anna' },
                ...{ last_name: 'B', language, country: 'UA', timezone: 'Europe/Kyiv', tags: [], createdAt: 0 },
                attributes: {},
              } as never,
              event: sampleEvent(text),
              workspaceName: 'Shop',
              now: 0,
              language,
            }),
            { html: false },
          );
          expect(rendered).not.toMatch(/\{\{|\}\}|undefined|null/);
        }
      }
    }
  });
});
