/** Whose page a link leads to, and the languages in which they read. */

import type { MessageRecord } from '../../store/messages.ts';
import type { HostContext } from '../context.ts';
import { readToken } from './tokens.ts';
import { pageLanguage } from './words.ts';
import type { Language } from './words-en.ts';

export interface Reader {
  message: MessageRecord;
  /** Who they are today; null when they were erased. */
  contact: number | null;
}

/** Who holds the token; null for one that this workspace did not make. */
export function readerOf({ store, web }: HostContext, purpose: 'person' | 'confirm', token: string): Reader | null {
  const key = web.key();
  const [id] = (key === null ? null : readToken(key, purpose, token)) ?? [];
  const message = id === undefined ? null : store.messages.get(id);
  if (message === null) return null;
  return { message, contact: store.contacts.resolve(`id:${message.contact_id}`) };
}

/** Their own, else what their browser asks for, else the workspace's. */
export function languageOf({ store }: HostContext, contact: number | null, asked: readonly string[]): Language {
  const workspace = store.meta.get();
  const own = contact === null ? null : store.contacts.live(contact, { workspace: workspace.timezone })?.language;
  return pageLanguage([own, ...asked, workspace.language]);
}
