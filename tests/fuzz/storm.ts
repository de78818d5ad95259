/**
 * Everything at once, from a seed: random flows and people on a wall clock that jumps both ways, a vendor that fails in every
 * way, and a process that dies at named points. The auditor knows only the vendor's ledger and what may never be.
 */
import { expect } from 'vitest';
import { addAccount } from '../../flows/host/accounts.ts';
import { memoryVault } from '../../flows/host/vault-memory.ts';
import { openWorkspace } from '../../flows/host/workspace.ts';
import { readReport } from '../../flows/reports/report.ts';
import { type CrashPoint, crashPointNames, onCrashPoint } from '../../flows/runtime/crash-points.ts';
import type { EngineRegistry } from '../../flows/sdk/registry.ts';
import type { Store } from '../../flows/store/store.ts';
import { type Answer, type ScriptedVendor, scriptedVendor } from '../kit/scripted-vendor.ts';
import { testWorkspace } from '../kit/workspace.ts';
import { hour, randomOf, type Scenario, scenarioOf, start } from './scenario.ts';

const day = 24 * hour;
const concurrency = 5;

/** What happened in a storm, so that the run can tell that it was not vacuous. */
export interface Weather {
  crashes: number;
  crashedAt: Set<CrashPoint | 'hang'>;
  back: number;
  answers: Record<Answer, number>;
  sent: number;
  unknown: number;
  ticks: number;
}

/**
 * Those that throw where the process would die; inside of a send the throw would be taken for the vendor's. Nobody publishes a
 * change in a storm.
 */
const deadly = crashPointNames.filter(
  (name) =>
    name !== 'moves-before-commit' &&
    !name.startsWith('send-') &&
    !name.startsWith('handover-') &&
    !name.startsWith('poll-'),
);

class Died extends Error {}

export async function storm(seed: number, base: EngineRegistry): Promise<Weather> {
  const r = randomOf(seed * 7919 + 13);
  const scenario = scenarioOf(seed);
  const kind = { deduplicatesByKey: r.chance(25), marksHandover: r.chance(35), concurrency };
  const vendor = scriptedVendor(base, kind);
  const weather: Weather = {
    crashes: 0,
    crashedAt: new Set(),
    back: 0,
    answers: {
      takes: 0,
      temporary: 0,
      'rate-limited': 0,
      blocked: 0,
      'cut-after-acting': 0,
      'cut-before-acting': 0,
      hangs: 0,
    },
    sent: 0,
    unknown: 0,
    ticks: 0,
  };
  let calm = false;
  let hung: () => void = () => {};
  vendor.script = () => {
    const answer = calm
      ? 'takes'
      : r.pick<Answer>([
          ...Array<Answer>(24).fill('takes'),
          'temporary',
          'temporary',
          'rate-limited',
          'blocked',
          'cut-after-acting',
          'cut-before-acting',
          'hangs',
        ]);
    weather.answers[answer]++;
    if (answer === 'hangs') hung();
    return answer;
  };

  // Half of the storms move everybody in sets, the others each contact alone.
  const smallestSet = r.chance(50) ? 1 : Number.POSITIVE_INFINITY;
  const made = await testWorkspace({ now: new Date(start).toISOString(), registry: vendor.registry, smallestSet });
  const { file, clock } = made;
  await addAccount(made, { type: 'scripted', name: 'Vendor', config: {}, makeDefault: true });
  const reachable = (n: number) => ({
    addresses: [
      { kind: 'email', value: `c${n}@example.com` },
      { kind: 'phone', value: `+38050555100${n}` },
    ],
    consents: ['email', 'sms'].map((channel) => ({ channel, topic: '', granted: true })),
  });
  const contacts = scenario.contacts.map((contact, n) =>
    made.contact(`c${n}`, { ...contact, ...(r.chance(75) ? reachable(n) : {}) }),
  );
  const flows = scenario.flows.map((document) => made.flow(document));
  for (const flow of flows) made.engine.startFlow(flow);
  let ws: Pick<typeof made, 'store' | 'engine' | 'registry' | 'close'> = made;

  const reopen = async (): Promise<void> => {
    ws = await openWorkspace(file, {
      mode: 'write',
      host: 'web',
      registry: vendor.registry,
      vault: memoryVault(),
      now: () => clock.now,
      smallestSet,
    });
  };

  /** The process is gone: nothing more is written, and what was in flight is left as it is. */
  const crash = async (at: CrashPoint | 'hang'): Promise<void> => {
    weather.crashes++;
    weather.crashedAt.add(at);
    const inFlight = ws.store.db
      .prepare("SELECT count(*) FROM messages WHERE state = 'sending'")
      .pluck()
      .get() as number;
    expect(inFlight).toBeLessThanOrEqual(concurrency);
    ws.store.close();
    vendor.callerDied();
    await reopen();
  };

  /** Works until idle, or until it dies. */
  const work = async (dieAt: { point: CrashPoint; count: number } | null): Promise<void> => {
    let left = dieAt?.count ?? 0;
    onCrashPoint((point) => {
      if (point === dieAt?.point && --left === 0) throw new Died(point);
    });
    const hang = new Promise<'hang'>((resolve) => {
      hung = () => setTimeout(() => resolve('hang'), 20);
    });
    try {
      const ended = await Promise.race([ws.engine.runUntilIdle(), hang]);
      if (ended === 'hang') await crash('hang');
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      onCrashPoint(null);
      await crash(error.message as CrashPoint);
    } finally {
      onCrashPoint(null);
      hung = () => {};
    }
  };

  try {
    const events = [...scenario.events].filter(({ at }) => at >= start).sort((a, b) => a.at - b.at);
    let latest = start;
    for (let tick = 0; tick < 30; tick++) {
      weather.ticks++;
      if (r.chance(15)) {
        clock.now -= r.below(2 * day);
        weather.back++;
      } else
        clock.now =
          Math.max(clock.now, r.chance(60) ? latest : 0) + r.pick([60_000, hour, 6 * hour, 6 * hour, day, 7 * day]);
      latest = Math.max(latest, clock.now);
      for (let event = events[0]; event !== undefined && event.at <= clock.now; event = events[0]) {
        events.shift();
        ws.store.events.insert({
          contactId: contacts[event.contact] as number,
          type: event.type,
          at: event.at,
          props: event.props,
          source: 'storm',
        });
      }
      await work(r.chance(50) ? { point: r.pick(deadly), count: 1 + r.below(2) } : null);
      audit(ws.store, vendor, kind, weather);
    }
    // The storm is over: whoever still waits comes to an end, or waits for something that nobody does.
    calm = true;
    for (let tick = 0; tick < 8; tick++) {
      clock.now = latest + tick * 10 * day;
      await work(null);
    }
    audit(ws.store, vendor, kind, weather);
    nobodyIsLost(ws.store, scenario);
    for (const flow of flows) {
      const report = readReport(ws.store, ws.registry, flow);
      expect(readReport(ws.store, ws.registry, flow, { rebuild: true })).toEqual(report);
      for (const node of report.nodes) {
        const out = [...Object.values(node.left), ...Object.values(node.exited)].reduce((a, b) => a + b, 0);
        expect({ node: node.id, entered: node.entered }).toEqual({ node: node.id, entered: node.waiting + out });
      }
      for (const { sent, unknown } of report.messages) {
        weather.sent += sent;
        weather.unknown += unknown;
      }
    }
    return weather;
  } finally {
    await ws.close();
    if (ws !== made) ws = made;
    await made.dispose().catch(() => undefined);
  }
}

