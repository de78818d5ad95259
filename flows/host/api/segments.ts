/** Saved segments, and scores of purchases. */
import { KaskadError } from '../../sdk/problem.ts';
import { isRuleGroup, type RuleGroup } from '../../sdk/rule.ts';
import { formatInstant } from '../../sdk/time.ts';
import { explain } from '../../segments/memory.ts';
import type { Store } from '../../store/store.ts';
import { needContact, ruleContextOf } from '../contact-profile.ts';
import { scoreNow } from '../scoring.ts';
import { lookAtSegment } from '../segment-looks.ts';
import { os } from './base.ts';

function gridOf(store: Store) {
  const state = store.rfm.state();
  const scored = state === null ? null : { ...state, at: formatInstant(state.at, store.meta.get().timezone) };
  return { scored, cells: state === null ? [] : store.rfm.grid() };
}

/** Does the rule name the segment, at any depth? */
function names(rule: RuleGroup, segment: string): boolean {
  return rule.rules.some((one) => {
    if (isRuleGroup(one)) return names(one, segment);
    if (one.field !== 'segment') return false;
    return Array.isArray(one.value) ? one.value.includes(segment) : one.value === segment;
  });
}

function listOf(store: Store) {
  const { timezone } = store.meta.get();
  const all = store.segments.list();
  const flows = all.length === 0 ? [] : store.flows.list();
  return all.map(({ updatedAt, ...segment }) => ({
    ...segment,
    updatedAt: formatInstant(updatedAt, timezone),
    flows: flows
      .filter(({ draft, bindings }) =>
        Object.keys(draft.slots?.segments ?? {}).some((slot) => bindings[slot] === segment.id),
      )
      .map(({ id, name }) => ({ flow: id, name })),
  }));
}

/** A rule and a list do not become one another. Throws `segment-by-hand` or `list-missing`. */
function refuseByHand(store: Store, id: string, byHand: boolean): void {
  if ((store.segments.get(id)?.byHand ?? false) !== byHand) return;
  throw byHand
    ? new KaskadError('segment-by-hand', 'The members of this segment were chosen one by one: it has no rule.', { id })
    : new KaskadError('list-missing', 'This list is not here any more. Choose another.', { list: id });
}

const day = 86_400_000;
/** What the small picture in the list shows. */
const trendDays = 30;
const trendPoints = 40;

/** At most so many of them, evenly, with the first and the last. */
const spread = (values: readonly number[]): number[] =>
  values.length <= trendPoints
    ? [...values]
    : Array.from(
        { length: trendPoints },
        (_, n) => values[Math.round((n * (values.length - 1)) / (trendPoints - 1))] as number,
      );

function looksOf(store: Store, id: string) {
  const { timezone } = store.meta.get();
  const look = store.segmentSizes.lookOf(id);
  return {
    since: look === null ? null : formatInstant(look.since, timezone),
    lookedAt: look === null ? null : formatInstant(look.at, timezone),
  };
}

export const segmentsApi = {
  list: os.segments.list.handler(({ context: { store } }) => listOf(store)),

  save: os.segments.save.handler(({ context, input }) => {
    const { store, now } = context;
    if (input.id !== undefined) refuseByHand(store, input.id, true);
    const save = store.db.transaction(() => {
      const id = store.segments.save(input, now());
      // A rule that cannot be asked, or that comes back to itself, is not kept.
      store.contacts.checkRule(input.rule, ruleContextOf(context));
      return id;
    });
    const id = save.immediate();
    context.changes.publish('contacts');
    context.changes.publish('flows');
    const saved = store.segments.get(id);
    // From now on it is known who comes and goes; nobody waits for it.
    if (saved !== null) void lookAtSegment(context, saved).catch(() => undefined);
    return { id };
  }),

  saveList: os.segments.saveList.handler(({ context, input }) => {
    const { store, now } = context;
    if (input.id !== undefined) refuseByHand(store, input.id, false);
    const id = store.segments.saveList(input, now());
    context.changes.publish('contacts');
    context.changes.publish('flows');
    return { id };
  }),

  remove: os.segments.remove.handler(({ context, input: { id } }) => {
    const { store } = context;
    const all = listOf(store);
    const users = [
      ...(all.find((one) => one.id === id)?.flows.map(({ name }) => name) ?? []),
      ...all.filter((one) => one.id !== id && names(one.rule, id)).map(({ name }) => name),
    ];
    if (users.length > 0) {
      throw new KaskadError(
        'segment-in-use',
        `The segment is used by: ${users.join(', ')}. Choose another one there first, then delete it.`,
        { users: users.join(', ') },
      );
    }
    store.segments.remove(id);
    context.changes.publish('contacts');
    return {};
  }),

  trends: os.segments.trends.handler(({ context: { store, now } }) => {
    const from = now() - trendDays * day;
    return store.segments.list().map(({ id }) => ({
      id,
      ...looksOf(store, id),
      sizes: spread(store.segmentSizes.points(id, from).map(({ size }) => size)),
    }));
  }),

  history: os.segments.history.handler(({ context: { store }, input: { id } }) => {
    const { timezone } = store.meta.get();
    const points = store.segmentSizes.points(id, 0);
    return { ...looksOf(store, id), points: points.map((one) => ({ ...one, at: formatInstant(one.at, timezone) })) };
  }),

  look: os.segments.look.handler(async ({ context, input: { id } }) => {
    const segment = context.store.segments.get(id);
    if (segment === null) {
      throw new KaskadError('segment-missing', 'There is no such segment any more.', { segment: id });
    }
    await lookAtSegment(context, segment);
    return {};
  }),

  why: os.segments.why.handler(({ context, input }) => {
    const asked = ruleContextOf(context);
    const facts = context.store.facts.load(needContact(context.store, input.contact), asked);
    if (facts === null) {
      throw new KaskadError('contact-missing', 'This contact was deleted, or merged into another one.', {
        contact: input.contact,
      });
    }
    return explain(input.rule, facts, asked);
  }),

  channels: os.segments.channels.handler(async ({ context, input, signal }) => {
    const { store } = context;
    const able = store.accounts.list().flatMap(({ capabilities }) => capabilities);
    const channels = [...new Set(able.flatMap((one) => (one.startsWith('send.') ? [one.slice(5)] : [])))].sort();
    const steps = store.reach.everywhere(input.rule, ruleContextOf(context), channels);
    for (;;) {
      const { value, done } = steps.next();
      if (done === true) return value;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    }
  }),

  rfm: os.segments.rfm.handler(({ context: { store } }) => gridOf(store)),

  scoreRfm: os.segments.scoreRfm.handler(async ({ context, input }) => {
    await scoreNow(context, input);
    return gridOf(context.store);
  }),
};
