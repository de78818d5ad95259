/** A workspace in a temporary folder with the real engine over it, and verbs to fill it. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEngineRegistry } from '#registry/engine';
import type { Report } from '../../flows/api/shapes.ts';
import type { FlowDocument, FlowNode, FlowSettings } from '../../flows/document/schema.ts';
import { memoryVault } from '../../flows/host/vault-memory.ts';
import { createWorkspace, type OpenWorkspace, openWorkspace } from '../../flows/host/workspace.ts';
import { readReport } from '../../flows/reports/report.ts';
import type { EngineRegistry } from '../../flows/sdk/registry.ts';
import type { ContactInput } from '../../flows/store/contact-input.ts';

export interface TestWorkspace extends OpenWorkspace {
  file: string;
  /** Moves the wall clock of the engine. */
  clock: { now: number };
  contact(key: string, input?: Omit<ContactInput, 'key'>): number;
  event(contact: number, type: string, at: string | number, props?: Record<string, unknown>): number;
  /** Stores a draft, returns its id. */
  flow(document: FlowDocument): string;
  report(flow: string): Report;
  reopen(): Promise<TestWorkspace>;
  dispose(): Promise<void>;
}

export const at = (iso: string): number => Date.parse(iso);

export async function testWorkspace(
  options: { now?: string; timezone?: string; registry?: EngineRegistry; smallestSet?: number } = {},
): Promise<TestWorkspace> {
  const folder = mkdtempSync(join(tmpdir(), 'kaskad-test-'));
  const file = join(folder, 'test.kaskad');
  const clock = { now: at(options.now ?? '2026-03-02T09:00:00Z') };
  const vault = memoryVault();
  const registry = options.registry ?? (await loadEngineRegistry());
  const form = options.smallestSet === undefined ? {} : { smallestSet: options.smallestSet };
  const opened = await createWorkspace(
    file,
    { name: 'Test', timezone: options.timezone ?? 'UTC', language: 'en' },
    { host: 'web', registry, vault, now: () => clock.now, ...form },
  );
  const dress = (context: OpenWorkspace): TestWorkspace => ({
    ...context,
    file,
    clock,
    contact: (key, input = {}) => context.store.contacts.save({ key, ...input }, clock.now, 'test').id,
    event: (contact, type, when, props = {}) =>
      context.store.events.insert({
        contactId: contact,
        type,
        at: typeof when === 'string' ? at(when) : when,
        props,
        source: 'test',
      }).id,
    flow: (document) => context.store.flows.create(document, clock.now),
    report(flow) {
      const kept = readReport(context.store, context.registry, flow);
      const rebuilt = readReport(context.store, context.registry, flow, { rebuild: true });
      if (JSON.stringify(kept) !== JSON.stringify(rebuilt)) {
        throw new Error(`The kept funnel differs from the log:\n${JSON.stringify(kept)}\n${JSON.stringify(rebuilt)}`);
      }
      for (const node of kept.nodes) {
        const out = [...Object.values(node.left), ...Object.values(node.exited)].reduce((a, b) => a + b, 0);
        if (node.entered !== node.waiting + out || node.waiting < 0)
          throw new Error(`Counts of ${node.id} do not add up: ${JSON.stringify(node)}`);
      }
      return kept;
    },
    async reopen() {
      await context.close();
      return dress(
        await openWorkspace(file, { mode: 'write', host: 'web', registry, vault, now: () => clock.now, ...form }),
      );
    },
    async dispose() {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  });
  return dress(opened);
}

type Chain = [FlowNode['id'], string, Record<string, unknown>];

/** A flow from nodes and edges written as `a.outlet>b`. */
export function flowOf(
  nodes: readonly Chain[],
  edges: readonly string[],
  settings: FlowSettings = {},
  slots: FlowDocument['slots'] = {},
): FlowDocument {
  return {
    format: 'kaskad.flow',
    formatVersion: 1,
    name: 'Test flow',
    language: 'en',
    settings,
    slots: {
      ...slots,
      accounts: {
        mail: { capability: 'send.email' },
        bot: { capability: 'send.telegram' },
        text: { capability: 'send.sms' },
        ...slots?.accounts,
      },
    },
    nodes: nodes.map(([id, type, config]) => ({ id, type, version: 1, config })),
    edges: edges.map((edge) => {
      const [, from = '', outlet = '', to = ''] = /^([^.]+)\.([^>]+)>(.+)$/.exec(edge) ?? [];
      return { from, outlet, to };
    }),
  };
}

/** The smallest e-mail node. */
export const email = (id: string, extra: Record<string, unknown> = {}): Chain => [
  id,
  'email',
  {
    account: 'mail',
    topic: 'marketing',
    content: { en: { subject: 'Hi', html: '<p>Hello {{ contact.first_name | default: "friend" }}</p>' } },
    ...extra,
  },
];

export const everybody = { combinator: 'and' as const, rules: [] };