/** What may never be, at any moment between two runs. */
function audit(store: Store, vendor: ScriptedVendor, kind: { deduplicatesByKey: boolean }, weather: Weather): void {
  expect([...vendor.acted].filter(([, times]) => times > 1)).toEqual([]);
  expect(vendor.mostOpen).toBeLessThanOrEqual(concurrency);
  const messages = store.db
    .prepare<[], { key: string; state: string; reason: string | null; handed_at: number | null }>(
      'SELECT key, state, reason, handed_at FROM messages',
    )
    .all();
  const states = new Map(messages.map(({ key, state }) => [key, state]));
  for (const { key, state } of messages)
    if (state === 'sent' || state === 'delivered')
      expect({ key, acted: vendor.acted.get(key) }).toEqual({ key, acted: 1 });
  // What the vendor did is known as sent, or known to be unknown; only who drops repeats may be asked again.
  const open = kind.deduplicatesByKey
    ? ['sent', 'delivered', 'queued', 'sending', 'unknown']
    : ['sent', 'delivered', 'unknown', 'sending'];
  for (const key of vendor.acted.keys())
    expect({ key, state: open.includes(states.get(key) ?? 'gone') ? 'known' : states.get(key) }).toEqual({
      key,
      state: 'known',
    });
  const unknown = messages.filter(({ state }) => state === 'unknown').length;
  expect(unknown).toBeLessThanOrEqual(
    weather.crashes * concurrency + weather.answers['cut-after-acting'] + weather.answers.hangs,
  );
  // Who drops repeats is asked again, also after a crash: it is unknown only where the message was given up before that.
  if (kind.deduplicatesByKey)
    for (const { key, state, reason, handed_at } of messages)
      if (state === 'unknown') {
        expect({ key, handed: handed_at !== null }).toEqual({ key, handed: true });
        expect(['crash', 'interrupted'], key).not.toContain(reason);
      }
  // Each visit is left once, and a message belongs to one visit.
  const twice = store.db
    .prepare('SELECT journey_id, node, visit FROM steps GROUP BY 1, 2, 3 HAVING count(*) > 1')
    .all();
  expect(twice).toEqual([]);
}

/** Whoever is inside waits for something: a time, an event, or a message on its way; and no wait was cut short. */
function nobodyIsLost(store: Store, scenario: Scenario): void {
  const stuck = store.db
    .prepare(
      `SELECT j.id, j.flow_id, j.node FROM journeys j WHERE j.exited_at IS NULL AND j.due_at IS NULL AND j.held_due_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM signals s WHERE s.journey_id = j.id)
         AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.journey_id = j.id AND m.node = j.node AND m.state IN ('queued', 'sending'))`,
    )
    .all();
  expect(stuck).toEqual([]);
  expect(store.db.prepare("SELECT key FROM messages WHERE state = 'sending'").all()).toEqual([]);
  for (const document of scenario.flows) {
    for (const { id, type, config } of document.nodes) {
      const hours = type === 'wait' ? /^PT(\d+)H$/.exec(String(config.for))?.[1] : undefined;
      if (hours === undefined) continue;
      const short = store.db
        .prepare(
          `SELECT s.journey_id, s.left_at - s.arrived_at AS waited FROM steps s JOIN journeys j ON j.id = s.journey_id JOIN flows f ON f.id = j.flow_id
           WHERE f.name = ? AND s.node = ? AND s.outlet = 'next' AND s.left_at - s.arrived_at < ?`,
        )
        .all(document.name, id, Number(hours) * hour);
      expect(short).toEqual([]);
    }
  }
}
