/** Ready flows from `resources/templates`, in the words of a language. Read once, when somebody looks for one. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { needs, type Template } from '../api/templates.ts';
import { canonicalFlowText } from '../document/canonical.ts';
import { localise, type Words } from '../document/localise.ts';
import { parseFlowText } from '../document/parse.ts';
import type { FlowDocument } from '../document/schema.ts';
import { upgradeFlow } from '../document/upgrade.ts';
import { sendingsOf } from '../sdk/node.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { SpecRegistry } from '../sdk/registry.ts';
import { resourcesFolder } from './app-folders.ts';

const indexSchema = z.array(z.strictObject({ id: z.string(), need: z.enum(needs) }));
const wordsSchema = z.record(z.string(), z.record(z.string(), z.string()));

interface Ready {
  id: string;
  need: Template['need'];
  document: FlowDocument;
  words: Readonly<Record<string, Words>>;
}

let known: readonly Ready[] | null = null;

function all(): readonly Ready[] {
  if (known !== null) return known;
  const folder = join(resourcesFolder(), 'templates');
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  known = indexSchema.parse(JSON.parse(read('index.json'))).map(({ id, need }) => ({
    id,
    need,
    document: parseFlowText(read(`${id}.flow.json`)),
    words: existsSync(join(folder, `${id}.words.json`)) ? wordsSchema.parse(JSON.parse(read(`${id}.words.json`))) : {},
  }));
  return known;
}

/** English where there are no words of the language: then messages begin with English, too. */
function inWords({ document, words }: Ready, language: string): FlowDocument {
  const own = words[language];
  return own === undefined ? document : { ...localise(document, own), language };
}

export function listTemplates(specs: SpecRegistry, language: string): Template[] {
  return all().map((ready) => {
    const document = inWords(ready, language);
    const { nodes } = document;
    const numbers = new Map(nodes.map((node, n) => [node.id, n]));
    return {
      template: ready.id,
      need: ready.need,
      name: document.name,
      description: document.description ?? '',
      channels: [...new Set(nodes.flatMap((node) => channelsOf(node, specs)))],
      events: [...new Set(nodes.flatMap(eventsOf))],
      blocks: nodes.length,
      drawing: {
        blocks: nodes.map((node) => {
          const [x = 0, y = 0] = document.layout?.nodes?.[node.id] ?? [];
          return { x, y, category: specs.get(node.type)?.category ?? 'action' };
        }),
        lines: document.edges.flatMap(({ from, to }): [number, number][] => {
          const [a, b] = [numbers.get(from), numbers.get(to)];
          return a === undefined || b === undefined ? [] : [[a, b]];
        }),
      },
    };
  });
}

function channelsOf({ type, config }: FlowDocument['nodes'][number], specs: SpecRegistry): string[] {
  const spec = specs.get(type);
  return spec === undefined ? [] : sendingsOf(spec, config).map(({ channel }) => channel);
}

/** Blocks say what they wait for as `event`, one each or one an outcome. */
function eventsOf({ config }: FlowDocument['nodes'][number]): string[] {
  const { event, outcomes } = config as { event?: unknown; outcomes?: unknown };
  const list = [event, ...(Array.isArray(outcomes) ? outcomes.map((one: { event?: unknown }) => one.event) : [])];
  return list.filter((one): one is string => typeof one === 'string' && one !== '' && !one.startsWith('message.'));
}

/** One as it would be taken now, upgraded; null where the app has none of that id. */
export function templateDocument(specs: SpecRegistry, id: string, language: string): FlowDocument | null {
  const ready = all().find((one) => one.id === id);
  return ready === undefined ? null : upgradeFlow(inWords(ready, language), specs);
}

/** The flow file of one. Throws `template-missing`. */
export function templateText(specs: SpecRegistry, id: string, language: string): string {
  const ready = all().find((one) => one.id === id);
  if (ready === undefined) {
    throw new KaskadError('template-missing', `There is no ready flow "${id}".`, { template: id });
  }
  return canonicalFlowText(inWords(ready, language), specs);
}
