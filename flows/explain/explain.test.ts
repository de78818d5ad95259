/** docs/engine.md, "Explaining", line by line, on the real engine. */
import { afterEach, describe, expect, it } from 'vitest';
import { at, email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import type { ExplainedJourney, ExplainedStep, Explanation, Reason } from '../api/explain.ts';
import { explanation as shape } from '../api/explain.ts';
import type { Rule, RuleGroup } from '../sdk/rule.ts';
import { explainContact } from './explain.ts';
import { replayJourneys } from './replay.ts';
import { replayCounts } from './replay-counts.ts';

let ws: TestWorkspace;
afterEach(async () => {
  // Whatever a test did: the steps asked again say what the journal says.
  expect(replayJourneys(ws, ws.store.explain.allJourneys()).differences).toEqual([]);
  await ws.dispose();
});

const rule = (...rules: (Rule | RuleGroup)[]): RuleGroup => ({ combinator: 'and', rules });
const agreed = {
  addresses: [{ kind: 'email', value: 'anna@example.com' }],
  consents: [{ channel: 'email', topic: '', granted: true }],
};

/** Also checked against the contract, so that what the page gets is what it may expect. */
function explain(flow: string, contact: string): Explanation {
  const found = explainContact(ws, { flow, contact });
  expect(shape.parse(JSON.parse(JSON.stringify(found)))).toEqual(JSON.parse(JSON.stringify(found)));
  return found;
}
const only = ({ journeys }: Explanation): ExplainedJourney => journeys[0] as ExplainedJourney;
const step = (journey: ExplainedJourney, node: string, visit = 1): ExplainedStep =>
  journey.steps.find((one) => one.node === node && one.visit === visit) as ExplainedStep;
const why = <K extends Reason['kind']>(of: ExplainedStep, kind: K) =>
  of.why.filter((one): one is Extract<Reason, { kind: K }> => one.kind === kind);

const branching = (rules: { id: string; name?: string; rule: RuleGroup }[], settings = {}) =>
  flowOf(
    [
      ['start', 'trigger-event', { event: 'go' }],
      ['pick', 'segment', { branches: rules }],
      ['rest', 'wait', { for: 'P1D' }],
      ['yes', 'exit', { reason: 'yes' }],
      ['no', 'exit', { reason: 'no' }],
    ],
    ['start.next>pick', `pick.${rules[0]?.id}>yes`, 'pick.else>rest', 'rest.next>no'],
    settings,
  );

describe('for every journey: which node, when, why that outlet', () => {
  it('[K1] each rule with the value it wanted and the value it found, "missing" said as such', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', { profile: { country: 'UA' } });
    const flow = ws.flow(
      branching([
        {
          id: 'vip',
          name: 'Best customers',
          rule: rule(
            { field: 'country', operator: '=', value: 'UA' },
            { combinator: 'or', not: true, rules: [{ field: 'attributes.points', operator: '>=', value: 100 }] },
            { field: 'attributes.points', operator: '>', value: 5 },
          ),
        },
      ]),
    );
    ws.engine.startFlow(flow);
    ws.clock.now += 1000;
    ws.event(anna, 'go', ws.clock.now, { from: 'test' });
    await ws.engine.runUntilIdle();
    const journey = only(explain(flow, 'anna'));
    expect(journey.steps.map((one) => [one.node, one.outlet, one.to])).toEqual([
      ['start', 'next', 'pick'],
      ['pick', 'else', 'rest'],
      ['rest', null, null],
    ]);
    expect(why(step(journey, 'start'), 'event')[0]).toMatchObject({
      event: { type: 'go', at: '2026-03-02T09:00:01+00:00', props: { from: 'test' } },
    });
    expect(why(step(journey, 'pick'), 'rule')).toMatchObject([
      {
        outlet: 'vip',
        name: 'Best customers',
        rule: {
          matched: false,
          rules: [
            { field: 'country', expected: 'UA', actual: 'UA', missing: false, matched: true },
            { kind: 'group', not: true, matched: true, rules: [{ actual: null, missing: true, matched: false }] },
            { field: 'attributes.points', expected: 5, actual: null, missing: true, matched: false },
          ],
        },
      },
    ]);
    expect(step(journey, 'rest')).toMatchObject({ leftAt: null, until: '2026-03-03T09:00:01+00:00' });
    expect(why(step(journey, 'rest'), 'until')[0]?.zone).toEqual({ name: 'Europe/Kyiv', source: 'country' });
  });

  it.each(['!=', 'doesNotContain', 'notIn'] as const)(
    '%s on a missing attribute is true, and it is said so',
    async (operator) => {
      ws = await testWorkspace();
      const anna = ws.contact('anna');
      const flow = ws.flow(
        branching([
          {
            id: 'a',
            rule: rule({ field: 'attributes.city', operator, value: operator === 'notIn' ? ['Kyiv'] : 'Kyiv' }),
          },
        ]),
      );
      ws.engine.startFlow(flow);
      ws.event(anna, 'go', ws.clock.now);
      await ws.engine.runUntilIdle();
      const [asked] = why(step(only(explain(flow, 'anna')), 'pick'), 'rule');
      expect(asked?.rule).toMatchObject({ matched: true, rules: [{ missing: true, byMissing: true, matched: true }] });
      expect(only(explain(flow, 'anna')).exit).toBe('yes');
    },
  );

  it('with the values of that moment, whatever changed since', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', { attributes: { points: 3 }, tags: ['old'] });
    const flow = ws.flow(
      branching([
        {
          id: 'rich',
          rule: rule(
            { field: 'attributes.points', operator: '>', value: 5 },
            { field: 'tags', operator: 'contains', value: 'old' },
            { field: 'events.order', operator: '=', match: { mode: 'atLeast', threshold: 2 } },
          ),
        },
      ]),
    );
    ws.engine.startFlow(flow);
    ws.clock.now += 1000;
    ws.event(anna, 'order', ws.clock.now);
    ws.event(anna, 'go', ws.clock.now);
    await ws.engine.runUntilIdle();
    ws.clock.now += 1000;
    ws.store.contacts.set(anna, 'attributes.points', 50, ws.clock.now);
    ws.store.contacts.removeTags(anna, ['old'], ws.clock.now);
    ws.event(anna, 'order', ws.clock.now);
    await ws.engine.runUntilIdle();
    const [asked] = why(step(only(explain(flow, 'anna')), 'pick'), 'rule');
    expect(asked?.rule.rules).toMatchObject([
      { actual: 3, matched: false },
      { actual: 'old', matched: true },
      { actual: 1, expected: { mode: 'atLeast', threshold: 2 }, matched: false },
    ]);
  });

  it('a segment by its slot, with what the segment itself said', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', { profile: { country: 'PL' } });
    const document = branching([{ id: 'in', rule: rule({ field: 'segment', operator: '=', value: 'home' }) }]);
    const flow = ws.flow({
      ...document,
      slots: {
        ...document.slots,
        segments: { home: { rule: rule({ field: 'country', operator: '=', value: 'UA' }) } },
      },
    });
    ws.engine.startFlow(flow);
    ws.event(anna, 'go', ws.clock.now);
    await ws.engine.runUntilIdle();
    const [asked] = why(step(only(explain(flow, 'anna')), 'pick'), 'rule');
    expect(asked?.rule.rules).toMatchObject([
      {
        field: 'segment',
        matched: false,
        inside: [{ slot: 'home', rule: { rules: [{ expected: 'UA', actual: 'PL' }] } }],
      },
    ]);
  });

  it('a split by the bucket and the arms; what an update changed, old and new', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', { attributes: { points: 2 } });
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-event', { event: 'go' }],
          [
            'arms',
            'split',
            {
              arms: [
                { id: 'a', name: 'Half', weight: 5000 },
                { id: 'b', weight: 5000 },
              ],
            },
          ],
          [
            'mark',
            'update-contact',
            {
              changes: [
                { op: 'add', field: 'attributes.points', value: 3 },
                { op: 'tag', value: 'seen' },
                { op: 'set', field: 'attributes.city', value: '{{ contact.attributes.points }}' },
              ],
            },
          ],
        ],
        ['start.next>arms', 'arms.a>mark', 'arms.b>mark'],
      ),
    );
    ws.engine.startFlow(flow);
    ws.event(anna, 'go', ws.clock.now);
    await ws.engine.runUntilIdle();
    const journey = only(explain(flow, 'anna'));
    const [split] = why(step(journey, 'arms'), 'split');
    const arm = split?.arms.find(({ from, upTo }) => split.bucket >= from && split.bucket < upTo);
    expect(arm?.outlet).toBe(step(journey, 'arms').outlet);
    expect(split?.arms).toEqual([
      { outlet: 'a', name: 'Half', from: 0, upTo: 5000 },
      { outlet: 'b', name: null, from: 5000, upTo: 10_000 },
    ]);
    expect(step(journey, 'mark').changes).toEqual([
      { field: 'attributes.points', old: 2, new: 5 },
      { field: 'tags.seen', old: false, new: true },
      { field: 'attributes.city', old: null, new: 2 },
    ]);
  });

  it('a wait by its end and zone, a signal by the event, a timeout by what did not come', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', { profile: { timezone: 'America/New_York' } });
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-event', { event: 'go' }],
          ['rest', 'wait', { for: 'P1D' }],
          [
            'ear',
            'wait-for',
            {
              outcomes: [{ id: 'paid', event: 'paid', where: rule({ field: 'props.sum', operator: '>', value: 10 }) }],
              timeout: 'P1D',
            },
          ],
          ['ear2', 'wait-for', { outcomes: [{ id: 'paid', event: 'paid' }], timeout: 'P2D' }],
        ],
        ['start.next>rest', 'rest.next>ear', 'ear.paid>ear2', 'ear2.timeout>rest'],
      ),
    );
    ws.engine.startFlow(flow);
    ws.event(anna, 'go', ws.clock.now);
    const day = 86_400_000;
    await ws.engine.runUntilIdle();
    ws.clock.now += day;
    await ws.engine.runUntilIdle();
    ws.clock.now += 3_600_000;
    ws.event(anna, 'paid', ws.clock.now, { sum: 5 });
    ws.event(anna, 'paid', ws.clock.now + 1000, { sum: 20 });
    ws.clock.now += 2000;
    await ws.engine.runUntilIdle();
    ws.clock.now += 2 * day;
    await ws.engine.runUntilIdle();
    const journey = only(explain(flow, 'anna'));
    expect(why(step(journey, 'rest'), 'until')[0]).toEqual({
      kind: 'until',
      until: '2026-03-03T09:00:00+00:00',
      zone: { name: 'America/New_York', source: 'profile' },
    });
    expect(why(step(journey, 'ear'), 'signal')[0]).toMatchObject({
      event: { type: 'paid', props: { sum: 20 } },
      rule: { rules: [{ field: 'props.sum', expected: 10, actual: 20, matched: true }] },
    });
    expect(why(step(journey, 'ear2'), 'timeout')[0]).toMatchObject({ events: ['paid'] });
    expect(step(journey, 'rest', 2)).toMatchObject({ leftAt: null });
  });
});

