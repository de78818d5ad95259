/** Signing in to an account through the browser. Part of accounts.ts. */
import { KaskadError } from '../../sdk/problem.ts';
import { signInOf } from '../accounts.ts';
import type { HostContext } from '../context.ts';
import { signInsOf } from '../sign-in/sign-ins.ts';
import { os } from './base.ts';

/** The next message opens the account anew, with what holds now. */
function changed({ engine, changes }: HostContext, account: string): void {
  engine.accountChanged(account);
  engine.wake();
  changes.publish('accounts');
  changes.publish('notices');
}

export const signInApi = {
  beginSignIn: os.accounts.beginSignIn.handler(async ({ context, input: { account, language } }) => {
    const client = await signInOf(context, account);
    if (client === null)
      throw new KaskadError(
        'no-sign-in-here',
        `"${context.store.accounts.need(account).name}" does not sign in through the browser. Choose so in its settings.`,
        { account },
      );
    return signInsOf(context).begin(account, client, language, () => {
      // Whatever it rested for, what waits may leave now.
      context.store.accounts.resume(account);
      changed(context, account);
    });
  }),

  awaitSignIn: os.accounts.awaitSignIn.handler(async ({ context, input: { attempt } }) => {
    const outcome = await signInsOf(context).outcome(attempt);
    return { outcome: outcome.kind, detail: 'detail' in outcome ? outcome.detail : '' };
  }),

  cancelSignIn: os.accounts.cancelSignIn.handler(({ context, input: { attempt } }) => {
    signInsOf(context).cancel(attempt);
    return {};
  }),

  signOut: os.accounts.signOut.handler(async ({ context, input: { account } }) => {
    const signedOut = await signInsOf(context).signOut(account, await signInOf(context, account));
    changed(context, account);
    return signedOut;
  }),
};
