/** What the page knows of node types: descriptions, editors, stories and strings, found by folder when the page is built. */
import type { NodeSpec } from '../flows/sdk/node.ts';
import type { SpecRegistry } from '../flows/sdk/registry.ts';
import type { NodeStory } from '../flows/sdk/story.ts';
import type { NodeEditor } from '../renderer/ui/define-editor.ts';

const folderOf = (path: string): string => path.split('/')[2] ?? path;

const specModules = import.meta.glob<{ spec: NodeSpec }>('../nodes/*/schema.ts', { eager: true });
const editorModules = import.meta.glob<{ editor: NodeEditor }>('../nodes/*/editor.tsx', { eager: true });
const storyModules = import.meta.glob<{ story: NodeStory }>('../nodes/*/story.ts', { eager: true });
const nodeStringModules = import.meta.glob<Record<string, unknown>>('../nodes/*/strings/*.json', {
  eager: true,
  import: 'default',
});
const connectorStringModules = import.meta.glob<Record<string, unknown>>('../connectors/*/strings/*.json', {
  eager: true,
  import: 'default',
});

export const specs: SpecRegistry = new Map(
  Object.entries(specModules).map(([path, module]) => [folderOf(path), module.spec]),
);

export const editors: ReadonlyMap<string, NodeEditor> = new Map(
  Object.entries(editorModules).map(([path, module]) => [folderOf(path), module.editor]),
);

/** How each type is told in plain words; a type without a story is told by its name and summary. */
export const stories: ReadonlyMap<string, NodeStory> = new Map(
  Object.entries(storyModules).map(([path, module]) => [folderOf(path), module.story]),
);

/** `{ en: { "node-wait": {...}, "connector-telegram": {...} } }`: i18next resources by language, then namespace. */
export const folderStrings: Record<string, Record<string, Record<string, unknown>>> = {};
for (const [prefix, modules] of [
  ['node', nodeStringModules],
  ['connector', connectorStringModules],
] as const) {
  for (const [path, strings] of Object.entries(modules)) {
    const language = path.split('/').at(-1)?.replace('.json', '') ?? 'en';
    folderStrings[language] ??= {};
    folderStrings[language][`${prefix}-${folderOf(path)}`] = strings;
  }
}
