/** What node forms may ask of the app around them. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { accountSlotFor, bindSlot, declareSlot } from '../../flows/document/edits.ts';
import type { RuleGroup } from '../../flows/sdk/rule.ts';
import { client, orpc } from '../app/client.ts';
import { languages as uiLanguages } from '../app/language.ts';
import { type EditorContext, EditorContextProvider, type FieldCatalogue } from '../ui/define-editor.ts';
import { type CanvasSession, useEditorState, useSession } from './session.ts';

const noFields: FieldCatalogue = {
  attributes: [],
  tags: [],
  events: [],
  channels: [],
  topics: [],
  languages: [],
  countries: [],
};

/** Declares the slot if the flow has none for the capability, and binds it: one step of undo. */
function bindAccount(session: CanvasSession, slot: string | null, capability: string, account: string): string {
  const { document, bindings } = session.editor.store.getState();
  const declared = slot === null ? undefined : document.slots?.accounts?.[slot];
  let used = slot ?? '';
  let next = document;
  if (slot === null) ({ document: next, slot: used } = accountSlotFor(document, capability));
  else if (declared === undefined) next = declareSlot(document, 'accounts', slot, { capability });
  session.editor.apply(() => next, { bindings: bindSlot(bindings, used, account) });
  return used;
}

const contactLabel = (row: {
  id: number;
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  phone: string | null;
  key: string | null;
}): string => {
  const name = [row.first_name, row.last_name].filter(Boolean).join(' ');
  const address = row.email ?? row.phone ?? row.key ?? `#${row.id}`;
  return name === '' ? address : `${name} · ${address}`;
};

export function CanvasEditorContext({ children }: { children: ReactNode }) {
  const session = useSession();
  const document = useEditorState((state) => state.document);
  const bindings = useEditorState((state) => state.bindings);
  const { data: accounts } = useQuery(orpc.accounts.list.queryOptions());
  const { data: fields } = useQuery(orpc.contacts.fields.queryOptions());
  const { data: saved } = useQuery(orpc.segments.list.queryOptions());
  const value = useMemo<EditorContext>(() => {
    const slots = Object.keys(document.slots?.segments ?? {});
    const savedNames = new Map(saved?.map((segment) => [segment.id, segment.name]));
    const own = document.language ?? 'en';
    return {
      document,
      bindings,
      accounts: accounts ?? [],
      bindAccount: (slot, capability, account) => bindAccount(session, slot, capability, account),
      fields: fields ?? noFields,
      segments: [
        ...slots.map((slot) => ({ slot, name: savedNames.get(bindings[slot] ?? '') ?? slot })),
        ...(saved ?? []).filter(({ id }) => !slots.includes(id)).map(({ id, name }) => ({ slot: id, name })),
      ],
      count: async (rule: RuleGroup, signal: AbortSignal) => (await client.contacts.count({ rule }, { signal })).count,
      preview: async (input) => {
        const { parts, errors } = await client.content.preview({ ...input, flow: session.flow });
        return { parts, errors };
      },
      searchContacts: async (search) => {
        const { rows } = await client.contacts.list({ search, limit: 20 });
        return rows.map((row) => ({ id: row.id, label: contactLabel(row) }));
      },
      languages: [...new Set([own, ...uiLanguages, ...(fields?.languages ?? [])])],
    };
  }, [document, bindings, accounts, fields, saved, session]);
  return <EditorContextProvider value={value}>{children}</EditorContextProvider>;
}
