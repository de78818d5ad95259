/** Reads what is new in an IMAP folder, and listens there. Opens it read-only: nothing is marked as seen, moved or removed. */
import { ImapFlow } from 'imapflow';
import * as z from 'zod';
import { ConnectorError, type Incoming, type ListenContext, type PollResult } from '../../flows/sdk/connector.ts';
import type { OAuthAccess } from '../../flows/sdk/oauth.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { imapError } from './errors.ts';
import { incomingFromMail } from './incoming.ts';
import type { MailConfig } from './index.ts';

/** Mails in one round. */
const batch = 50;
/** Of larger mails only the beginning is read, bytes: attachments do not matter here. */
const maxBytes = 512 * 1024;
/** When the server numbered its mails anew, this far back is read again; what was applied before is known by its Message-ID. */
const rescanMs = 14 * 24 * 3600 * 1000;

/**
 * So long we listen; then the server is asked whether it is still there, has as long to answer, and IDLE is begun anew, which servers end
 * when it is half an hour old (RFC 2177), and some much sooner. Milliseconds.
 */
const listeningQuiet = 120_000;

const cursorSchema = z.object({ uidValidity: z.string(), uid: z.number().int() });
type MailCursor = z.output<typeof cursorSchema>;

type Work<T> = (client: ImapFlow, folder: { uidValidity: string; uidNext: number }) => Promise<T>;

async function withFolder<T>(
  config: MailConfig,
  access: OAuthAccess | undefined,
  signal: AbortSignal,
  work: Work<T>,
  quiet = 60_000,
): Promise<T> {
  if (access === undefined) return session(config, null, signal, work, quiet);
  const token = await access.token();
  try {
    return await session(config, token, signal, work, quiet);
  } catch (error) {
    // A token may be taken back before its time.
    if (!(error instanceof ConnectorError) || error.errorClass !== 'bad-credentials') throw error;
    return session(config, await access.token({ refused: token }), signal, work, quiet);
  }
}

/** `quiet`: after so many milliseconds without a word the server is asked whether it is still there, or taken to be gone. */
async function session<T>(
  config: MailConfig,
  token: string | null,
  signal: AbortSignal,
  work: Work<T>,
  quiet: number,
): Promise<T> {
  const user = config.user ?? (token === null ? '' : config.fromAddress);
  const client = new ImapFlow({
    host: config.imapHost ?? '',
    port: config.imapPort,
    secure: config.imapSecurity === 'tls',
    doSTARTTLS: config.imapSecurity === 'starttls',
    auth:
      token === null
        ? { user: config.imapUser ?? user, pass: config.imapPassword ?? config.password ?? '' }
        : { user, accessToken: token },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: quiet,
  });
  // An error after the work is done would otherwise end the process.
  client.on('error', () => {});
  const stop = () => client.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) throw new Error('stopped');
    await client.connect();
    const folder = await client.mailboxOpen(config.imapFolder, { readOnly: true });
    return await work(client, { uidValidity: String(folder.uidValidity), uidNext: folder.uidNext });
  } catch (error) {
    throw imapError(error, {
      secrets: [config.password, config.imapPassword, token ?? undefined],
      byBrowser: token !== null,
    });
  } finally {
    signal.removeEventListener('abort', stop);
    // A polite good-bye, but never a reason to wait.
    void client.logout().catch(() => client.close());
  }
}

export const verifyMailbox = (
  config: MailConfig,
  access: OAuthAccess | undefined,
  signal: AbortSignal,
): Promise<void> => withFolder(config, access, signal, async () => {});

/**
 * Listens by IDLE (RFC 2177) for mails that come into the folder. `cannot`: the server has no IDLE. Resolves with `ended` when the
 * connection is over, also one that only seemed to be there, as after the computer slept: that is found out after twice `quiet`.
 */