describe('which messages, which reason codes', () => {
  it('sent with its times, suppressed with its reason', async () => {
    ws = await testWorkspace();
    ws.contact('anna', agreed);
    ws.contact('boris', { addresses: agreed.addresses });
    const flow = ws.flow(
      flowOf(
        [['start', 'trigger-manual', { audience: everybody }], email('mail'), ['end', 'exit', { reason: 'done' }]],
        ['start.next>mail', 'mail.next>end'],
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    const [sent] = step(only(explain(flow, 'anna')), 'mail').messages;
    expect(sent).toMatchObject({ channel: 'email', to: 'anna@example.com', state: 'delivered', reason: null });
    expect(Object.keys(sent?.reached ?? {})).toEqual(['queued', 'sent', 'delivered']);
    expect(why(step(only(explain(flow, 'anna')), 'start'), 'audience')).toHaveLength(1);
    const boris = only(explain(flow, 'boris'));
    expect(step(boris, 'mail').messages).toMatchObject([{ state: 'suppressed', reason: 'no-consent' }]);
    expect(step(boris, 'mail')).toMatchObject({ outlet: 'not-sent', exit: 'end', to: null });
  });

  it('an exit by an event or a rule, with the values', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna');
    const boris = ws.contact('boris');
    const flow = ws.flow(
      branching([{ id: 'never', rule: rule({ field: 'country', operator: '=', value: 'XX' }) }], {
        exit: {
          when: [
            { event: 'paid', where: rule({ field: 'props.sum', operator: '>', value: 10 }) },
            { rule: rule({ field: 'tags', operator: 'contains', value: 'stop' }) },
          ],
        },
      }),
    );
    ws.engine.startFlow(flow);
    ws.event(anna, 'go', ws.clock.now);
    ws.event(boris, 'go', ws.clock.now);
    await ws.engine.runUntilIdle();
    ws.clock.now += 60_000;
    ws.event(anna, 'paid', ws.clock.now, { sum: 12 });
    ws.store.contacts.update(boris, { tags: ['stop'] }, ws.clock.now, 'test');
    await ws.engine.runUntilIdle();
    expect(why(step(only(explain(flow, 'anna')), 'rest'), 'exit-event')).toMatchObject([
      { event: { type: 'paid', props: { sum: 12 } }, rule: { rules: [{ expected: 10, actual: 12 }] } },
    ]);
    const left = step(only(explain(flow, 'boris')), 'rest');
    expect(left).toMatchObject({ exit: 'rule', outlet: null });
    expect(why(left, 'exit-rule')).toMatchObject([{ rule: { rules: [{ actual: 'stop', matched: true }] } }]);
  });
});

describe('why not there', () => {
  it('[K1] says where the journey turned off, what may still come, and what no way led to', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna');
    const document = branching([{ id: 'vip', rule: rule({ field: 'tags', operator: 'contains', value: 'vip' }) }]);
    const flow = ws.flow({
      ...document,
      nodes: [
        ...document.nodes,
        { id: 'other', type: 'trigger-event', version: 1, config: { event: 'other' } },
        { id: 'far', type: 'exit', version: 1, config: { reason: 'far' } },
      ],
      edges: [...document.edges, { from: 'other', outlet: 'next', to: 'far' }],
    });
    ws.engine.startFlow(flow);
    ws.event(anna, 'go', ws.clock.now);
    await ws.engine.runUntilIdle();
    const { notReached } = only(explain(flow, 'anna'));
    expect(notReached).toMatchObject([
      { node: 'yes', how: 'turned', step: 1, outlets: ['vip'] },
      { node: 'no', how: 'ahead', step: 2, outlets: ['next'] },
      { node: 'far', how: 'apart', step: null },
    ]);
  });
});

