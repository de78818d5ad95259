/** Letters: how they look, parts of them that are kept, and one sent for a try. */
import { filesOf } from '../../runtime/files.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { formatInstant } from '../../sdk/time.ts';
import { renderedMessage } from '../rendered-message.ts';
import { os } from './base.ts';

/** Stands before the subject, the same in every language: the one who gets it asked for it. */
const testMark = '[Test]';

const partMissing = (part: number) =>
  new KaskadError('part-missing', 'This part is no longer kept. Refresh the list.', { part });

export const lettersApi = {
  brand: os.letters.brand.handler(({ context: { store } }) => store.meta.brand()),

  saveBrand: os.letters.saveBrand.handler(({ context: { store, engine, changes }, input }) => {
    store.meta.setBrand(input);
    engine.brandChanged();
    changes.publish('brand');
    return {};
  }),

  parts: os.letters.parts.handler(({ context: { store } }) => {
    const { timezone } = store.meta.get();
    return store.letterParts
      .list()
      .map(({ id, updatedAt, ...part }) => ({ part: id, ...part, updatedAt: formatInstant(updatedAt, timezone) }));
  }),
  keepPart: os.letters.keepPart.handler(({ context: { store, changes, now }, input }) => {
    const part = store.letterParts.keep(input, now());
    changes.publish('letter-parts');
    return { part };
  }),
  renamePart: os.letters.renamePart.handler(({ context: { store, changes, now }, input }) => {
    if (!store.letterParts.rename(input.part, input.name, now())) throw partMissing(input.part);
    changes.publish('letter-parts');
    return {};
  }),
  removePart: os.letters.removePart.handler(({ context: { store, changes }, input }) => {
    if (!store.letterParts.remove(input.part)) throw partMissing(input.part);
    changes.publish('letter-parts');
    return {};
  }),
  restorePart: os.letters.restorePart.handler(({ context: { store, changes, now }, input }) => {
    const { part: id, ...rest } = input;
    store.letterParts.restore({ ...rest, id, updatedAt: now() });
    changes.publish('letter-parts');
    return {};
  }),

  test: os.letters.test.handler(async ({ context, input }) => {
    const { store, engine } = context;
    const account = store.accounts.get(input.account);
    if (account === null) {
      throw new KaskadError('account-missing', 'This account is no longer there. Choose another one.', {
        account: input.account,
      });
    }
    const { parts, errors } = await renderedMessage(context, input);
    const [wrong] = errors;
    if (wrong !== undefined) throw new KaskadError('render-failed', wrong.message, { detail: wrong.message });
    const files = filesOf(store.files, parts, input.attachments);
    const result = await engine.sendTest(input.account, {
      channel: 'email',
      to: input.to,
      toName: null,
      parts: { ...parts, subject: `${testMark} ${parts.subject ?? ''}`.trim() },
      buttons: [],
      ...(files.length === 0 ? {} : { files }),
    });
    return { ...result, sandbox: account.type === 'sandbox' };
  }),
};
