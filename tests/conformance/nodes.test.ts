/** What every folder under `nodes/` must satisfy. A new folder is tested unasked. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  type Cohort,
  categories,
  type Step,
  type StepArgs,
  type StepInput,
  sendingsOf,
  type TriggerPlan,
  type VisitMessage,
} from '../../flows/sdk/node.ts';
import {
  type Memory,
  type MessageResult,
  type OperationResult,
  type Outcome,
  reachGoal,
  type SignalWait,
} from '../../flows/sdk/outcome.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import type { RuleGroup } from '../../flows/sdk/rule.ts';
import { taskDone, taskSignal } from '../../flows/sdk/tasks.ts';
import { arbitraryOf } from '../kit/arbitrary.ts';
import { languages, loadNodeFolder, type NodeFolder, nodeTypes } from '../kit/node-folders.ts';
import { contactView, eventView, stepArgs } from '../kit/step-args.ts';
import { impurities } from './node-source.ts';
import { keysOf, stringFaults, textAt, variablesOf } from './strings.ts';

const runs = 150;

type Config = Record<string, unknown>;
const parsed = (folder: NodeFolder, config: unknown): Config => folder.spec.config.parse(config) as Config;

/** Configs as authors may have them, and what a person is like who comes by. */
const configs = (folder: NodeFolder): fc.Arbitrary<Config> =>
  fc
    .oneof(
      { weight: 1, arbitrary: fc.constant(folder.spec.defaults as Config) },
      { weight: 9, arbitrary: arbitraryOf(folder.spec.config) as fc.Arbitrary<Config> },
    )
    .map((config) => parsed(folder, config));

const attributes = fc.record({
  points: fc.oneof(fc.integer(), fc.constant(null)),
  main: fc.constantFrom('2026-06-05', '2020-01-01', 'soon', ''),
});
const contacts = fc
  .record({
    id: fc.nat(),
    attributes,
    tags: fc.subarray(['customer', 'vip']),
    language: fc.constantFrom('en', 'uk', null),
  })
  .map(contactView);
/** Stored events come from JSON, which has no negative zero. */
const positiveZero = (value: number): number => value + 0;
const events = fc.option(
  fc
    .record({
      total: fc.oneof(fc.double({ noNaN: true }).map(positiveZero), fc.string()),
      main: fc.constantFrom('2026-07-01', 7),
    })
    .map((props) => eventView('order.created', props)),
);
const moments = fc.record({
  ms: fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) }),
  zone: fc.constantFrom('Europe/Kyiv', 'America/New_York', 'UTC'),
});
const results: fc.Arbitrary<MessageResult> = fc.constantFrom(
  { status: 'sent' as const },
  { status: 'unknown' as const },
  { status: 'suppressed' as const, reason: 'no-consent' },
  { status: 'failed' as const, reason: 'bad-request' },
);

const times = fc.constantFrom(null, Date.UTC(2026, 0));
const visitMessages: fc.Arbitrary<VisitMessage> = fc.record({
  id: fc.nat(),
  channel: fc.constantFrom('email', 'sms', 'telegram'),
  sentAt: times,
  deliveredAt: times,
  readAt: times,
  clickedAt: times,
  repliedAt: times,
  failedAt: times,
});

/** A rule holds or not for a contact: by chance, but always the same. Stands in for the evaluator, which has its own tests. */
const chance = (rule: RuleGroup, contact: number): boolean => {
  let hash = contact;
  for (const letter of JSON.stringify(rule)) hash = (hash * 31 + letter.charCodeAt(0)) | 0;
  return hash % 3 === 0;
};

const situations = (folder: NodeFolder): fc.Arbitrary<StepArgs<unknown>> =>
  fc
    .record({
      config: configs(folder),
      contact: contacts,
      event: events,
      now: moments,
      late: fc.nat({ max: 100_000 }),
      sticky: fc.nat({ max: 9999 }),
      renders: fc.boolean(),
      active: fc.constantFrom('email', 'sms', 'telegram', ''),
      messages: fc.array(visitMessages, { maxLength: 3 }),
      written: fc.array(fc.record({ id: fc.integer({ min: 1 }), channel: fc.constant('sms'), text: fc.string() }), {
        maxLength: 2,
      }),
      tells: fc.boolean(),
    })
    .map(({ late, renders, active, messages, written, tells, ...args }) =>
      stepArgs<unknown>(args.config, {
        ...args,
        arrivedAt: args.now.ms - late,
        channelActivity: (channel) => (channel === active ? args.now.ms - late : null),
        messages: () => messages,
        wrote: (after) => written.filter(({ id }) => id > after),
        tells: () => tells,
        matches: (rule) => chance(rule, args.contact.id),
        render: (template) => {
          if (!renders) throw new KaskadError('bad-template', 'The template cannot be rendered.');
          return template;
        },
      }),
    );

