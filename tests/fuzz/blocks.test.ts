/** The engine runs a flow with reusable blocks as it runs the same flow drawn without them: the same people, messages and ends. */
import { expect, it } from 'vitest';
import type { Report } from '../../flows/api/shapes.ts';
import { makeBlock } from '../../flows/document/block-edits.ts';
import { proposeBlock } from '../../flows/document/block-proposal.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { hasErrors, validateFlow } from '../../flows/document/validate.ts';
import type { SpecRegistry } from '../../flows/sdk/registry.ts';
import { testWorkspace } from '../kit/workspace.ts';
import { end, randomOf, type Scenario, scenarioOf, start } from './scenario.ts';

const runs = Number(process.env.KASKAD_FUZZ_RUNS ?? 12);

/** A part of the flow made a block, and the ids that its nodes have in it. A split's arms depend on the id of its node. */
function withBlock(document: FlowDocument, seed: number, specs: SpecRegistry) {
  const random = randomOf(seed);
  const free = document.nodes.filter(({ type }) => type !== 'split' && !type.startsWith('trigger-'));
  for (let tries = 0; tries < 20 && free.length > 0; tries++) {
    const ids = [...new Set(Array.from({ length: 1 + random.below(4) }, () => random.pick(free).id))];
    const proposal = proposeBlock(document, ids, specs);
    if (!proposal.ok) continue;
    const made = makeBlock(document, ids, proposal, { name: 'Piece' }, specs);
    if (hasErrors(validateFlow(made.document, specs))) continue;
    return { document: made.document, ids: new Map(ids.map((id) => [`${made.use}.${id}`, id])) };
  }
  return null;
}

async function run(scenario: Scenario, change: (document: FlowDocument, specs: SpecRegistry) => FlowDocument) {
  const ws = await testWorkspace({ now: new Date(end + 30 * 86_400_000).toISOString() });
  try {
    const contacts = scenario.contacts.map((contact, n) => ws.contact(`c${n}`, contact));
    for (const one of scenario.events) ws.event(contacts[one.contact] as number, one.type, one.at, one.props);
    const flows = scenario.flows.map((document) => ws.flow(change(document, ws.specs)));
    for (const flow of flows) ws.engine.startFlow(flow, start);
    await ws.engine.runVirtual(start, end, { reallySend: false });
    return flows.map((flow) => ws.report(flow));
  } finally {
    await ws.dispose();
  }
}

/** By the ids of the flow without blocks, in its order. */
function renamed(report: Report, ids: ReadonlyMap<string, string>): unknown {
  const now = (id: string): string => ids.get(id) ?? id;
  const by = <T>(rows: readonly T[], id: (row: T) => string): T[] => [...rows].sort((a, b) => (id(a) < id(b) ? -1 : 1));
  return {
    ...report,
    nodes: by(
      report.nodes.map(({ within: _, ...row }) => ({ ...row, id: now(row.id) })),
      ({ id }) => id,
    ),
    messages: by(
      report.messages.map((row) => ({ ...row, node: now(row.node) })),
      ({ node }) => node,
    ),
  };
}

it('lets people through a block as through the steps it is made of', async () => {
  let blocks = 0;
  let messages = 0;
  for (let seed = 1; seed <= runs; seed++) {
    const scenario = scenarioOf(seed);
    const ids = new Map<string, string>();
    const plain = await run(scenario, (document) => document);
    let n = 0;
    const blocked = await run(scenario, (document, specs) => {
      const made = withBlock(document, seed * 10 + n++, specs);
      if (made === null) return document;
      blocks++;
      for (const [inner, id] of made.ids) ids.set(`${n} ${inner}`, id);
      return made.document;
    });
    const idsOf = (flow: number) =>
      new Map(
        [...ids].flatMap(([key, id]) => (key.startsWith(`${flow} `) ? [[key.slice(`${flow} `.length), id]] : [])),
      );
    for (const [at, report] of plain.entries()) {
      expect(renamed(blocked[at] as Report, idsOf(at + 1)), `seed ${seed}`).toEqual(renamed(report, new Map()));
      messages += report.messages.reduce((sum, { sent }) => sum + sent, 0);
    }
  }
  expect(blocks).toBeGreaterThan(runs / 2);
  expect(messages).toBeGreaterThan(runs);
}, 120_000);
