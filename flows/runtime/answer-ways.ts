/**
 * By which channels a person may be answered: those in which they wrote, each through the account by which that came. And what leaves
 * then.
 */
import { escapeHtml } from '../content/filters.ts';
import { rulesOf } from '../sdk/channel-rules.ts';
import { addressKindOf, isTalkedIn } from '../sdk/channels.ts';
import type { Millis } from '../sdk/time.ts';
import { isUsable } from '../segments/addresses.ts';
import type { Account } from '../store/accounts.ts';
import type { Store } from '../store/store.ts';

/** Longest answer where the vendor names no limit: more is a letter, not an answer. */
export const longestAnswer = 10_000;
/** Of an SMS: what is longer some vendors refuse. */
const longestSms = 1600;

/** Where bytes are counted: a letter takes two at most, but for signs that nobody answers with alone. */
const halved = (bytes: number | null): number | null => (bytes === null ? null : Math.floor(bytes / 2));

const canSend = (account: Account | null, channel: string): account is Account =>
  account?.capabilities.includes(`send.${channel}`) === true;

/** A channel in which the person wrote, and by which one may answer. */
export interface AnswerWay {
  channel: string;
  /** Null where there is none that could send. */
  account: string | null;
  accountName: string | null;
  sandbox: boolean;
  /** The address it goes to. */
  to: string | null;
  /** The account by which the person wrote, where another one has to answer. */
  insteadOf: { name: string; why: 'gone' | 'cannot-send' } | null;
  /** The account is paused: the answer waits until then. */
  accountPausedUntil: Millis | null;
  /** One may write until then. */
  windowUntil: Millis | null;
  /** Characters. */
  textLimit: number | null;
  /** Why there is no answering now; null: there is. */
  cannot: 'no-account' | 'no-address' | 'bad-address' | 'outside-window' | null;
}

interface Place {
  store: Store;
  now: () => Millis;
}

/** The latest channel first. */
export function answerWays({ store, now }: Place, contact: number): AnswerWay[] {
  const { timezone } = store.meta.get();
  const profile = store.contacts.profile(contact, { workspace: timezone });
  return store.talk.channels(contact).flatMap(({ channel, account: by, at: wroteAt }) => {
    if (!isTalkedIn(channel)) return [];
    const own = by === null ? null : store.accounts.get(by);
    const usual = store.accounts.defaultFor(`send.${channel}`);
    const other = usual === null ? null : store.accounts.get(usual);
    const account = canSend(own, channel) ? own : canSend(other, channel) ? other : null;
    const addresses = (profile?.addresses ?? []).filter(({ kind }) => kind === addressKindOf(channel));
    const address = addresses.find(isUsable) ?? null;
    const rules = rulesOf(channel);
    const windowUntil = rules.window === null ? null : wroteAt + rules.window;
    const paused = account?.pausedUntil ?? null;
    const cannot =
      account === null
        ? 'no-account'
        : address === null
          ? addresses.length === 0
            ? 'no-address'
            : 'bad-address'
          : windowUntil !== null && now() >= windowUntil
            ? 'outside-window'
            : null;
    const name = own?.name ?? by;
    return [
      {
        channel,
        account: account?.id ?? null,
        accountName: account?.name ?? null,
        sandbox: account?.type === 'sandbox',
        to: address?.value ?? addresses[0]?.value ?? null,
        insteadOf:
          account === null || account.id === by || name === null
            ? null
            : { name, why: own === null ? ('gone' as const) : ('cannot-send' as const) },
        accountPausedUntil: paused !== null && paused > now() ? paused : null,
        windowUntil,
        textLimit: rules.text ?? halved(rules.textBytes) ?? (channel === 'sms' ? longestSms : null),
        cannot,
      },
    ];
  });
}

/** What leaves: the text as it was typed; a letter has a subject, and its line breaks as mail programs show them. */
export function answerParts({ store }: Pick<Place, 'store'>, contact: number, channel: string, text: string) {
  if (channel !== 'email') return { text };
  const about = store.talk.subject(contact) ?? '';
  const subject =
    about === '' ? (text.split('\n')[0] ?? '').slice(0, 80) : /^re:/i.test(about) ? about : `Re: ${about}`;
  return { subject, text, html: `<p>${escapeHtml(text).replaceAll('\n', '<br>')}</p>` };
}