describe('why not in', () => {
  it('asks each trigger now, tells the events one by one and the entry rules that refuse', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna');
    ws.event(anna, 'go', '2026-01-01T00:00:00Z', { size: 9 });
    const document = flowOf(
      [
        ['start', 'trigger-event', { event: 'go', where: rule({ field: 'props.size', operator: '>', value: 5 }) }],
        ['all', 'trigger-manual', { audience: rule({ field: 'country', operator: '=', value: 'UA' }) }],
        ['rest', 'wait', { for: 'P30D' }],
      ],
      ['start.next>rest', 'all.next>rest'],
      { entry: { cooldown: 'P7D', maxPerContact: 1 } },
    );
    const flow = ws.flow(document);
    expect(explain(flow, 'anna')).toMatchObject({ journeys: [], entry: { status: 'draft', triggers: [] } });
    ws.engine.startFlow(flow);
    ws.clock.now += 1000;
    ws.event(anna, 'go', ws.clock.now, { size: 2 });
    await ws.engine.runUntilIdle();
    const before = explain(flow, 'anna');
    expect(before.journeys).toEqual([]);
    expect(before.entry).toMatchObject({
      status: 'running',
      refusals: [],
      triggers: [
        {
          node: 'start',
          events: [
            { outcome: 'no-match', rule: { rules: [{ expected: 5, actual: 2, matched: false }] } },
            { outcome: 'before-start' },
          ],
        },
        { node: 'all', kind: 'audience', rule: { matched: false, rules: [{ actual: null, missing: true }] } },
      ],
    });
    ws.clock.now += 1000;
    ws.event(anna, 'go', ws.clock.now, { size: 7 });
    await ws.engine.runUntilIdle();
    ws.clock.now += 1000;
    ws.event(anna, 'go', ws.clock.now, { size: 8 });
    await ws.engine.runUntilIdle();
    const after = explain(flow, 'anna');
    expect(after.journeys).toHaveLength(1);
    expect(after.entry.refusals).toMatchObject([
      { rule: 'active', inside: 1, most: 1 },
      { rule: 'max-per-contact', entered: 1, most: 1 },
      { rule: 'cooldown', until: '2026-03-09T09:00:02+00:00' },
    ]);
    expect(after.entry.triggers[0]?.events.map((one) => one.outcome)).toEqual([
      'refused',
      'entered',
      'no-match',
      'before-start',
    ]);
  });

  it('refuses a contact or flow that is not there in words', async () => {
    ws = await testWorkspace();
    expect(() => explain('nothing', 'anna')).toThrow(/no flow "nothing"/);
    const flow = ws.flow(branching([{ id: 'a', rule: everybody }]));
    expect(() => explain(flow, 'nobody')).toThrow(/no contact "nobody"/);
  });
});

