/** What lies under `nodes/`, found by itself: modules by folder, and the sources as text. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cohort, NodeSpec, Step, Trigger } from '../../flows/sdk/node.ts';

export const languages = ['en', 'ru', 'uk'] as const;
export type Language = (typeof languages)[number];

export interface NodeFolder {
  type: string;
  spec: NodeSpec;
  step: Step;
  trigger: Trigger | null;
  cohort: Cohort | null;
  /** Text of a file of the folder, or null when there is none. */
  source: (file: string) => string | null;
  /** Modules of the engine's side: all of the folder but the editor and tests. */
  modules: readonly string[];
  strings: Readonly<Record<Language, Record<string, unknown>>>;
}

const root = new URL('../../nodes/', import.meta.url).pathname;

export const nodeTypes = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

export async function loadNodeFolder(type: string): Promise<NodeFolder> {
  const folder = join(root, type);
  const source = (file: string): string | null => {
    const path = join(folder, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  };
  const [schema, behaviour] = await Promise.all([
    import(`../../nodes/${type}/schema.ts`) as Promise<{ spec: NodeSpec }>,
    import(`../../nodes/${type}/step.ts`) as Promise<{ step: Step; trigger?: Trigger; cohort?: Cohort }>,
  ]);
  const strings = Object.fromEntries(
    languages.map((language) => [language, JSON.parse(source(`strings/${language}.json`) ?? 'null')]),
  );
  return {
    type,
    spec: schema.spec,
    step: behaviour.step,
    trigger: behaviour.trigger ?? null,
    cohort: behaviour.cohort ?? null,
    source,
    modules: readdirSync(folder).filter((file) => /^(?!editor).*(?<!\.test)\.ts$/.test(file)),
    strings: strings as NodeFolder['strings'],
  };
}
