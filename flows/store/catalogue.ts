/**
 * Which names and types of values a workspace has met (attributes, properties of events), so that the rule builder and
 * the variable picker can offer them without reading a million rows. Kept in `meta`, written when something new comes.
 */
import { metaStore } from './meta.ts';
import type { Db } from './open.ts';

export type ValueType = 'string' | 'number' | 'boolean' | 'date';

export interface Catalogue {
  /** Takes note of the values; the scope is '' or, for events, their type. */
  note(scope: string, values: Readonly<Record<string, unknown>>): void;
  /** Names in alphabetical order. A name that held several types is a string. */
  list(scope: string): { name: string; type: ValueType }[];
  /** What it took note of in a transaction that was rolled back is forgotten. */
  reload(): void;
}

/** What is offered stays readable, whatever a hostile file brings. */
const maxNames = 2000;

export function typeOfValue(value: unknown): ValueType | null {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\d(?:$|T\d\d:\d\d)/.test(value) ? 'date' : 'string';
  return Array.isArray(value) && value.length > 0 ? typeOfValue(value[0]) : null;
}

export function catalogue(db: Db, metaKey: string): Catalogue {
  const meta = metaStore(db);
  const scopes = new Map<string, Map<string, ValueType>>();
  const reload = (): void => {
    scopes.clear();
    for (const [scope, names] of Object.entries(meta.value<Record<string, [string, ValueType][]>>(metaKey) ?? {})) {
      scopes.set(scope, new Map(names));
    }
  };
  reload();
  const write = () =>
    meta.setValue(metaKey, Object.fromEntries([...scopes].map(([scope, names]) => [scope, [...names]])));
  return {
    reload,
    note(scope, values) {
      let known = scopes.get(scope);
      let changed = false;
      for (const name in values) {
        const type = typeOfValue(values[name]);
        if (type === null) continue;
        const before = known?.get(name);
        if (before === type || before === 'string') continue;
        if (before === undefined && known !== undefined && known.size >= maxNames) continue;
        if (known === undefined) {
          if (scopes.size >= maxNames) return;
          known = new Map();
          scopes.set(scope, known);
        }
        known.set(name, before === undefined ? type : 'string');
        changed = true;
      }
      if (changed) write();
    },
    list(scope) {
      const names = [...(scopes.get(scope) ?? [])].map(([name, type]) => ({ name, type }));
      return names.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}
