/** How a node type looks and is edited. `editor.tsx` of a node folder exports `editor`; the canvas knows no node type. */
import type { Icon } from '@tabler/icons-react';
import { type ComponentType, createContext, useContext } from 'react';
import type * as z from 'zod';
import type { FlowDocument } from '../../flows/document/schema.ts';
import type { MessageTemplate } from '../../flows/sdk/connector.ts';
import type { NodeSpec } from '../../flows/sdk/node.ts';
import type { OfferField } from '../../flows/sdk/offer.ts';
import type { OperationForm } from '../../flows/sdk/operation.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import type { RuleGroup } from '../../flows/sdk/rule.ts';
import type { SyncPipeline } from '../../flows/sdk/sync.ts';
import type { LetterHelp } from './letter/letter-help.ts';

/** Translates a key of the node's own strings (`nodes/<type>/strings`), or of any namespace as `ns:key`. */
export type Translate = (key: string, params?: Record<string, string | number>) => string;

export interface FormProps<Config> {
  config: Config;
  /** The whole new config. Typing may call it at every key: the canvas makes one undo step of a burst. */
  onChange: (config: Config) => void;
  /** The node's id in the document. */
  node: string;
  problems: readonly Problem[];
  t: Translate;
}

export interface SummaryHelp {
  t: Translate;
  /** `P3D` as "3 days" in the UI's language; `object` is the form after "by" or "in" ("на 1 неделю"). */
  duration: (iso: string, grammar?: 'plain' | 'object') => string;
  /** A rule as a short sentence. */
  rule: (rule: RuleGroup) => string;
  /** A rule over one event of the type (`at`, `props.<name>`) as a short sentence. */
  eventRule: (rule: RuleGroup, event: string) => string;
  /** A node's name on this canvas. */
  nodeName: (id: string) => string;
  /** The name of the segment that a slot stands for here; the slot itself where none is known. */
  segmentName: (slot: string) => string;
  /** The name of the flow that a slot stands for here; the slot itself where none is known. */
  flowName: (slot: string) => string;
  /** The name of the offer that a slot stands for here; the slot itself where none is known. */
  offerName: (slot: string) => string;
  /** What a reusable block of this flow holds; null where it is not there. */
  blockInfo: (id: string) => { description: string; steps: number; inputs: Readonly<Record<string, string>> } | null;
  number: (value: number) => string;
  /** ISO instant or date, in the UI's language. */
  date: (iso: string) => string;
  /** ISO weekdays (1 Monday) as "Mon, Wed". */
  weekdays: (days: readonly number[]) => string;
}

export interface NodeEditor<Config = unknown> {
  icon: Icon;
  /** What a new block holds, where its defaults have words that people will read; else the defaults themselves. */
  first?: (t: Translate) => Config;
  /** One line that says in words what the node does, such as "3 days, then at 10:00". */
  summary: (config: Config, help: SummaryHelp) => string;
  /** An outlet's name where it is not one of the common ones (next, not-sent, else, timeout ...). */
  outletLabel?: (outlet: string, config: Config, help: SummaryHelp) => string | null;
  Form: ComponentType<FormProps<Config>>;
  /** A second tab for message texts, when the node has them. */
  Texts?: ComponentType<FormProps<Config>>;
}

export function defineEditor<Config extends z.ZodType, Outlet extends string, Type extends string>(
  _spec: NodeSpec<Config, Outlet, Type>,
  editor: NodeEditor<z.output<Config>>,
): NodeEditor<z.output<Config>> {
  return editor;
}

export interface FieldCatalogue {
  attributes: readonly { name: string; type: 'string' | 'number' | 'boolean' | 'date' }[];
  tags: readonly string[];
  /** `more`: there are more than were counted. */
  events: readonly { type: string; count: number; more?: boolean; props: readonly { name: string; type: string }[] }[];
  channels: readonly string[];
  topics: readonly string[];
  /** Names of surveys that somebody answered. Left out: none is known. */
  surveys?: readonly string[];
  languages: readonly string[];
  countries: readonly string[];
}

export interface NamedOffer {
  offer: string;
  name: string;
  fields: readonly OfferField[];
  /** ISO 4217, of the price. */
  currency: string | null;
}

