/** Profiles of one person. What merging means: contacts/merge.ts; what it does to flows: runtime/merge.ts. */
import { KaskadError } from '../../sdk/problem.ts';
import { shownAddress } from '../../sdk/push.ts';
import { formatInstant } from '../../sdk/time.ts';
import type { Store } from '../../store/store.ts';
import type { HostContext } from '../context.ts';
import { os } from './base.ts';

/** Groups merged, or merges taken back, in one call; the engine and other calls have their turn after each merge. */
const atOnce = 50;
/** What more contacts than this share is no sign of one person: a made-up phone, the shop's own address. */
const mostHolders = 5;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function rowOf(store: Store, id: number) {
  const row = store.contacts.row(id);
  if (row === null) throw new KaskadError('contact-missing', `There is no contact number ${id}.`, { contact: id });
  return { ...row, createdAt: formatInstant(row.createdAt, store.meta.get().timezone) };
}

function sideOf(store: Store, id: number) {
  const zone = store.meta.get().timezone;
  const profile = store.contacts.profile(id, { workspace: zone });
  if (profile === null) throw new KaskadError('contact-missing', `There is no contact number ${id}.`, { contact: id });
  return {
    contact: rowOf(store, id),
    timezone: profile.timezone,
    attributes: { ...profile.view.attributes },
    addresses: profile.addresses.map((one) => ({ ...one, value: shownAddress(one.kind, one.value) })),
    consents: profile.consents.map(({ channel, topic, granted, at }) => ({
      channel,
      topic,
      granted,
      at: formatInstant(at, zone),
    })),
    ...store.merges.countsOf(id),
  };
}

const named = (store: Store, flows: readonly string[]) =>
  [...new Set(flows)].map((flow) => ({ flow, name: store.flows.get(flow)?.name ?? flow }));

function changed({ changes }: HostContext): void {
  for (const topic of ['contacts', 'messages', 'flows', 'tasks']) changes.publish(topic);
}

export const mergesApi = {
  duplicates: os.merges.duplicates.handler(({ context: { store }, input }) => {
    const found = store.duplicates.groups(input.limit + 1, input.after);
    const groups = found.slice(0, input.limit).map(({ kind, value, contacts }) => ({
      kind,
      value,
      contacts: contacts.map((id) => rowOf(store, id)),
    }));
    return { groups, more: found.length > input.limit };
  }),

  preview: os.merges.preview.handler(({ context: { store, engine }, input }) => {
    const { keep, other, take } = input;
    const sides = { keep: sideOf(store, keep), other: sideOf(store, other) };
    return engine.foreseeMerge(keep, other, { take }, ({ ended, entering }) => ({
      ...sides,
      after: sideOf(store, keep),
      ended: named(
        store,
        ended.map(({ flow }) => flow),
      ),
      entering: named(store, entering),
    }));
  }),

  merge: os.merges.merge.handler(({ context, input: { keep, other, take } }) => {
    const { id, survivor } = context.engine.mergeContacts(keep, other, { take });
    changed(context);
    return { merge: id, contact: survivor };
  }),

  undo: os.merges.undo.handler(({ context, input }) => {
    const { survivor, merged } = context.engine.unmergeContacts(input.merge);
    changed(context);
    return { contacts: [survivor, merged] };
  }),

  of: os.merges.of.handler(({ context: { store }, input }) => {
    const zone = store.meta.get().timezone;
    return store.merges.of(input.contact).map(({ id, at, source, merged }) => ({
      merge: id,
      at: formatInstant(at, zone),
      source,
      other: rowOf(store, merged),
    }));
  }),

  share: os.merges.share.handler(({ context, input: { kind, value, apart } }) => {
    const { duplicates } = context.store;
    if (apart) duplicates.keepApart(kind, value, context.now());
    else duplicates.allow(kind, value);
    context.changes.publish('contacts');
    return {};
  }),

  some: os.merges.some.handler(async ({ context, input }) => {
    const { store, engine } = context;
    const groups = store.duplicates.groups(atOnce + 1, null, { kinds: input.kinds, most: mostHolders });
    let batch = input.batch;
    let merged = 0;
    for (const { kind, value } of groups.slice(0, atOnce)) {
      // Of a merge before, somebody of the group may have gone already.
      const [keep, ...others] = store.duplicates.holders(kind, value);
      if (keep === undefined) continue;
      for (const other of others) {
        const done = engine.mergeContacts(keep, other, { source: kind, batch });
        if (batch === null) {
          store.merges.beginBatch(done.id);
          batch = done.id;
        }
        merged++;
        await turn();
      }
    }
    if (merged > 0) changed(context);
    return { merged, batch, more: groups.length > atOnce };
  }),

  undoSome: os.merges.undoSome.handler(async ({ context, input }) => {
    const all = context.store.merges.ofBatch(input.batch);
    const some = all.slice(0, atOnce);
    for (const merge of some) {
      context.engine.unmergeContacts(merge);
      await turn();
    }
    if (some.length > 0) changed(context);
    return { undone: some.length, more: all.length > some.length };
  }),
};
