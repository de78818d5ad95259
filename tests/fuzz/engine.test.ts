/** Random flows, contacts and events on the virtual clock, compared with an oracle. More of them: KASKAD_FUZZ_RUNS. */
import { describe, expect, it } from 'vitest';
import type { Report } from '../../flows/api/shapes.ts';
import { type TestWorkspace, testWorkspace } from '../kit/workspace.ts';
import { type Foretold, foretell } from './oracle.ts';
import { end, type Scenario, scenarioOf, start } from './scenario.ts';

const runs = Number(process.env.KASKAD_FUZZ_RUNS ?? 150);
const from = Number(process.env.KASKAD_FUZZ_FROM ?? 1);

/** `smallestSet` 1 moves everybody in sets, Infinity everybody alone. */
async function prepared(
  scenario: Scenario,
  smallestSet: number,
): Promise<{ ws: TestWorkspace; contacts: number[]; flows: string[] }> {
  const ws = await testWorkspace({ now: new Date(end + 30 * 86_400_000).toISOString(), smallestSet });
  const contacts: number[] = [];
  const flows: string[] = [];
  ws.store.db.transaction(() => {
    for (const [n, contact] of scenario.contacts.entries()) contacts.push(ws.contact(`c${n}`, contact));
    for (const event of scenario.events) ws.event(contacts[event.contact] as number, event.type, event.at, event.props);
  })();
  for (const document of scenario.flows) flows.push(ws.flow(document));
  for (const flow of flows) ws.engine.startFlow(flow, start);
  return { ws, contacts, flows };
}

/** The part of a report that the oracle foretells. */
const told = (report: Report): Foretold => ({
  entered: report.entered,
  active: report.active,
  exited: report.exited,
  nodes: Object.fromEntries(
    report.nodes.map(({ id, entered, waiting, left, exited }) => [id, { entered, waiting, left, exited }]),
  ),
  messages: Object.fromEntries(
    report.messages.map(({ node, queued, sent, suppressed }) => [node, { queued, sent, suppressed }]),
  ),
  goal: { reached: report.goal.reached, value: report.goal.value },
  arms: Object.fromEntries(
    report.split.map(({ node, arms }) => [node, Object.fromEntries(arms.map(({ id, goal }) => [id, goal]))]),
  ),
});

const seen = {
  types: new Set<string>(),
  exits: new Set<string>(),
  reasons: new Set<string>(),
  goals: 0,
  pulled: 0,
  reopened: 0,
};

/** `ws.report` itself holds the kept funnel to the one made anew from the log, and the sums of each node together. */
async function check(seed: number, inParts: boolean): Promise<void> {
  const scenario = scenarioOf(seed);
  const { ws, contacts, flows } = await prepared(scenario, Number.POSITIVE_INFINITY);
  let once: Report[];
  let left: unknown;
  try {
    await ws.engine.runVirtual(start, end, { reallySend: false });
    once = flows.map((flow) => ws.report(flow));
    const foretold = foretell(
      scenario,
      scenario.flows.map((document, n) => ({ id: flows[n] as string, document })),
      contacts,
      end,
    );
    left = whatIsLeft(ws);
    for (const report of once) {
      expect(told(report)).toEqual(foretold.get(report.flow));
      note(report);
    }
    await ws.engine.runVirtual(start, end, { reallySend: false });
    expect(flows.map((flow) => ws.report(flow))).toEqual(once);
  } finally {
    await ws.dispose();
  }
  expect(await runInSets(scenario)).toEqual({ reports: once, left });
  if (inParts) expect(await runInParts(scenario)).toEqual(once);
}

