/** Everything on the canvas in words: names, summaries, outlets, problems, figures. */

import { useQuery } from '@tanstack/react-query';
import { createContext, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { expandBlocks, namesAround } from '../../flows/document/block-expand.ts';
import { blockNamed, blockOf, isWayIn, isWayOut, usedBlock } from '../../flows/document/blocks.ts';
import { parsedConfig } from '../../flows/document/config-of.ts';
import type { FlowNode } from '../../flows/document/schema.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import { editors, specs } from '../../registry/editors.ts';
import { orpc } from '../app/client.ts';
import { useFormat } from '../app/format.ts';
import { useReasonWords } from '../app/reason-words.ts';
import type { SummaryHelp, Translate } from '../ui/define-editor.ts';
import { summaryHelp } from '../ui/use-ui.ts';
import type { Figure } from './figures.ts';
import { boundTo, flowOfSlot, type NamedFlow } from './flow-slots.ts';
import { graphOf } from './graph.ts';
import { type LiveWords, makeLiveWords } from './live/live-words.ts';
import { flowSessionOf, useEditorState, useSession } from './session.ts';

export interface CanvasWords {
  language: string;
  t: Translate;
  typeName: (type: string) => string;
  typeHint: (type: string) => string;
  /** What else somebody may call this block when searching. */
  typeKeywords: (type: string) => string;
  nodeName: (node: FlowNode) => string;
  nameOf: (id: string) => string;
  /** What a slot stands for in this workspace. */
  segmentName: (slot: string) => string;
  flowName: (slot: string) => string;
  offerName: (slot: string) => string;
  summary: (node: FlowNode) => string;
  outletLabel: (node: FlowNode, outlet: string) => string;
  problem: (problem: Problem) => string;
  figure: (figure: Figure) => { value: string; label: string };
  count: (value: number) => string;
  share: (value: number) => string;
  nodeT: (type: string) => Translate;
  /** What happened, in sentences. */
  live: LiveWords;
}

const Words = createContext<CanvasWords | null>(null);
/** Made once a canvas (`useMakeWords`): a thousand cards share it. */
export const WordsProvider = Words.Provider;

export function useWords(): CanvasWords {
  const words = useContext(Words);
  if (words === null) throw new Error('This part of the canvas must stand inside WordsProvider');
  return words;
}

/** Remembers what a function gave. For keys that change with what they stand for: documents are never changed in place. */
function remembered<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { value: Value }>();
  return (key) => {
    const found = known.get(key);
    if (found) return found.value;
    const value = make(key);
    known.set(key, { value });
    return value;
  };
}

/** The same for texts. */
function rememberedByName(make: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const value = make(name);
    known.set(name, value);
    return value;
  };
}

/** A node's config as its type understands it; null while it does not. */
const configOf = (node: FlowNode): unknown => {
  const spec = specs.get(node.type);
  const parsed = spec === undefined ? null : parsedConfig(spec, node.config);
  return parsed?.success ? parsed.data : null;
};

/** Does the sentence on the card name other blocks, or tell of the reusable one it uses? Then it changes with them. */
const namesOthers = (node: FlowNode): boolean => {
  if (usedBlock(node) !== null) return true;
  const config = configOf(node);
  return config !== null && (specs.get(node.type)?.references?.(config as never).nodes?.length ?? 0) > 0;
};

const segmentNamesOf = (list: readonly { id: string; name: string }[]) => list.map(({ id, name }) => ({ id, name }));
const offerNamesOf = (list: readonly { offer: string; name: string }[]) =>
  list.map(({ offer, name }) => ({ id: offer, name }));
const flowNamesOf = (list: readonly NamedFlow[]) => list.map(({ flow, name }) => ({ flow, name }));