describe('on the virtual clock', () => {
  it('of two events of one instant only the one that had been given is seen', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna');
    const noon = at('2026-02-01T12:00:00Z');
    ws.event(anna, 'go', noon, { n: 1 });
    ws.event(anna, 'go', noon, { n: 2 });
    const flow = ws.flow(
      branching([
        { id: 'two', rule: rule({ field: 'events.go', operator: '=', match: { mode: 'atLeast', threshold: 2 } }) },
      ]),
    );
    ws.engine.startFlow(flow, noon - 1000);
    await ws.engine.runVirtual(noon - 1000, noon + 1000, { reallySend: false });
    const journey = only(explain(flow, 'anna'));
    expect(why(step(journey, 'pick'), 'rule')[0]?.rule.rules).toMatchObject([{ actual: 1, matched: false }]);
    expect(step(journey, 'pick').outlet).toBe('else');
  });
});

describe('a version over time', () => {
  it('[K3] ends with the numbers of the report, and never loses anybody on the way', async () => {
    ws = await testWorkspace();
    const flow = ws.flow(branching([{ id: 'vip', rule: rule({ field: 'tags', operator: 'contains', value: 'vip' }) }]));
    expect(await replayCounts(ws, { flow })).toEqual({ version: null, at: [], here: {}, came: {} });
    ws.engine.startFlow(flow);
    expect(await replayCounts(ws, { flow })).toEqual({ version: 1, at: [], here: {}, came: {} });
    for (const n of [1, 2, 3, 4, 5]) {
      ws.clock.now += 7 * 3_600_000;
      ws.event(ws.contact(`c${n}`, { tags: n === 2 ? ['vip'] : [] }), 'go', ws.clock.now);
      await ws.engine.runUntilIdle();
    }
    const { at: times, here, came } = await replayCounts(ws, { flow });
    expect(times.length).toBeLessThanOrEqual(120);
    expect(times[0]).toBe('2026-03-02T16:00:00+00:00');
    for (const node of ws.report(flow).nodes) {
      expect(here[node.id]?.at(-1), node.id).toBe(node.waiting);
      expect(came[node.id]?.at(-1), node.id).toBe(node.entered);
    }
    // Who is at rest is counted there until the day is over.
    const resting = here.rest ?? [];
    expect(resting[0]).toBe(1);
    expect(Math.max(...resting)).toBe(3);
    expect(resting.every((n) => n >= 0)).toBe(true);
  });

  it('reads by index', async () => {
    ws = await testWorkspace();
    const details = (sql: string) =>
      ws.store.db
        .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map((row) => row.detail);
    expect(details("SELECT min(left_at) FROM steps WHERE version_id = 1 AND node = 'n'").join()).toMatch(
      /SEARCH steps USING (COVERING )?INDEX steps_node/,
    );
    expect(
      details("SELECT arrived_at FROM journeys WHERE version_id = 1 AND node = 'n' AND exited_at IS NULL").join(),
    ).toMatch(/SEARCH journeys USING (COVERING )?INDEX journeys_here/);
  });
});
