/** What node forms may ask of the app around them. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { blockNamed } from '../../flows/document/blocks.ts';
import { accountSlotFor, bindSlot, declareSlot, freshId } from '../../flows/document/edits.ts';
import { isRuleGroup, type RuleGroup } from '../../flows/sdk/rule.ts';
import { specs } from '../../registry/editors.ts';
import { client, orpc } from '../app/client.ts';
import { countContacts } from '../app/count-contacts.ts';
import { languages as uiLanguages } from '../app/language.ts';
import {
  type EditorContext,
  EditorContextProvider,
  type FieldCatalogue,
  type NamedOffer,
  type StagedKind,
} from '../ui/define-editor.ts';
import { boundTo, flowOfSlot, type NamedFlow } from './flow-slots.ts';
import { operationsOf } from './known-operations.ts';
import { useLetterHelp } from './letter-help.ts';
import { type CanvasSession, useEditorState, useSession } from './session.ts';
import { useWords } from './words.ts';

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
  session.editor.apply(() => next, { bindings: bindSlot(bindings, used, account), ...formBurst(session) });
  return used;
}

/** A slot is declared for a block's sake: undo takes back both at once. */
function formBurst(session: CanvasSession): { burst?: string } {
  const [only, ...others] = session.editor.store.getState().selection.nodes;
  return only === undefined || others.length > 0 ? {} : { burst: `config|${only}` };
}

/** The slot that stands for the saved segment, declared and bound when there is none yet. */
function bindSegment(session: CanvasSession, segment: string, name: string): string {
  const { document, bindings } = session.editor.store.getState();
  const declared = document.slots?.segments ?? {};
  const bound = Object.keys(declared).find((slot) => bindings[slot] === segment);
  if (bound !== undefined) return bound;
  const taken = new Set([...Object.keys(declared), ...Object.keys(document.slots?.accounts ?? {})]);
  const slot = freshId(plainSlot(segment, 'segment'), taken);
  // The name goes along as a note: whoever gets the flow as a file knows whom to choose.
  session.editor.apply((now) => declareSlot(now, 'segments', slot, { note: name }), {
    bindings: bindSlot(bindings, slot, segment),
    ...formBurst(session),
  });
  return slot;
}

/** The slot that stands for the flow, declared and bound when there is none yet. */
function bindFlow(session: CanvasSession, flow: string, name: string, flows: readonly NamedFlow[]): string {
  const { document, bindings } = session.editor.store.getState();
  const { accounts = {}, segments = {}, flows: declared = {} } = document.slots ?? {};
  const known = Object.keys(declared).find((slot) => flowOfSlot(document, bindings, flows, slot) === flow);
  if (known !== undefined) return known;
  const taken = new Set([accounts, segments, declared].flatMap((slots) => Object.keys(slots)));
  const slot = freshId(plainSlot(flow, 'flow'), taken);
  session.editor.apply((now) => declareSlot(now, 'flows', slot, { note: name }), {
    bindings: bindSlot(bindings, slot, flow),
    ...formBurst(session),
  });
  return slot;
}

/** The same function always: whoever asks when it changes asks once. */
const stages = (account: string, kind: StagedKind) => client.syncs.pipelines({ account, kind });

const namedOffers = (list: readonly NamedOffer[]): NamedOffer[] =>
  list.map(({ offer, name, fields, currency }) => ({ offer, name, fields, currency }));

const namedForms = ({ forms }: { forms: readonly { form: string; content: { name: string } }[] }) =>
  forms.map(({ form, content }) => ({ form, name: content.name }));

const plainSlot = (id: string, fallback: string): string =>
  id.replace(/[^A-Za-z0-9_.-]/g, '-').replace(/^[^A-Za-z0-9]+/, '') || fallback;

/** The slot by which texts name the offer: its own, else the one that it would get. */
function offerSlot(session: CanvasSession, offers: readonly NamedOffer[], offer: string): string {
  const { document, bindings } = session.editor.store.getState();
  const { accounts = {}, segments = {}, flows = {}, offers: declared = {} } = document.slots ?? {};
  const names = offers.map(({ offer: id, name }) => ({ id, name }));
  const known = Object.keys(declared).find((slot) => boundTo('offers', document, bindings, names, slot) === offer);
  if (known !== undefined) return known;
  const taken = new Set([accounts, segments, flows, declared].flatMap((slots) => Object.keys(slots)));
  return freshId(plainSlot(offer, 'offer').replaceAll('.', '-'), taken);
}

/** The same, declared and bound when it is not yet. */
function bindOffer(session: CanvasSession, offers: readonly NamedOffer[], offer: string): string {
  const { document, bindings } = session.editor.store.getState();
  const slot = offerSlot(session, offers, offer);
  const fields = [...(offers.find((one) => one.offer === offer)?.fields ?? [])];
  if (Object.hasOwn(document.slots?.offers ?? {}, slot)) return slot;
  session.editor.apply((now) => declareSlot(now, 'offers', slot, { fields }), {
    bindings: bindSlot(bindings, slot, offer),
    ...formBurst(session),
  });
  return slot;
}

