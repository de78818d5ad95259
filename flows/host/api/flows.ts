/** Flows: drafts, import and export, what Start would do, and Start itself. */
import type { OriginInput } from '../../api/flows.ts';
import { expandBlocks } from '../../document/block-expand.ts';
import { canonicalFlow, canonicalFlowText, flowFileName, sameFlow } from '../../document/canonical.ts';
import { parseFlowText, parseFlowValue } from '../../document/parse.ts';
import { resolveSlots } from '../../document/slots.ts';
import { upgradeFlow } from '../../document/upgrade.ts';
import { knowNode } from '../../document/validate.ts';
import { sendingsOf } from '../../sdk/node.ts';
import type { Problem } from '../../sdk/problem.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { formatInstant } from '../../sdk/time.ts';
import type { Flow } from '../../store/flows.ts';
import type { Store } from '../../store/store.ts';
import type { HostContext } from '../context.ts';
import { draftProblems } from '../draft-problems.ts';
import { keepForecast } from '../forecasts.ts';
import { channelRules, insideOf, preflight } from '../preflight.ts';
import { os } from './base.ts';
import { addOrigin } from './origins.ts';

/** The draft differs from the version that new entries get. */
function isChanged({ store, specs }: HostContext, flow: Flow): boolean {
  if (flow.version === null) return true;
  const version = store.flows.version(flow.id, flow.version);
  return version === null || !sameFlow(flow.draft, version.document, specs);
}

interface DraftFacts {
  /** The draft and the version that they are of. */
  of: string;
  channels: readonly string[];
  changed: boolean;
}
const factsOf = new WeakMap<Store, Map<string, DraftFacts>>();

/** What is said of a draft in every list, while each edit anywhere makes lists be asked for again: read out of the draft once. */
function draftFacts(context: HostContext, flow: Flow): DraftFacts {
  const { store, specs } = context;
  let known = factsOf.get(store);
  if (known === undefined) {
    known = new Map();
    factsOf.set(store, known);
  }
  const of = [flow.createdAt, flow.revision, flow.version].join();
  const before = known.get(flow.id);
  if (before?.of === of) return before;
  const channels = expandBlocks(flow.draft, specs).document.nodes.flatMap((node) => {
    const { spec, config } = knowNode(node, specs);
    return spec === null
      ? []
      : config === null
        ? (spec.channel ?? [])
        : sendingsOf(spec, config).map(({ channel }) => channel);
  });
  const facts = { of, channels: [...new Set(channels)], changed: isChanged(context, flow) };
  known.set(flow.id, facts);
  return facts;
}

/** Stores a flow file as a new draft. `bind` names account, segment, flow or offer ids by slot. Errors: see parseFlowText; `unknown-slot`, `account-missing`. */
export function importFlow(
  context: HostContext,
  text: string,
  bind: Readonly<Record<string, string>> = {},
  from?: OriginInput,
): { flow: string; openSlots: string[]; problems: Problem[] } {
  const document = upgradeFlow(parseFlowText(text), context.specs);
  const { store } = context;
  const sources = store.flows.slotSources();
  const { accounts = {}, segments = {}, flows = {}, offers = {} } = document.slots ?? {};
  const slots = [accounts, segments, flows, offers].flatMap((declared) => Object.keys(declared));
  for (const [slot, to] of Object.entries(bind)) {
    if (!slots.includes(slot)) {
      throw new KaskadError(
        'unknown-slot',
        `The flow has no slot "${slot}". ${slots.length === 0 ? 'It has no slots at all.' : `It has: ${slots.join(', ')}.`}`,
        { slot, slots },
      );
    }
    if (![sources.accounts, sources.segments, sources.flows, sources.offers].some((there) => there.has(to))) {
      throw new KaskadError(
        'account-missing',
        `The slot "${slot}" cannot be bound to "${to}": this workspace has no such account, segment, flow or offer. See: kaskad accounts list`,
        { slot, account: to },
      );
    }
  }
  const flow = store.flows.create(document, context.now(), bind);
  addOrigin(context, flow, from ?? { kind: 'file', name: flowFileName(document.name) }, document);
  context.changes.publish('flows');
  return {
    flow,
    openSlots: resolveSlots(document, bind, sources).open,
    problems: draftProblems(document, bind, context),
  };
}

