/** Saved segments, and scores of purchases. */
import { KaskadError } from '../../sdk/problem.ts';
import { isRuleGroup, type RuleGroup } from '../../sdk/rule.ts';
import { formatInstant } from '../../sdk/time.ts';
import type { Store } from '../../store/store.ts';
import { ruleContextOf } from '../contact-profile.ts';
import { scoreNow } from '../scoring.ts';
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

  rfm: os.segments.rfm.handler(({ context: { store } }) => gridOf(store)),

  scoreRfm: os.segments.scoreRfm.handler(async ({ context, input }) => {
    await scoreNow(context, input);
    return gridOf(context.store);
  }),
};