export function useMakeWords(): CanvasWords {
  const { t: translate, i18n } = useTranslation('canvas');
  const session = useSession();
  const { editor } = session;
  const format = useFormat();
  const reasons = useReasonWords();
  const bindings = useEditorState((state) => state.bindings);
  // Names only: counts and times change all the time, and with new words every card is drawn anew.
  const { data: saved } = useQuery({ ...orpc.segments.list.queryOptions(), select: segmentNamesOf });
  const { data: flows } = useQuery({ ...orpc.flows.list.queryOptions(), select: flowNamesOf });
  const { data: offers } = useQuery({ ...orpc.offers.list.queryOptions(), select: offerNamesOf });
  return useMemo(() => {
    const segmentNames = new Map(saved?.map((segment) => [segment.id, segment.name]));
    const segmentName = (slot: string): string => segmentNames.get(bindings[slot] ?? slot) ?? slot;
    const flowName = (slot: string): string => {
      const bound = flowOfSlot(editor.store.getState().document, bindings, flows ?? [], slot);
      return flows?.find(({ flow }) => flow === bound)?.name ?? slot;
    };
    const offerName = (slot: string): string => {
      const bound = boundTo('offers', editor.store.getState().document, bindings, offers ?? [], slot);
      return offers?.find(({ id }) => id === bound)?.name ?? slot;
    };
    const language = i18n.language;
    const t: Translate = (key, params) => translate(key, { ...params });
    const fixed = new Map<string, Translate>();
    const nodeT = (type: string): Translate => {
      const known = fixed.get(type);
      if (known) return known;
      const own = i18n.getFixedT(language, [`node-${type}`, 'ui', 'canvas']);
      const made: Translate = (key, params) => own(key, { ...params });
      fixed.set(type, made);
      return made;
    };
    const typeName = rememberedByName((type) =>
      i18n.exists(`node-${type}:name`) ? i18n.t(`node-${type}:name`) : specs.has(type) ? type : t('unknownBlock'),
    );
    const nodeName = (node: FlowNode): string =>
      node.name || blockOf(editor.store.getState().document, node)?.name || typeName(node.type);
    /** Of a node inside of a reusable block: with the block's name before it. */
    const nameWithin = (id: string): string => {
      const { document } = flowSessionOf(session).editor.store.getState();
      const origin = expandBlocks(document, specs).origins.get(id);
      const node = blockNamed(document, origin?.block ?? null)?.nodes.find((one) => one.id === origin?.node);
      return origin === undefined || node === undefined ? id : `${namesAround(document, origin)} › ${nodeName(node)}`;
    };
    const nameOf = (id: string): string => {
      const node = graphOf(editor.store.getState().document).nodes.get(id);
      return node ? nodeName(node) : nameWithin(id);
    };
    const blockInfo: SummaryHelp['blockInfo'] = (id) => {
      const block = blockNamed(editor.store.getState().document, id);
      if (block === null) return null;
      const inputs = Object.entries(block.inputs ?? {}).map(([key, { name }]) => [key, name || key]);
      return {
        description: block.description ?? '',
        steps: block.nodes.filter((node) => !isWayIn(node) && !isWayOut(node)).length,
        inputs: Object.fromEntries(inputs),
      };
    };
    const helps = new Map<string, SummaryHelp>();
    const help = (type: string): SummaryHelp => {
      const known = helps.get(type);
      if (known) return known;
      const made = summaryHelp({
        t: nodeT(type),
        language,
        nodeName: nameOf,
        segmentName,
        flowName,
        offerName,
        blockInfo,
      });
      helps.set(type, made);
      return made;
    };
    const commonOutletOf = rememberedByName((name) => {
      const [type = '', outlet = ''] = name.split('|');
      for (const key of [`node-${type}:outlets.${outlet}`, `canvas:outlet.${outlet}`])
        if (i18n.exists(key)) return i18n.t(key);
      return outlet;
    });
    const commonOutlet = (type: string, outlet: string): string => commonOutletOf(`${type}|${outlet}`);
    const makeSummary = (node: FlowNode): string => {
      const editorOf = editors.get(node.type);
      const config = configOf(node);
      if (!specs.has(node.type)) return t('unknownSummary', { type: node.type });
      if (!editorOf || config === null) return t('notSetUp');
      return editorOf.summary(config, help(node.type));
    };
    const summaryOf = remembered(makeSummary);
    const problemIn = (problem: Problem, find: (id: string) => FlowNode | undefined): string => {
      const node = find(problem.node ?? '');
      const own = `node-${node?.type ?? ''}:problems.${problem.code}`;
      const key = node && i18n.exists(own) ? own : `problems:${problem.code}`;
      if (!i18n.exists(key)) return problem.message;
      const params = { ...problem.params };
      // Ids mean nothing to a person: name blocks and outlets as the canvas does.
      if (typeof params.outlet === 'string' && node) {
        const config = configOf(node);
        const outlet = params.outlet;
        const label = config === null ? null : editors.get(node.type)?.outletLabel?.(outlet, config, help(node.type));
        params.outlet = label || commonOutlet(node.type, outlet);
      }
      for (const name of ['from', 'to', 'id']) {
        const id = params[name];
        if (typeof id !== 'string') continue;
        const named = find(id);
        params[name] = named ? nodeName(named) : nameOf(id);
      }
      return i18n.t(key, params);
    };
    const words: Omit<CanvasWords, 'live'> = {
      language,
      t,
      typeName,
      typeHint: (type) => (i18n.exists(`node-${type}:description`) ? i18n.t(`node-${type}:description`) : ''),
      typeKeywords: (type) => (i18n.exists(`node-${type}:keywords`) ? i18n.t(`node-${type}:keywords`) : ''),
      nodeName,
      nameOf,
      segmentName,
      flowName,
      offerName,
      nodeT,
      summary: (node) => (namesOthers(node) ? makeSummary(node) : summaryOf(node)),
      outletLabel: (node, outlet) => {
        const config = configOf(node);
        const own = config === null ? null : editors.get(node.type)?.outletLabel?.(outlet, config, help(node.type));
        return own || commonOutlet(node.type, outlet);
      },
      problem: (problem) => {
        const { document } = editor.store.getState();
        const block = blockNamed(document, problem.inside?.block ?? null);
        if (problem.inside === undefined || block === null)
          return problemIn(problem, (id) => graphOf(document).nodes.get(id));
        const within = (id: string) => block.nodes.find((node) => node.id === id);
        const inner = within(problem.inside.node ?? '');
        const { inside: _, ...bare } = problem;
        const said = problemIn({ ...bare, node: problem.inside.node }, within);
        // Without words of its own it is said in English, and says by itself where.
        if (said === problem.message) return said;
        return inner === undefined
          ? t('blocks:inside', { block: block.name, problem: said })
          : t('blocks:insideAt', { block: block.name, node: nodeName(inner), problem: said });
      },
      figure: (figure) => ({
        value:
          figure.form === 'share'
            ? format.percent(Math.round(figure.value * 100) / 100)
            : figure.form === 'money'
              ? format.money(figure.value, currencyOf(editor.store.getState().document.settings?.budget?.currency))
              : format.number(figure.value),
        label: t(`figure.${figure.name}`, { count: figure.value }),
      }),
      count: format.number,
      share: format.percent,
    };
    return { ...words, live: makeLiveWords(words, format, reasons, (key) => i18n.exists(key)) };
  }, [i18n, i18n.language, translate, session, editor, format, reasons, bindings, saved, flows, offers]);
}

const currencyOf = (currency: string | undefined): string | null => currency ?? null;
