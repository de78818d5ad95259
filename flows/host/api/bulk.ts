/** Changes of many contacts at once. */
import type { BulkChange, BulkTarget } from '../../api/bulk.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { everybody } from '../../sdk/rule.ts';
import { formatInstant } from '../../sdk/time.ts';
import type { BulkAction } from '../../store/bulk-actions.ts';
import type { Store } from '../../store/store.ts';
import { carryOn } from '../bulk.ts';
import { ruleContextOf } from '../contact-profile.ts';
import type { HostContext } from '../context.ts';
import { os } from './base.ts';
import { counted, normalised } from './contacts.ts';

/** So many are tried before: it is one transaction, and others wait. */
const triedAtMost = 500;

const shown = (store: Store, { id, at, ...rest }: BulkAction) => ({
  ...rest,
  action: id,
  at: formatInstant(at, store.meta.get().timezone),
});

/** As an import would read it; a list must be there. Throws `bad-value` or `list-missing`. */
function checked({ store }: HostContext, change: BulkChange): BulkChange {
  if (change.kind === 'set') return { ...change, value: plainValue(normalised(change.field, change.value, null)) };
  if (change.kind !== 'list' && change.kind !== 'unlist') return change;
  if (store.segments.get(change.list)?.byHand === true) return change;
  throw new KaskadError('list-missing', 'This list is not here any more. Choose another.', { list: change.list });
}

const plainValue = (value: unknown): string | number | boolean | null =>
  typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value !== '') ? value : null;

async function totalOf(context: HostContext, target: BulkTarget, signal: AbortSignal | undefined): Promise<number> {
  if ('ids' in target) return new Set(target.ids).size;
  const { rule, search, except } = target;
  const { total } = context.store.contacts.list(
    { rule, search, sort: 'createdAt', descending: true, offset: 0, limit: 1 },
    ruleContextOf(context),
  );
  return Math.max(0, (total ?? (await counted(context, rule ?? everybody, signal))) - except.length);
}

export const bulkApi = {
  preview: os.bulk.preview.handler(async ({ context, input, signal }) => {
    const { store, engine, now } = context;
    const change = checked(context, input.change);
    const total = await totalOf(context, input.target, signal);
    const ids = store.bulkActions.some(input.target, ruleContextOf(context), triedAtMost);
    const { result, entering } = engine.foresee(
      () => ids.filter((id) => store.bulkActions.apply(id, change, now()) !== undefined).length,
    );
    store.contacts.forgetNewNames();
    return {
      total,
      tried: ids.length,
      changed: result,
      entering: entering.map(({ flow, contacts }) => ({
        flow,
        name: store.flows.get(flow)?.name ?? flow,
        contacts,
      })),
    };
  }),

  start: os.bulk.start.handler(async ({ context, input, signal }) => {
    const { store, now, changes } = context;
    const change = checked(context, input.change);
    const total = await totalOf(context, input.target, signal);
    const id = store.bulkActions.begin(change, input.target, total, now());
    changes.publish('bulk');
    carryOn(context);
    return shown(store, store.bulkActions.get(id));
  }),

  get: os.bulk.get.handler(({ context: { store }, input }) => shown(store, store.bulkActions.get(input.action))),

  recent: os.bulk.recent.handler(({ context: { store } }) =>
    store.bulkActions.recent(20).map((one) => shown(store, one)),
  ),

  cancel: os.bulk.cancel.handler(({ context: { store, now, changes }, input }) => {
    store.bulkActions.cancel(input.action, now());
    changes.publish('bulk');
    return shown(store, store.bulkActions.get(input.action));
  }),

  undo: os.bulk.undo.handler(({ context, input }) => {
    const { store, changes } = context;
    store.bulkActions.undo(input.action);
    changes.publish('bulk');
    carryOn(context);
    return shown(store, store.bulkActions.get(input.action));
  }),
};