const operated: OperationResult[] = [
  { status: 'done', value: {} },
  { status: 'done', value: { status: 200, ok: true, body: { points: 5, main: ['a'] } } },
  { status: 'done', value: { status: 404, ok: false, body: 'nothing here' } },
  { status: 'failed', reason: 'unreachable' },
  { status: 'failed', reason: 'unknown' },
];

/** What may come back to a node that answered so. */
const nextInputs = (outcome: Outcome, result: MessageResult): StepInput[] => {
  if (outcome.kind === 'sleep' || outcome.kind === 'throttle') return [{ kind: 'timer' }];
  if (outcome.kind === 'send') return [{ kind: 'returned', result }, ...signalsOf(outcome.meanwhile ?? [])];
  if (outcome.kind === 'operate') return operated.map((one) => ({ kind: 'operated', result: one }));
  if (outcome.kind !== 'wait' && outcome.kind !== 'task') return [];
  const signals = signalsOf(
    outcome.kind === 'wait' ? outcome.for : [{ id: taskSignal, event: taskDone }],
    outcome.kind === 'task' ? { outcome: outcome.task.outcomes[0]?.id } : {},
  );
  return outcome.until === null ? signals : [...signals, { kind: 'timer' }];
};

const signalsOf = (waits: readonly SignalWait[], props: Record<string, unknown> = {}): StepInput[] =>
  waits.map(({ id, event }) => ({ kind: 'signal', outcome: id, event: eventView(event, props) }));

/** A memory left out stays as it was. */
const memoryAfter = (outcome: Outcome, before: Memory): Memory =>
  'memory' in outcome && outcome.memory !== undefined ? outcome.memory : before;

function outletsOf(outcome: Outcome): string[] {
  if ('outlet' in outcome) return [outcome.outlet];
  return outcome.kind === 'goal' && 'outlet' in outcome.then ? [outcome.then.outlet] : [];
}

function byCohort(cohort: ReturnType<Cohort>, args: StepArgs<unknown>): Outcome | null {
  const { sticky, matches, arrivedAt, now } = args;
  const arrived = { ms: arrivedAt, zone: now.zone };
  switch (cohort?.kind) {
    case 'go':
      return { kind: 'go', outlet: cohort.outlet };
    case 'exit':
      return { kind: 'exit', reason: cohort.reason };
    case 'branch':
      return { kind: 'go', outlet: cohort.branches.find(({ rule }) => matches(rule))?.outlet ?? cohort.otherwise };
    case 'split':
      return { kind: 'go', outlet: cohort.arms.find(({ upTo }) => sticky < upTo)?.outlet ?? '' };
    case 'sleep':
      if (!cohort.zoned) expect(cohort.until({ ...arrived, zone: 'Asia/Kathmandu' })).toBe(cohort.until(arrived));
      return { kind: 'sleep', until: cohort.until(arrived) };
    case 'wait':
      for (const { node } of cohort.for) expect(node, 'a cohort waits for no message').toBeUndefined();
      return { kind: 'wait', for: cohort.for, until: cohort.until?.(arrived) ?? null };
    case 'goal':
      return reachGoal(cohort.value, cohort.next);
    case 'change':
      return { kind: 'change', changes: cohort.changes, outlet: cohort.outlet };
    case 'send':
      return { kind: 'send', message: cohort.message };
    default:
      return null;
  }
}

/** What the timer of a cohort leads to. */
const afterTimer = (cohort: ReturnType<Cohort>): Outcome | null =>
  cohort?.kind === 'sleep'
    ? { kind: 'go', outlet: cohort.next }
    : cohort?.kind === 'wait' && cohort.timeout !== null
      ? { kind: 'go', outlet: cohort.timeout }
      : null;
/** A trigger's plan without its functions, which are never the same twice. */
const asData = (plan: TriggerPlan): unknown => JSON.parse(JSON.stringify(plan));

/** What a contact's date may be. */
const dates = ['1984-02-29', '2026-06-05', '2027-01-01T00:30:00+14:00', '2026-12-31 23:59', 'soon', 7, null];

/** What an event trigger may be asked about. */
const said = [
  eventView('message.received', { channel: 'telegram', text: 'Key word' }),
  eventView('message.received', { text: 7 }),
  eventView('order.created', {}),
];

const withoutWhy = (outcome: Outcome): Outcome => {
  if (outcome.kind !== 'go') return outcome;
  return { kind: 'go', outlet: outcome.outlet };
};

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

const valueAt = (config: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], config);

