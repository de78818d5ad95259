import type { OpenWorkspace } from '../../flows/host/workspace.ts';

/** What a child process is told to do, as one line of JSON on its standard input. */
export interface Job {
  file: string;
  /** Names this workspace to the vendor. */
  round: string;
  /** Starts this flow first, where that was not done yet. */
  start?: string;
  /** Publishes this flow's changed draft first, where that was not done yet. */
  change?: string;
  /** Works on the virtual clock instead of until idle. */
  virtual?: { from: number; to: number; reallySend: boolean };
  /** Asks the vendor for receipts when idle. */
  poll?: boolean;
  /** Kill at a named point, the so manieth time that it is passed. */
  point?: { name: string; count: number };
  /** Kill around the so manieth step of bringing an older workspace up to date. */
  migration?: { number: number; when: 'before' | 'after' };
  /** Everybody is moved in sets, or each contact alone; by default as many as make it worth while. */
  form?: Form;
  /** The round sends through a real mail server. */
  smtp?: boolean;
}

export const forms = ['sets', 'contacts'] as const;
export type Form = (typeof forms)[number];
export const smallestSet = (form: Form | undefined): { smallestSet?: number } =>
  form === undefined ? {} : { smallestSet: form === 'sets' ? 1 : Number.POSITIVE_INFINITY };

/** Other texts in the draft: those inside move to them when they are published. */
export function changeTexts({ store }: Pick<OpenWorkspace, 'store'>, flow: string): void {
  const { draft, revision } = store.flows.need(flow);
  const nodes = draft.nodes.map((node) =>
    node.type === 'email'
      ? { ...node, config: { ...node.config, content: { en: { subject: 'Changed', html: '<p>Hello</p>' } } } }
      : node,
  );
  store.flows.save(flow, { revision, document: { ...draft, nodes } }, Date.now());
}

/** Publishes the draft as that version, unless it has been. */
export function startOnce({ engine, store }: Pick<OpenWorkspace, 'engine' | 'store'>, flow: string, as: number): void {
  if ((store.flows.need(flow).version ?? 0) < as) engine.startFlow(flow);
}

/** A child says so right before it works. */
export const going = 'going\n';