/** Rules of a flow name segments by slot; the workspace counts by the segment itself. */
const bindRule = (group: RuleGroup, bindings: Readonly<Record<string, string>>): RuleGroup => ({
  ...group,
  rules: group.rules.map((rule) =>
    isRuleGroup(rule)
      ? bindRule(rule, bindings)
      : rule.field !== 'segment'
        ? rule
        : {
            ...rule,
            value:
              typeof rule.value === 'string'
                ? (bindings[rule.value] ?? rule.value)
                : Array.isArray(rule.value)
                  ? rule.value.map((slot) => (typeof slot === 'string' ? (bindings[slot] ?? slot) : slot))
                  : rule.value,
          },
  ),
});

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
  const words = useWords();
  const document = useEditorState((state) => state.document);
  const bindings = useEditorState((state) => state.bindings);
  const { data: accounts } = useQuery(orpc.accounts.list.queryOptions());
  const { data: fields } = useQuery(orpc.contacts.fields.queryOptions());
  const { data: saved } = useQuery(orpc.segments.list.queryOptions());
  const { data: flows } = useQuery(orpc.flows.list.queryOptions());
  const { data: offerList } = useQuery({ ...orpc.offers.list.queryOptions(), select: namedOffers });
  const { data: operations } = useQuery({ ...orpc.accounts.types.queryOptions(), select: operationsOf });
  const { data: forms } = useQuery({ ...orpc.forms.list.queryOptions(), select: namedForms });
  const { data: web } = useQuery(orpc.web.get.queryOptions());
  const { data: links } = useQuery(orpc.links.get.queryOptions());
  const letters = useLetterHelp(session);
  const value = useMemo<EditorContext>(() => {
    const slots = Object.keys(document.slots?.segments ?? {});
    const savedNames = new Map(saved?.map((segment) => [segment.id, segment.name]));
    const own = document.language ?? 'en';
    const offers = offerList ?? [];
    const offerNames = offers.map(({ offer: id, name }) => ({ id, name }));
    const inputs = blockNamed(document, session.block?.id ?? null)?.inputs;
    return {
      document,
      ...(inputs === undefined
        ? {}
        : { inputs: Object.entries(inputs).map(([id, { name }]) => ({ id, name: name || id })) }),
      blocks: document.nodes
        .filter(({ type }) => specs.get(type)?.category !== 'trigger')
        .map((node) => ({ id: node.id, name: words.nodeName(node) })),
      bindings,
      accounts: accounts ?? [],
      bindAccount: (slot, capability, account) => bindAccount(session, slot, capability, account),
      fields: fields ?? noFields,
      segments: [
        ...slots.map((slot) => ({ slot, name: savedNames.get(bindings[slot] ?? '') ?? slot })),
        ...(saved ?? [])
          .filter(({ id }) => !slots.some((slot) => bindings[slot] === id))
          .map(({ id, name }) => ({ slot: id, name, saved: true as const })),
      ],
      bindSegment: (segment) => bindSegment(session, segment, savedNames.get(segment) ?? segment),
      flows: flows ?? [],
      flowOf: (slot) => flowOfSlot(document, bindings, flows ?? [], slot),
      bindFlow: (flow) => bindFlow(session, flow, flows?.find((row) => row.flow === flow)?.name ?? flow, flows ?? []),
      offers,
      offerOf: (slot) => boundTo('offers', document, bindings, offerNames, slot),
      offerSlot: (offer) => offerSlot(session, offers, offer),
      bindOffer: (offer) => bindOffer(session, offers, offer),
      forms: forms ?? [],
      webAddress: web?.address ?? web?.local ?? null,
      shortLink: links?.sample ?? null,
      count: (rule, signal, soFar) => countContacts(bindRule(rule, bindings), signal, soFar),
      preview: async (input) => {
        const bound = Object.keys(document.slots?.offers ?? {}).flatMap((slot) => {
          const offer = boundTo('offers', document, bindings, offerNames, slot);
          return offer === null ? [] : [[slot, offer] as const];
        });
        const offersNow = Object.fromEntries(bound);
        const [node] = session.editor.store.getState().selection.nodes;
        return client.content.preview({
          ...input,
          flow: session.flow,
          offers: offersNow,
          ...(node === undefined ? {} : { node }),
        });
      },
      templates: (account) => client.accounts.templates({ account }),
      stages,
      operations: (type) => operations?.get(type) ?? [],
      letters,
      searchContacts: async (search) => {
        const { rows } = await client.contacts.list({ search, limit: 20 });
        return rows.map((row) => ({ id: row.id, label: contactLabel(row) }));
      },
      languages: [...new Set([own, ...uiLanguages, ...(fields?.languages ?? [])])],
    };
  }, [
    document,
    bindings,
    accounts,
    fields,
    saved,
    flows,
    offerList,
    operations,
    forms,
    web,
    links,
    session,
    words,
    letters,
  ]);
  return <EditorContextProvider value={value}>{children}</EditorContextProvider>;
}