/** Ids that the author gave: their labels are the author's names. */
const authorsIds = (config: unknown): string[] =>
  [...JSON.stringify(config).matchAll(/"id":"([^"]+)"/g)].map((match) => match[1] ?? '');

it('finds the folders by itself', () => {
  expect(nodeTypes.length).toBeGreaterThan(0);
});

describe.each(nodeTypes)('nodes/%s', async (type) => {
  const folder = await loadNodeFolder(type);
  const { spec, step, trigger, cohort, strings } = folder;

  it('has a description whose defaults parse', () => {
    expect(spec.type).toBe(type);
    expect(categories).toContain(spec.category);
    expect(Number.isInteger(spec.version) && spec.version >= 1).toBe(true);
    expect(spec.config.safeParse(spec.defaults).error).toBeUndefined();
    if (spec.channel !== undefined) expect(spec.category).toBe('channel');
    // A message node says by which channels it writes: one, or what its config says, which may be none.
    if (spec.category === 'channel') expect([spec.channel, spec.sends]).not.toEqual([undefined, undefined]);
    expect([spec.channel, spec.sends], 'both channel and sends').toContain(undefined);
  });

  it('has an upgrade from every older version', () => {
    expect(Object.keys(spec.upgrades).map(Number)).toEqual(Array.from({ length: spec.version - 1 }, (_, i) => i + 1));
  });

  it('refuses keys it does not know, and keeps a config as it was written', () => {
    expect(spec.config.safeParse({ ...(spec.defaults as Config), 'no-such-key': 1 }).success).toBe(false);
    fc.assert(
      fc.property(arbitraryOf(spec.config), (config) => {
        expect(spec.config.parse(config)).toEqual(config);
      }),
      { numRuns: runs },
    );
  });

  it('can be described as JSON Schema, with a title on every field', () => {
    const schema = z.toJSONSchema(spec.config, { io: 'input' }) as { properties?: Record<string, Config> };
    for (const [name, property] of Object.entries(schema.properties ?? {}))
      expect(property.title ?? property.$ref, `the field ${name} has no title`).toBeDefined();
  });

  it('has outlets that are unique, for any config', () => {
    fc.assert(
      fc.property(configs(folder), (config) => {
        const outlets = spec.outlets(config);
        expect(new Set(outlets).size).toBe(outlets.length);
        for (const outlet of outlets) expect(outlet).toMatch(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/);
      }),
      { numRuns: runs },
    );
  });

  it('refers to what really stands at the paths it names', () => {
    fc.assert(
      fc.property(configs(folder), (config) => {
        const found = spec.references?.(config) ?? {};
        for (const { slot, path } of [...(found.accounts ?? []), ...(found.segments ?? []), ...(found.flows ?? [])])
          expect(valueAt(config, path)).toBe(slot);
        for (const { id, path } of found.nodes ?? []) expect(valueAt(config, path)).toBe(id);
        for (const { text, path } of found.templates ?? []) expect(valueAt(config, path)).toBe(text);
        for (const { rule, path } of found.rules ?? []) expect(valueAt(config, path)).toEqual(rule);
        // Who writes to contacts names one account a channel; others may use accounts as they need.
        if (spec.channel !== undefined || spec.sends !== undefined)
          expect((found.accounts ?? []).map(({ capability }) => capability)).toEqual(
            sendingsOf(spec, config).map(({ channel }) => `send.${channel}`),
          );
      }),
      { numRuns: runs },
    );
  });

  it('says what is wrong at a place, in words, in three languages', () => {
    fc.assert(
      fc.property(configs(folder), (config) => {
        for (const problem of spec.check?.(config) ?? []) {
          expect(problem.message.trim()).not.toBe('');
          expect(problem.code).toMatch(/^[a-z]+(-[a-z0-9]+)+$/);
          const parent = problem.path.split('.').slice(0, -1).join('.');
          expect(parent === '' ? config : valueAt(config, parent)).toBeDefined();
          for (const language of languages) {
            const key = `problems.${problem.code}`;
            const text = textAt(strings[language], key) ?? textAt(strings[language], `${key}_other`);
            expect(text, `strings/${language}.json: ${key}`).toBeDefined();
          }
        }
      }),
      { numRuns: runs },
    );
  });

  it('steps the same way each time, leaves what it is given alone, and uses only its own outlets', () => {
    const once = (args: StepArgs<unknown>, input: StepInput): Outcome => {
      const outcome = step({ ...args, input });
      expect((step as Step)({ ...args, input })).toEqual(outcome);
      expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
      for (const outlet of outletsOf(outcome)) expect(spec.outlets(args.config)).toContain(outlet);
      if (outcome.kind === 'exit') expect(outcome.reason.trim()).not.toBe('');
      if (outcome.kind === 'sleep') expect(Number.isSafeInteger(outcome.until)).toBe(true);
      return outcome;
    };
    const visit = fc.array(fc.record({ result: results, pick: fc.nat() }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(situations(folder), visit, (args, moves) => {
        deepFreeze(args.config);
        deepFreeze(args.contact);
        const sent: string[] = [];
        let memory: Memory = args.memory;
        let outcome = once({ ...args, memory }, { kind: 'arrived' });
        for (const { result, pick } of moves) {
          memory = memoryAfter(outcome, memory);
          if (outcome.kind === 'send' || outcome.kind === 'operate') {
            expect(sent, 'a node sends or operates again only with another memory').not.toContain(
              JSON.stringify(memory),
            );
            sent.push(JSON.stringify(memory));
            // At send time it is asked anew with what it remembered, and must say the same.
            expect(once({ ...args, memory }, { kind: 'arrived' })).toEqual(outcome);
          }
          const inputs = nextInputs(outcome, result);
          const input = inputs[pick % Math.max(1, inputs.length)];
          if (input === undefined) return;
          outcome = once({ ...args, memory }, input);
        }
      }),
      { numRuns: 2 * runs },
    );
  });

  it('moves a whole cohort as it moves each person', () => {
    if (cohort === null) return;
    fc.assert(
      fc.property(situations(folder), (args) => {
        const set = cohort(args.config);
        const together = byCohort(set, args);
        if (together !== null) expect(withoutWhy(step(args))).toEqual(together);
        const later = afterTimer(set);
        if (later !== null) expect(withoutWhy(step({ ...args, input: { kind: 'timer' } }))).toEqual(later);
      }),
      { numRuns: 3 * runs },
    );
  });

  it('lets contacts in if it is a trigger, and only then', () => {
    expect(trigger !== null).toBe(spec.category === 'trigger');
    if (trigger === null) return;
    const segment: RuleGroup = { combinator: 'and', rules: [{ field: 'country', operator: '=', value: 'UA' }] };
    fc.assert(
      fc.property(configs(folder), moments, (config, now) => {
        const plan = trigger(config, now, () => segment);
        const again = trigger(config, now, () => segment);
        expect(asData(again)).toEqual(asData(plan));
        if (plan.kind === 'schedule' && again.kind === 'schedule') {
          const next = plan.next(now);
          expect(again.next(now)).toBe(next);
          if (next !== null) expect(next).toBeGreaterThan(now.ms);
        }
        if (plan.kind === 'date' && again.kind === 'date') {
          for (const value of dates) {
            const next = plan.next(value, now, null);
            expect(again.next(value, now, null)).toEqual(next);
            if (next === null) continue;
            expect(next.at).toBeGreaterThan(now.ms);
            const later = plan.next(value, { ...now, ms: next.at }, next.day);
            if (later !== null) expect(later.at > next.at && later.day > next.day).toBe(true);
          }
        }
        if (plan.kind === 'event' && again.kind === 'event') {
          const taken = said.map((event) => plan.accepts?.(event));
          expect(said.map((event) => again.accepts?.(event))).toEqual(taken);
        }
      }),
      { numRuns: runs },
    );
  });

  it('has the same words in English, Russian and Ukrainian, with all plural forms', () => {
    for (const language of languages) {
      expect(stringFaults(strings[language], language)).toEqual([]);
      expect(keysOf(strings[language])).toEqual(keysOf(strings.en));
      expect(variablesOf(strings[language])).toEqual(variablesOf(strings.en));
      for (const key of ['name', 'description', 'keywords'])
        expect(textAt(strings[language], key), `strings/${language}.json: ${key}`).toBeDefined();
      for (const group of ['outlets', 'fields', 'summary']) expect(strings[language][group]).toBeTypeOf('object');
    }
  });

  it('names its outlets and fields', () => {
    for (const field of Object.keys((spec.config as z.ZodObject).shape))
      expect(textAt(strings.en, `fields.${field}.label`), `fields.${field}.label`).toBeDefined();
    fc.assert(
      fc.property(configs(folder), (config) => {
        const own = authorsIds(config);
        for (const outlet of spec.outlets(config))
          if (!own.includes(outlet)) expect(textAt(strings.en, `outlets.${outlet}`), `outlets.${outlet}`).toBeDefined();
      }),
      { numRuns: runs },
    );
  });

  it('has a form', () => {
    expect(folder.source('editor.tsx') ?? '').toMatch(/^export const editor\b/m);
  });

  it.each(folder.modules)('%s is pure', (file) => {
    expect(impurities(folder.source(file) ?? '', file)).toEqual([]);
  });

  it('has a description and a step', () => {
    expect(folder.modules).toEqual(expect.arrayContaining(['schema.ts', 'step.ts']));
  });
});
