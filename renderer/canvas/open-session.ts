/** Opens a flow for drawing: its draft, what was typed before a crash, its history, and places for what has none. */

import { createStore } from 'zustand/vanilla';
import { move, type Point } from '../../flows/document/edits.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import { specs } from '../../registry/editors.ts';
import { client, orpc, troubleOf } from '../app/client.ts';
import { queryClient } from '../app/connection.ts';
import { createAutosave } from '../state/autosave.ts';
import { createFlowEditor } from '../state/flow-editor.ts';
import { type KeptStep, keepHistory, statesOf } from '../state/kept-history.ts';
import { arrange, cardSize, needsLayout, type Size } from './arrange.ts';
import { graphOf, outletsOf } from './graph.ts';
import { keptDrafts } from './kept-drafts.ts';
import { type CanvasSession, createCanvasUi } from './session.ts';

export async function placesFor(
  document: FlowDocument,
  sizeOf: (id: string) => Size | undefined,
  only?: ReadonlySet<string>,
): Promise<Record<string, Point>> {
  const graph = graphOf(document);
  const points = await arrange(document, {
    sizeOf,
    outletsOf: (id) => {
      const node = graph.nodes.get(id);
      return node ? outletsOf(node, specs, graph) : [];
    },
    ...(only === undefined ? {} : { only }),
  });
  return Object.fromEntries(Object.entries(points).map(([id, [x, y]]): [string, Point] => [id, [x, y]]));
}

/** Places for what has none yet. Not a change of the flow: it is how this document opens. */
async function placed(document: FlowDocument): Promise<FlowDocument> {
  if (!needsLayout(document)) return document;
  const known = document.layout?.nodes ?? {};
  const missing = document.nodes.filter((node) => known[node.id] === undefined).map((node) => node.id);
  const only = missing.length === document.nodes.length ? undefined : new Set(missing);
  const guess = { width: cardSize.width, height: 132 };
  return move(document, await placesFor(document, () => guess, only));
}

export async function openSession(flow: string): Promise<CanvasSession> {
  // What the cards' words and figures need is there when they are first drawn, so that they are drawn once.
  const [loaded, kept] = await Promise.all([
    queryClient.fetchQuery({ ...orpc.flows.get.queryOptions({ input: { flow } }), staleTime: 0 }),
    client.flows.history({ flow }),
    queryClient.prefetchQuery(orpc.segments.list.queryOptions()),
    queryClient.prefetchQuery(orpc.flows.list.queryOptions()),
    queryClient.prefetchQuery(orpc.flows.report.queryOptions({ input: { flow } })),
  ]);
  const keep = keptDrafts(flow, window.localStorage);
  const left = keep.take();
  const document = await placed(loaded.document);
  const { past, future, times } = statesOf(
    { document, bindings: loaded.bindings },
    kept.steps as KeptStep[],
    kept.done,
  );
  const editor = createFlowEditor({ document, bindings: loaded.bindings, past, future });
  const history = keepHistory(editor, times);
  // Of what does not fit the draft nothing is kept.
  if (past.length < kept.done || future.length < kept.steps.length - kept.done) history.replace();
  const autosave = createAutosave<Problem>({
    editor,
    initial: { revision: loaded.revision, problems: loaded.problems, changed: loaded.changed },
    async save({ revision, document: draft, bindings }) {
      const pending = history.pending();
      const saved = await client.flows.save({
        flow,
        revision,
        document: draft,
        bindings: { ...bindings },
        history: pending.change as never,
      });
      history.saved(pending);
      return saved;
    },
    load() {
      history.replace();
      return client.flows.get({ flow });
    },
    isStale: (error) => {
      const trouble = troubleOf(error);
      return trouble.kind === 'refused' && trouble.code === 'stale-draft';
    },
    keep,
  });
  if (left !== null) {
    // What was typed before a crash comes back as a step that can be undone; a newer draft elsewhere is asked about.
    if (left.revision !== loaded.revision) autosave.state.setState({ status: 'stale', revision: left.revision });
    editor.apply(() => left.document, { bindings: left.bindings });
  }
  return {
    flow,
    editor,
    block: null,
    opened: createStore<readonly string[]>(() => []),
    autosave,
    history,
    ui: createCanvasUi(),
    unplaced: loaded.document.nodes.length > 0 && Object.keys(loaded.document.layout?.nodes ?? {}).length === 0,
    view: { instance: null, pane: null, outline: null, shown: null },
  };
}
