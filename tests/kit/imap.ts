/** A loopback IMAP server on a free port with one mailbox. Login: `user` / `pass word`. */
import type { AddressInfo, Socket } from 'node:net';
import hoodiecrow from 'hoodiecrow-imap';
import { smtpLogin } from './smtp.ts';

export type TestImap = Awaited<ReturnType<typeof startImap>>;

/** `bearer`: the one token that lets `user` in by XOAUTH2, asked for at each login. */
export async function startImap({
  bearer,
  idle = true,
}: {
  bearer?: { user: string; token: () => string };
  idle?: boolean;
} = {}) {
  const server = hoodiecrow({
    plugins: ['ID', 'UIDPLUS', ...(idle ? ['IDLE'] : []), ...(bearer === undefined ? [] : ['SASL-IR', 'XOAUTH2'])],
    users: {
      [smtpLogin.user]: { password: smtpLogin.password },
      ...(bearer === undefined
        ? {}
        : {
            [bearer.user]: {
              password: smtpLogin.password,
              xoauth2: {
                get accessToken() {
                  return bearer.token();
                },
              },
            },
          }),
    },
    storage: { INBOX: { uidvalidity: 100 } },
  });
  const sockets = new Set<Socket>();
  let hangs = false;
  server.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    if (hangs) socket.removeAllListeners('data');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: '127.0.0.1',
    port: (server.server.address() as AddressInfo).port,
    deliver(raw: string): void {
      // The server writes strings byte by byte.
      const bytes = Buffer.from(raw.replace(/\r?\n/g, '\r\n')).toString('binary');
      server.appendMessage('INBOX', [], new Date(), bytes);
    },
    /** The server numbers its mails anew, as after a restore. */
    renumber(): void {
      const inbox = server.folderCache.INBOX;
      if (inbox !== undefined) inbox.uidvalidity += 1;
    },
    hang(): void {
      hangs = true;
    },
    /** Connections that are open. */
    connections: () => sockets.size,
    /** Cuts all of them. */
    cut(): void {
      for (const socket of sockets) socket.destroy();
    },
    /** Those that are open stay, and nothing is said or heard by them any more: as of a network that went away. */
    fallSilent(): void {
      for (const socket of sockets) {
        socket.removeAllListeners('data');
        socket.on('data', () => {});
        socket.write = () => true;
      }
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
