declare module 'hoodiecrow-imap' {
  import type { Server } from 'node:net';

  interface HoodiecrowServer {
    server: Server;
    listen(port: number, host: string, done: () => void): void;
    close(done: () => void): void;
    appendMessage(mailbox: string, flags: string[], internalDate: Date | null, raw: string): unknown;
    folderCache: Record<string, { uidvalidity: number; uidnext: number }>;
  }
  function hoodiecrow(options: {
    plugins?: string[];
    users?: Record<string, { password: string; xoauth2?: { accessToken: string } }>;
    storage?: Record<string, { messages?: { raw: string }[]; uidvalidity?: number }>;
  }): HoodiecrowServer;
  export default hoodiecrow;
}