export const exportFlow = ({ store, specs }: Pick<HostContext, 'store' | 'specs'>, flow: string) => {
  const { draft } = store.flows.need(flow);
  return { text: canonicalFlowText(draft, specs), fileName: flowFileName(draft.name) };
};

export function flowRow(context: HostContext, flow: Flow) {
  const { store } = context;
  const versions = store.flows.versions(flow.id);
  const { channels, changed } = draftFacts(context, flow);
  return {
    flow: flow.id,
    name: flow.name,
    status: flow.status,
    version: flow.version,
    active: versions.reduce((sum, version) => sum + version.active, 0),
    entered: versions.reduce((sum, version) => sum + version.entered, 0),
    goal: store.flows.goals(flow.id),
    updatedAt: formatInstant(flow.updatedAt, store.meta.get().timezone),
    nodes: flow.draft.nodes.length,
    channels: [...channels],
    changed,
  };
}

/** Copies get a number: `Win-back (2)`. */
function copyName(name: string, taken: ReadonlySet<string>): string {
  const stem = name.replace(/ \(\d+\)$/, '').slice(0, 190);
  let n = 2;
  while (taken.has(`${stem} (${n})`)) n++;
  return `${stem} (${n})`;
}

/** Marketing to more people than this at once is held back for a while, so that Stop can call it back. */
const holdOver = 50;
const holdFor = 60_000;

const touched = ({ changes }: HostContext, flow: string): void => {
  changes.publish('flows');
  changes.publish(`report:${flow}`);
};

