/** What is done to one person by hand, or by themselves on a page. */
import type { Engine } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { eraseContact } from './erase.ts';
import { foresee } from './foresee.ts';
import { foreseen, mergeContacts, tried, unmergeContacts } from './merge.ts';
import { redeem } from './offers.ts';
import { leaveUnreachable } from './unreachable.ts';

type PersonCommands = Pick<
  Engine,
  'mergeContacts' | 'foreseeMerge' | 'unmergeContacts' | 'eraseContact' | 'foresee' | 'redeemOffer' | 'answerConsents'
>;

export function personCommands({ rt, stepper, refresh, act }: EngineParts): PersonCommands {
  const { store } = rt;
  return {
    mergeContacts: (keep, other, how = {}) => act(() => mergeContacts(rt, stepper, keep, other, how)),
    foreseeMerge(keep, other, how, look) {
      refresh();
      return tried(rt, () => look(foreseen(rt, stepper, keep, other, how)));
    },
    unmergeContacts: (merge) => act(() => unmergeContacts(rt, merge)),
    eraseContact: (contact, how, certify = () => '') =>
      act(() => {
        const erased = eraseContact(rt, stepper, contact, how);
        const content = certify(erased);
        store.personRequests.certify(erased.request, content);
        return { ...erased, content };
      }),
    foresee(change) {
      refresh();
      return foresee(rt, stepper, change);
    },
    redeemOffer: (offer, contact, code) => act(() => redeem(rt, offer, contact, code, 'hand', rt.now())),
    answerConsents: (contact, answers, source) =>
      act(() => {
        if (store.contacts.isDeleted(contact)) return;
        for (const answer of answers) store.contacts.setConsent(contact, answer, rt.now(), source);
        if (answers.some(({ granted }) => !granted)) leaveUnreachable(rt, stepper.end, contact);
        rt.topics.add('contacts');
      }),
  };
}
