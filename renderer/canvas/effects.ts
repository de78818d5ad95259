/** What goes on by itself while a canvas is open: saving on leave, looking for problems, first places, live figures. */
import { useQuery } from '@tanstack/react-query';
import { useNodesInitialized } from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
import { linkProblems } from '../../flows/content/link-problems.ts';
import { offerProblems } from '../../flows/content/offer-problems.ts';
import { siteProblems } from '../../flows/content/site-problems.ts';
import { type KnownNames, variableProblems } from '../../flows/content/variable-problems.ts';
import { move } from '../../flows/document/edits.ts';
import { operationProblems } from '../../flows/document/operation-problems.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { validateFlow } from '../../flows/document/validate.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import { specs } from '../../registry/editors.ts';
import { type Client, orpc } from '../app/client.ts';
import { cullFrom } from './card-elements.ts';
import { indexReport } from './figures.ts';
import { boundOffers, promisesOf } from './known-offers.ts';
import { knownOperations, operationsOf } from './known-operations.ts';
import { placesFor } from './open-session.ts';
import { drawnReport } from './reusable/drawn-report.ts';
import { type CanvasSession, flowSessionOf, useEditorState } from './session.ts';
import { openView, sizeIn } from './view.ts';

/** Saves when the window is left, and keeps a copy when that is no longer possible. */
export function useFlushOnLeave(session: CanvasSession): void {
  useEffect(() => {
    const { autosave } = session;
    const onHide = () => {
      if (document.visibilityState === 'hidden') void autosave.flush();
    };
    const onLeave = (event: BeforeUnloadEvent) => {
      if (autosave.putAside()) {
        void autosave.flush();
        if (autosave.state.getState().status === 'failed') event.preventDefault();
      }
    };
    const onOnline = () => void autosave.flush();
    document.addEventListener('visibilitychange', onHide);
    window.addEventListener('beforeunload', onLeave);
    window.addEventListener('online', onOnline);
    return () => {
      document.removeEventListener('visibilitychange', onHide);
      window.removeEventListener('beforeunload', onLeave);
      window.removeEventListener('online', onOnline);
    };
  }, [session]);
}

/** Milliseconds between a change and looking for problems: typing must stay smooth. */
const checkAfterMs = 120;

/** Does a text of the flow write out a value at all? A flow without one need not wait for the workspace's names. */
const namesValues = (document: FlowDocument): boolean => JSON.stringify(document.nodes).includes('{{');

type Fields = Awaited<ReturnType<Client['contacts']['fields']>>;

const namesOf = ({ attributes, events }: Fields): KnownNames => ({
  attributes: () => attributes.map(({ name }) => name),
  props: (event) => events.find(({ type }) => type === event)?.props.map(({ name }) => name) ?? [],
});

const hasSite = (accounts: readonly { type: string }[]): boolean => accounts.some(({ type }) => type === 'site');

/** Does a block ask an account for something whose form only the account knows? */
const asksAccounts = ({ slots }: FlowDocument): boolean =>
  Object.values(slots?.accounts ?? {}).some(({ capability }) => capability.startsWith('operations.'));

const zoneOf = ({ timezone }: { timezone: string }): string => timezone;

export function useProblems(session: CanvasSession): void {
  const document = useEditorState((state) => state.document);
  const bindings = useEditorState((state) => state.bindings);
  // A flow that names no offer is not looked through again when they arrive.
  const enabled = Object.keys(document.slots?.offers ?? {}).length > 0;
  const names = useMemo(() => namesValues(document), [document]);
  const { data: fields } = useQuery({ ...orpc.contacts.fields.queryOptions(), enabled: names });
  const { data: offers } = useQuery({ ...orpc.offers.list.queryOptions(), enabled, select: promisesOf });
  const { data: zone } = useQuery({ ...orpc.workspace.get.queryOptions(), enabled, select: zoneOf });
  const { data: web } = useQuery(orpc.web.get.queryOptions());
  const { data: accounts } = useQuery(orpc.accounts.list.queryOptions());
  const sites = accounts === undefined ? undefined : hasSite(accounts);
  const { data: operations } = useQuery({
    ...orpc.accounts.types.queryOptions(),
    enabled: asksAccounts(document),
    select: operationsOf,
  });
  const first = useRef(true);
  useEffect(() => {
    const check = () => {
      const own = validateFlow(document, specs, { block: session.block?.id });
      const bound = offers === undefined ? null : boundOffers(document, bindings, offers);
      const world = { now: Date.now(), zone: document.settings?.timezone ?? zone ?? 'UTC' };
      const promised = bound === null ? [] : offerProblems(document, specs, { ...world, bound });
      const named = fields === undefined ? [] : variableProblems(document, specs, namesOf(fields));
      const linked =
        web === undefined || sites === undefined
          ? []
          : [
              ...linkProblems(document, specs, web.address !== null, sites),
              ...siteProblems(document, specs, sites && web.address === null),
            ];
      const asked =
        accounts === undefined || operations === undefined
          ? []
          : operationProblems(document, specs, knownOperations(document, bindings, accounts, operations));
      const problems = [...own, ...promised, ...named, ...linked, ...asked];
      const byNode = new Map<string, Problem[]>();
      for (const problem of problems) {
        if (problem.node === null) continue;
        const list = byNode.get(problem.node);
        if (list) list.push(problem);
        else byNode.set(problem.node, [problem]);
      }
      session.ui.setState({ problems, problemsByNode: byNode });
    };
    const atOnce = first.current && document.nodes.length <= cullFrom;
    first.current = false;
    // A large flow stands on screen before it is looked through.
    if (atOnce) return check();
    const timer = setTimeout(check, checkAfterMs);
    return () => clearTimeout(timer);
  }, [document, bindings, offers, zone, fields, web, sites, accounts, operations, session]);
}

/** First places were set by guessed sizes: set them again by the real ones, before anybody moved anything. */
export function useFirstPlaces(session: CanvasSession): void {
  const measured = useNodesInitialized();
  useEffect(() => {
    if (!measured || !session.unplaced) return;
    session.unplaced = false;
    const { document } = session.editor.store.getState();
    void placesFor(document, sizeIn(session)).then((points) => {
      if (session.editor.store.getState().document !== document) return;
      session.autosave.complete((now) => move(now, points));
      requestAnimationFrame(() => openView(session));
    });
  }, [measured, session]);
}

export function useLive(session: CanvasSession, running: boolean): void {
  const { data } = useQuery({
    ...orpc.flows.report.queryOptions({ input: { flow: session.flow } }),
    refetchInterval: running ? 15_000 : false,
  });
  useEffect(() => {
    if (!data) return;
    const { document } = flowSessionOf(session).editor.store.getState();
    const drawn = drawnReport(data, document, specs, session.block?.id ?? null);
    session.ui.setState((state) => ({ live: indexReport(drawn, state.live) }));
  }, [data, session]);
}