/** All of `contract.flows` except what origins.ts and reports.ts hold. */
export const flowsApi = {
  list: os.flows.list.handler(({ context }) => context.store.flows.list().map((flow) => flowRow(context, flow))),

  get: os.flows.get.handler(({ context, input }) => {
    const { store } = context;
    const flow = store.flows.need(input.flow);
    return {
      flow: flow.id,
      status: flow.status,
      version: flow.version,
      revision: flow.revision,
      document: flow.draft,
      bindings: flow.bindings,
      openSlots: resolveSlots(flow.draft, flow.bindings, store.flows.slotSources()).open,
      problems: draftProblems(flow.draft, flow.bindings, context),
      changed: draftFacts(context, flow).changed,
      updatedAt: formatInstant(flow.updatedAt, store.meta.get().timezone),
    };
  }),

  create: os.flows.create.handler(({ context, input }) => {
    const document = upgradeFlow(parseFlowValue(input.document), context.specs);
    const flow = context.store.flows.create(document, context.now());
    context.changes.publish('flows');
    return { flow };
  }),

  save: os.flows.save.handler(({ context, input }) => {
    const { flow: id, revision, bindings, history } = input;
    const document = parseFlowValue(input.document);
    const saved = context.store.flows.save(id, { revision, document, bindings, history }, context.now());
    context.changes.publish('flows');
    return {
      revision: saved,
      problems: draftProblems(document, context.store.flows.need(id).bindings, context),
      changed: draftFacts(context, context.store.flows.need(id)).changed,
    };
  }),

  versionDocument: os.flows.versionDocument.handler(({ context, input }) => {
    const version = context.store.flows.version(input.flow, input.version);
    if (version === null) {
      throw new KaskadError('version-missing', `The flow has no version ${input.version}.`, { version: input.version });
    }
    return { document: version.document };
  }),

  history: os.flows.history.handler(({ context, input }) => {
    context.store.flows.need(input.flow);
    const { steps, done } = context.store.flows.history.read(input.flow);
    return { steps: steps.map(({ at, delta }) => ({ at, delta: [...delta] as never })), done };
  }),

  checkpoints: os.flows.checkpoints.handler(({ context, input }) => {
    const { timezone } = context.store.meta.get();
    return context.store.flows.history
      .checkpoints(input.flow)
      .map((one) => ({ ...one, at: formatInstant(one.at, timezone) }));
  }),

  addCheckpoint: os.flows.addCheckpoint.handler(({ context, input }) => {
    context.store.flows.need(input.flow);
    return { id: context.store.flows.history.addCheckpoint(input.flow, input.name, context.now()) };
  }),

  checkpoint: os.flows.checkpoint.handler(({ context, input }) =>
    context.store.flows.history.checkpoint(input.flow, input.id),
  ),

  removeCheckpoint: os.flows.removeCheckpoint.handler(({ context, input }) => {
    context.store.flows.history.removeCheckpoint(input.flow, input.id);
    return {};
  }),

  duplicate: os.flows.duplicate.handler(({ context, input }) => {
    const { store, specs } = context;
    const flow = store.flows.need(input.flow);
    const taken = new Set(store.flows.list().map((other) => other.name));
    const document = { ...canonicalFlow(flow.draft, specs), name: copyName(flow.name, taken) };
    const copy = store.flows.create(document, context.now(), flow.bindings);
    store.flows.origins.copy(flow.id, copy);
    context.changes.publish('flows');
    return { flow: copy };
  }),

  remove: os.flows.remove.handler(({ context, input }) => {
    const flow = context.store.flows.need(input.flow);
    if (flow.status === 'running' || flow.status === 'paused' || insideOf(context, flow.id) > 0) {
      throw new KaskadError('flow-running', `"${flow.name}" is running. Stop it first.`, {
        flow: flow.id,
        inside: insideOf(context, flow.id),
      });
    }
    context.store.flows.remove(flow.id);
    factsOf.get(context.store)?.delete(flow.id);
    context.changes.publish('flows');
    return {};
  }),

  import: os.flows.import.handler(({ context, input }) => importFlow(context, input.text, input.bind, input.from)),

  export: os.flows.export.handler(({ context, input }) => exportFlow(context, input.flow)),

  preflight: os.flows.preflight.handler(({ context, input }) => preflight(context, input.flow)),

  channelRules: os.flows.channelRules.handler(({ context, input }) => channelRules(context, input.flow, input.node)),

  start: os.flows.start.handler(({ context, input }) => {
    const { audience } = preflight(context, input.flow);
    const hold = audience.now > holdOver ? holdFor : 0;
    const started = context.engine.startFlow(input.flow, undefined, {
      hold,
      letIn: { within: 20 },
      inside: input.inside ?? {},
    });
    keepForecast(context, input.flow, started.version);
    touched(context, input.flow);
    return { flow: input.flow, ...started };
  }),

  pause: os.flows.pause.handler(({ context, input }) => {
    context.engine.pauseFlow(input.flow);
    touched(context, input.flow);
    return { status: context.store.flows.need(input.flow).status };
  }),

  resume: os.flows.resume.handler(({ context, input }) => {
    context.engine.resumeFlow(input.flow);
    touched(context, input.flow);
    return { status: context.store.flows.need(input.flow).status };
  }),

  stop: os.flows.stop.handler(({ context, input }) => {
    const ended = context.engine.stopFlow(input.flow);
    touched(context, input.flow);
    return { status: context.store.flows.need(input.flow).status, ended };
  }),

  held: os.flows.held.handler(({ context: { engine, store }, input }) => {
    store.flows.need(input.flow);
    const until = engine.heldUntil(input.flow);
    return { until: until === null ? null : formatInstant(until, store.meta.get().timezone) };
  }),

  release: os.flows.release.handler(({ context, input }) => {
    context.store.flows.need(input.flow);
    context.engine.releaseFlow(input.flow);
    touched(context, input.flow);
    return {};
  }),

  versions: os.flows.versions.handler(({ context, input }) => {
    const { store } = context;
    store.flows.need(input.flow);
    const { timezone } = store.meta.get();
    return store.flows.versions(input.flow).map(({ number, publishedAt, entered, active }) => ({
      version: number,
      publishedAt: formatInstant(publishedAt, timezone),
      entered,
      active,
    }));
  }),
};
