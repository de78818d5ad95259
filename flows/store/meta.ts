/** Settings of the workspace as a whole. */
import { type Brand, brandSchema, plainBrand } from '../sdk/brand.ts';
import { type LinkSettings, plainLinks } from '../sdk/link-settings.ts';
import { noWeb, type WebSettings } from '../sdk/links.ts';
import { type InboxSettings, plainInbox } from '../sdk/operator.ts';
import { noLimits, type SendingSettings } from '../sdk/sending.ts';
import type { Db } from './open.ts';

export interface WorkspaceMeta {
  name: string;
  timezone: string;
  language: string;
  demo: boolean;
}

const defaults: WorkspaceMeta = { name: '', timezone: 'UTC', language: 'en', demo: false };

export type MetaStore = ReturnType<typeof metaStore>;

export function metaStore(db: Db) {
  const read = db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?');
  const write = db.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  return {
    get(): WorkspaceMeta {
      const row = read.get('workspace');
      return row === undefined ? defaults : { ...defaults, ...(JSON.parse(row.value) as Partial<WorkspaceMeta>) };
    },
    set(meta: WorkspaceMeta): void {
      write.run('workspace', JSON.stringify(meta));
    },
    /** A value the engine keeps, such as the clock of the last run. */
    value<T>(key: string): T | null {
      const row = read.get(key);
      return row === undefined ? null : (JSON.parse(row.value) as T);
    },
    setValue(key: string, value: unknown): void {
      write.run(key, JSON.stringify(value));
    },
    /** How letters look. */
    brand(): Brand {
      const row = read.get('brand');
      return row === undefined ? plainBrand : brandSchema.parse(JSON.parse(row.value));
    },
    setBrand(brand: Brand): void {
      write.run('brand', JSON.stringify(brand));
    },
    /** Quiet hours and caps of all flows together. */
    sending(): SendingSettings {
      const row = read.get('sending');
      return row === undefined ? noLimits : { ...noLimits, ...(JSON.parse(row.value) as Partial<SendingSettings>) };
    },
    /** The public address, and what depends on it. */
    web(): WebSettings {
      const row = read.get('web');
      return row === undefined ? noWeb : { ...noWeb, ...(JSON.parse(row.value) as Partial<WebSettings>) };
    },
    setWeb(settings: WebSettings): void {
      write.run('web', JSON.stringify(settings));
    },
    /** What becomes of the links of messages. */
    links(): LinkSettings {
      const row = read.get('links');
      return row === undefined ? plainLinks : { ...plainLinks, ...(JSON.parse(row.value) as Partial<LinkSettings>) };
    },
    setLinks(settings: LinkSettings): void {
      write.run('links', JSON.stringify(settings));
    },
    /** What becomes of flows while a person talks. */
    inbox(): InboxSettings {
      const row = read.get('inbox');
      return row === undefined ? plainInbox : { ...plainInbox, ...(JSON.parse(row.value) as Partial<InboxSettings>) };
    },
    setInbox(settings: InboxSettings): void {
      write.run('inbox', JSON.stringify(settings));
    },
    setSending(settings: SendingSettings): void {
      write.run('sending', JSON.stringify(settings));
    },
  };
}