/** Records of a CRM or a help desk that stand somewhere. */
export type StagedKind = 'deal' | 'ticket';

/** What forms may ask of the app around them. Given by the canvas; a leaf widget never talks to the engine itself. */
export interface EditorContext {
  document: FlowDocument;
  /** Inputs of the reusable block whose texts are edited; left out elsewhere. */
  inputs?: readonly { id: string; name: string }[];
  /** The flow's blocks that people can be led to, by the names they have on the canvas. Left out where there is no flow. */
  blocks?: readonly { id: string; name: string }[];
  /** Accounts of the workspace. */
  accounts: readonly {
    account: string;
    name: string;
    type: string;
    capabilities: readonly string[];
    defaultFor: readonly string[];
  }[];
  /** Slot to account (or segment) id. */
  bindings: Readonly<Record<string, string>>;
  /** Adds an account slot of that capability if there is none yet and binds it; returns the slot. */
  bindAccount: (slot: string | null, capability: string, account: string) => string;
  fields: FieldCatalogue;
  /** Segments one can pick: slots of this flow, and saved ones of the workspace, which become a slot when picked. */
  segments: readonly { slot: string; name: string; saved?: true }[];
  /** Makes a saved segment a slot of this flow and binds it; returns the slot. Left out where there is no flow. */
  bindSegment?: (segment: string) => string;
  /** Flows of the workspace, this one among them. */
  flows: readonly { flow: string; name: string }[];
  /** The flow that a slot of this one stands for; null where it stands for none. */
  flowOf: (slot: string) => string | null;
  /** Makes a flow of the workspace a slot of this one and binds it; returns the slot. */
  bindFlow: (flow: string) => string;
  /** Offers of the workspace, each with the fields that texts can name. */
  offers: readonly NamedOffer[];
  /** The offer that a slot of this flow stands for; null where it stands for none. */
  offerOf: (slot: string) => string | null;
  /** The slot by which texts of this flow name the offer, declared or not. */
  offerSlot: (offer: string) => string;
  /** Makes an offer of the workspace a slot of this flow and binds it; returns the slot. Left out where there is no flow. */
  bindOffer?: (offer: string) => string;
  /** Where this workspace is reached by other systems: its public address, else its place on this computer; null: nowhere. */
  webAddress?: string | null;
  /** What a counted link becomes, in look and length; null where no clicks are counted. */
  shortLink?: string | null;
  /** Web forms of the workspace; left out where there is no flow. */
  forms?: readonly { form: string; name: string }[];
  /** How many contacts satisfy the rule now; what can be said before everybody was looked at goes to `soFar`. */
  count: (rule: RuleGroup, signal: AbortSignal, soFar?: (about: number) => void) => Promise<number>;
  /** Renders templates on a real contact. */
  preview: (input: {
    parts: Record<string, string>;
    htmlParts: string[];
    contact: number | null;
    /** Of the texts. */
    language?: string;
  }) => Promise<{
    parts: Record<string, string>;
    errors: { part: string; message: string }[];
    /** Bytes of the HTML as it leaves; null where there is none. */
    htmlBytes: number | null;
  }>;
  /** Texts that the account's vendor approved; left out where no account can be asked. */
  templates?: (account: string) => Promise<readonly MessageTemplate[]>;
  /** Pipelines of deals or tickets at the vendor behind the account, with their stages; left out where no account can be asked. */
  stages?: (account: string, kind: StagedKind) => Promise<readonly SyncPipeline[]>;
  /** What accounts of the type can be asked to do beside sending. Left out where there is no flow. */
  operations?: (type: string) => readonly OperationForm[];
  /** Left out where no letters are written. */
  letters?: LetterHelp;
  /** Finds contacts for the preview. */
  searchContacts: (search: string) => Promise<{ id: number; label: string }[]>;
  /** Languages a text may be written in; the first is the flow's own. */
  languages: readonly string[];
}

const Context = createContext<EditorContext | null>(null);
export const EditorContextProvider = Context.Provider;

export function useEditorContext(): EditorContext {
  const value = useContext(Context);
  if (value === null) throw new Error('A node form must stand inside EditorContextProvider');
  return value;
}
