/** A loopback mail server on a free port: keeps what it takes, fails on command. Login: `user` / `pass word`. */
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

export type SmtpFault =
  | { kind: 'recipient'; code: number; text: string }
  | { kind: 'sender'; code: number; text: string }
  /** The answer to the whole message. */
  | { kind: 'data'; code: number; text: string }
  /** The connection is cut after the final dot: the mail is kept or not, the sender cannot know. */
  | { kind: 'cut-after-dot'; keeps: boolean }
  | { kind: 'hang-after-dot' }
  | { kind: 'cut-at-recipient' }
  | { kind: 'hang-at-connect' };

interface TakenMail {
  from: string;
  to: string[];
  raw: string;
}

export const smtpLogin = { user: 'user', password: 'pass word' };

export type TestSmtp = Awaited<ReturnType<typeof startSmtp>>;

/**
 * `bearer`: logins are by XOAUTH2 alone, with a token of which this is true. `fate`: what happens to the next mail to this
 * recipient, asked once a try; cuts then concern its connection alone. `over`: the try has ended, and the mail was kept or not.
 */
export async function startSmtp(
  options: {
    bearer?: (token: string) => boolean;
    fate?: (to: string) => { fault: SmtpFault | null; over: (kept: boolean) => void };
  } = {},
) {
  let { bearer } = options;
  const fates = new Map<string, ReturnType<NonNullable<typeof options.fate>>>();
  const mails: TakenMail[] = [];
  let fault: SmtpFault | null = null;
  /** Told about every data chunk, so that tests see when the end of a message arrives. */
  const moments: string[] = [];
  /** Tokens that were tried. */
  const logins: string[] = [];

  const refused = (happening: { code: number; text: string }) =>
    Object.assign(new Error(happening.text), { responseCode: happening.code });
  const cutAll = () => {
    for (const connection of server.connections as unknown as Set<{ _socket: Socket }>) connection._socket.destroy();
  };

  const cut = (session: string) => {
    if (options.fate === undefined) return cutAll();
    for (const connection of server.connections as unknown as Set<{ id: string; _socket: Socket }>)
      if (connection.id === session) connection._socket.destroy();
  };

  const server = new SMTPServer({
    authOptional: bearer === undefined,
    ...(bearer === undefined ? {} : { authMethods: ['XOAUTH2'], allowInsecureAuth: true }),
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onConnect(_session, done) {
      if (fault?.kind !== 'hang-at-connect') done();
    },
    onAuth(auth, _session, done) {
      if (bearer !== undefined) {
        logins.push(String(auth.accessToken));
        if (bearer(String(auth.accessToken))) done(null, { user: auth.username ?? '' });
        else done(null, { data: { status: '401', schemes: 'bearer', scope: 'mail' } });
        return;
      }
      const right = auth.username === smtpLogin.user && auth.password === smtpLogin.password;
      if (right) done(null, { user: smtpLogin.user });
      else done(new Error(`Invalid login: ${auth.password ?? ''} is wrong`));
    },
    onMailFrom(_address, _session, done) {
      done(fault?.kind === 'sender' ? refused(fault) : null);
    },
    onRcptTo({ address }, { id }, done) {
      const fate = options.fate?.(address);
      if (fate !== undefined) fates.set(id, fate);
      const happening = fate?.fault ?? fault;
      const refusal = happening?.kind === 'recipient' ? refused(happening) : null;
      if (happening?.kind === 'cut-at-recipient' || refusal !== null) fate?.over(false);
      if (happening?.kind === 'cut-at-recipient') cut(id);
      else done(refusal);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      moments.push('data');
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        moments.push('dot');
        const { mailFrom, rcptTo } = session.envelope;
        const fate = fates.get(session.id);
        const happening = fate?.fault ?? fault;
        const keep = () =>
          mails.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map((recipient) => recipient.address),
            raw: Buffer.concat(chunks).toString('utf8'),
          });
        const kept = happening?.kind !== 'data' && (happening?.kind !== 'cut-after-dot' || happening.keeps);
        if (kept) keep();
        fate?.over(kept);
        if (happening?.kind === 'data') done(refused(happening));
        else if (happening?.kind === 'cut-after-dot') cut(session.id);
        else if (happening?.kind !== 'hang-after-dot') done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    host: '127.0.0.1',
    port: (server.server.address() as AddressInfo).port,
    mails,
    moments,
    logins,
    setBearer(next: (token: string) => boolean): void {
      bearer = next;
    },
    setFault(next: SmtpFault | null): void {
      fault = next;
    },
    cutAll,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        cutAll();
      }),
  };
}