export function listenToMailbox(
  config: MailConfig,
  access: OAuthAccess | undefined,
  { signal, onListening, onNews }: ListenContext,
  quiet = listeningQuiet,
): Promise<'ended' | 'cannot'> {
  return withFolder(
    config,
    access,
    signal,
    async (client) => {
      if (!client.capabilities.has('IDLE')) return 'cannot';
      client.on('exists', ({ count, prevCount }) => {
        if (count > prevCount) onNews();
      });
      // Mails that came since the folder was opened are told when the first IDLE begins.
      onListening();
      while (client.usable) {
        const began = performance.now();
        // Ends when the server was asked whether it is still there; false: it was refused, or the connection is over.
        const stopAsking = askLater(client, quiet);
        const idled = await client.idle().finally(stopAsking);
        if (idled === false) break;
        // A server that ends each at once is not asked in a circle.
        if (performance.now() - began < Math.min(1000, quiet / 2)) break;
      }
      return 'ended';
    },
    // Ours comes first.
    quiet * 3,
  );
}

/**
 * After `quiet` asks whether the server is still there, and closes the connection when nobody answers. The library asks, too, but waits for
 * good where the network went away before an IDLE was even confirmed.
 */
function askLater(client: ImapFlow, quiet: Millis): () => void {
  const ask = (): void => {
    const giveUp = setTimeout(() => client.close(), quiet).unref();
    void client
      .noop()
      .catch(() => {})
      .finally(() => clearTimeout(giveUp));
  };
  const timer = setTimeout(ask, quiet);
  return () => clearTimeout(timer);
}

/** The first round only notes where the folder ends: mail from before the account was connected is not ours to read. */
export function pollMailbox(
  config: MailConfig,
  access: OAuthAccess | undefined,
  cursor: unknown,
  context: { signal: AbortSignal; now: Millis },
): Promise<PollResult> {
  return withFolder(config, access, context.signal, async (client, folder) => {
    const known = cursorSchema.safeParse(cursor);
    const at = (uid: number): MailCursor => ({ uidValidity: folder.uidValidity, uid });
    if (!known.success) return { incoming: [], cursor: at(folder.uidNext - 1), more: false };

    const same = known.data.uidValidity === folder.uidValidity;
    const from = same ? known.data.uid + 1 : 1;
    const found = await client.search(same ? { uid: `${from}:*` } : { since: new Date(context.now - rescanMs) }, {
      uid: true,
    });
    // `n:*` names the last mail even when its number is below n.
    const uids = (found || []).filter((uid) => uid >= from).sort((a, b) => a - b);
    const round = uids.slice(0, batch);
    const incoming: Incoming[] = [];
    for (const mail of await fetchRound(client, round)) {
      incoming.push(
        ...(await incomingFromMail(mail.source, {
          fallbackId: `uid:${folder.uidValidity}:${mail.uid}`,
          at: mail.receivedAt ?? context.now,
          config,
        })),
      );
    }
    const last = round.at(-1) ?? (same ? known.data.uid : folder.uidNext - 1);
    return { incoming, cursor: at(last), more: uids.length > batch };
  });
}

interface FetchedMail {
  uid: number;
  receivedAt: Millis | null;
  source: Uint8Array;
}

/** In order of arrival. Small mails come in one command; of each large one the beginning. */
async function fetchRound(client: ImapFlow, uids: readonly number[]): Promise<FetchedMail[]> {
  if (uids.length === 0) return [];
  const heads = await client.fetchAll(uids.join(','), { uid: true, internalDate: true, size: true }, { uid: true });
  const sources = new Map<number, Uint8Array>();
  const small = heads.filter((head) => (head.size ?? 0) <= maxBytes).map((head) => head.uid);
  if (small.length > 0) {
    for await (const mail of client.fetch(small.join(','), { uid: true, source: true }, { uid: true })) {
      if (mail.source !== undefined) sources.set(mail.uid, mail.source);
    }
  }
  for (const { uid } of heads.filter((head) => !small.includes(head.uid))) {
    const mail = await client.fetchOne(String(uid), { uid: true, source: { maxLength: maxBytes } }, { uid: true });
    if (mail && mail.source !== undefined) sources.set(uid, mail.source);
  }
  return heads
    .sort((a, b) => a.uid - b.uid)
    .flatMap((head) => {
      const source = sources.get(head.uid);
      if (source === undefined) return [];
      const receivedAt = head.internalDate === undefined ? null : new Date(head.internalDate).getTime();
      return [{ uid: head.uid, receivedAt, source }];
    });
}