/** All that a run writes about people, but for the order in which rows were written, and where ended journeys stood last. */
const whatIsLeft = ({ store }: TestWorkspace) => ({
  journeys: store.db
    .prepare(
      `SELECT flow_id, contact_id, key, trigger, event_id, entered_at, node, iif(node IS NULL, 0, visit) AS visit,
         iif(node IS NULL, 0, arrived_at) AS arrived_at, iif(node IS NULL, 0, arrived_event) AS arrived_event, due_at, goal_at,
         goal_value, exited_at, exit_reason, memory, iif(node IS NULL, 0, sends) AS sends FROM journeys
       ORDER BY flow_id, contact_id, key, entered_at, trigger, event_id, exited_at, exit_reason, node, 8, 9`,
    )
    .all(),
  steps: store.db
    .prepare(
      `SELECT j.flow_id, j.contact_id, s.node, s.visit, s.arrived_at, s.left_at, s.outlet, s.exit_reason, s.why
       FROM steps s JOIN journeys j ON j.id = s.journey_id ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9`,
    )
    .all(),
  signals: store.db
    .prepare('SELECT contact_id, event, ordinal, outcome, rule, node FROM signals ORDER BY 1, 2, 3, 4, 5, 6')
    .all(),
  contacts: store.db
    .prepare('SELECT id, json(attributes) AS attributes, updated_at FROM contacts ORDER BY id')
    .all()
    .map((row) => ({ ...(row as object), attributes: JSON.parse((row as { attributes: string }).attributes) })),
  tags: store.db.prepare('SELECT * FROM contact_tags ORDER BY 1, 2').all(),
});

async function runInSets(scenario: Scenario): Promise<{ reports: Report[]; left: unknown }> {
  const { ws, flows } = await prepared(scenario, 1);
  try {
    await ws.engine.runVirtual(start, end, { reallySend: false });
    return { reports: flows.map((flow) => ws.report(flow)), left: whatIsLeft(ws) };
  } finally {
    await ws.dispose();
  }
}

/** The same scenario, stopped at random instants; the workspace is closed and opened again at some of them. */
async function runInParts(scenario: Scenario): Promise<Report[]> {
  const made = await prepared(scenario, 1);
  let { ws } = made;
  try {
    let at = start;
    for (const [n, cut] of [...scenario.cuts, end].entries()) {
      await ws.engine.runVirtual(at, cut, { reallySend: false });
      at = cut;
      if (n % 2 === 0) {
        ws = await ws.reopen();
        seen.reopened++;
      }
    }
    return made.flows.map((flow) => ws.report(flow));
  } finally {
    await ws.dispose();
  }
}

function note(report: Report): void {
  for (const node of report.nodes) if (node.entered > 0) seen.types.add(node.type);
  for (const reason of Object.keys(report.exited)) seen.exits.add(reason);
  for (const message of report.messages) {
    if (message.sent > 0) seen.reasons.add('sent');
    if (message.queued > 0) seen.reasons.add('queued');
    for (const reason of Object.keys(message.suppressed)) seen.reasons.add(reason);
  }
  for (const node of report.nodes) seen.pulled += node.left.pulled ?? 0;
  for (const split of report.split) for (const arm of split.arms) seen.goals += arm.goal;
}

describe('[E1] [E4] [K3] [M1] random flows on the virtual clock do what the oracle says', () => {
  const size = 10;
  for (let first = from; first < from + runs; first += size) {
    const last = Math.min(first + size, from + runs) - 1;
    it(`seeds ${first} to ${last}`, async () => {
      for (let seed = first; seed <= last; seed++) {
        try {
          await check(seed, seed % 4 === 0);
        } catch (error) {
          if (error instanceof Error) error.message = `seed ${seed}: ${error.message}`;
          throw error;
        }
      }
    }, 480_000);
  }

  it.skipIf(runs < 150)('all node types, exits, reasons and goals came up', () => {
    expect([...seen.types].sort()).toEqual([
      'email',
      'exit',
      'goal',
      'milestone',
      'segment',
      'sms',
      'split',
      'trigger-event',
      'trigger-manual',
      'update-contact',
      'wait',
      'wait-for',
    ]);
    expect([...seen.exits].sort()).toEqual([
      'date-past',
      'done',
      'end',
      'event:off',
      'event:pay',
      'goal',
      'lost',
      'not-sent',
      'restarted',
      'rule',
      'visit-cap',
    ]);
    expect([...seen.reasons].sort()).toEqual([
      'bad-address',
      'expired',
      'holdout',
      'no-address',
      'no-consent',
      'queued',
      'quiet-hours',
      'render-failed',
      'sent',
    ]);
    expect(seen.goals).toBeGreaterThan(20);
    expect(seen.pulled).toBeGreaterThan(10);
    expect(seen.reopened).toBeGreaterThan(20);
  });
});
