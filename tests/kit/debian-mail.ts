/** Debian's own exim and dovecot, as an ordinary user, on free ports, with everything in one temporary folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const dovecot = '/usr/sbin/dovecot';
const exim = '/usr/sbin/exim4';
/** The user to be when the tests run as root: nobody. */
const unprivileged = 65_534;
export const password = 'real-servers-1';

/** Null when the servers can be started, else the reason why not. */
export function whyNot(): string | null {
  const missing = [dovecot, exim].filter((binary) => !existsSync(binary));
  if (missing.length > 0)
    return `${missing.join(' and ')} not installed (apt-get install exim4-daemon-light dovecot-imapd)`;
  return null;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listening(port: number, what: () => string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Nobody listens on port ${port}: ${what()}`);
}

/**
 * Mailboxes `olena@example.test` and `shop@acme.test`; mail to others of these domains bounces. Logins: the part before the @.
 * `introspect`: an address that tells whether a token holds (RFC 7662); dovecot then lets people in by XOAUTH2 too.
 */
export async function startDebianMail({ introspect }: { introspect?: string } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'kaskad-mail-'));
  const root = process.getuid?.() === 0;
  const [uid, gid] = root ? [unprivileged, unprivileged] : [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  const [smtpPort, imapPort] = [await freePort(), await freePort()];
  for (const name of ['spool', 'mail', 'run', 'state', 'home']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'exim.conf'), eximConfig(folder, uid, gid));
  writeFileSync(join(folder, 'dovecot.conf'), dovecotConfig(folder, imapPort, uid, gid, introspect !== undefined));
  if (introspect !== undefined) writeFileSync(join(folder, 'oauth2.conf'), oauth2Config(introspect));
  if (root) for (const name of ['.', 'spool', 'mail', 'run', 'state', 'home']) chownSync(join(folder, name), uid, gid);

  let said = '';
  const start = (binary: string, args: string[]): ChildProcess => {
    const child = spawn(binary, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(root ? { uid, gid } : {}),
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        said += String(chunk);
      });
    }
    return child;
  };
  const logs = () => {
    const files = ['exim-mainlog', 'exim-paniclog', 'dovecot.log'].map((name) => join(folder, name)).filter(existsSync);
    return [said, ...files.map((file) => readFileSync(file, 'utf8'))].join('\n');
  };
  // Only an administrator may start exim as a daemon; anybody may talk to it over its standard input, one session each.
  const front = createServer((socket) => {
    const session = spawn(exim, ['-bs', '-C', join(folder, 'exim.conf')], {
      cwd: folder,
      ...(root ? { uid, gid } : {}),
    });
    session.stderr.on('data', (chunk) => {
      said += String(chunk);
    });
    for (const stream of [socket, session.stdin, session.stdout]) stream.on('error', () => {});
    socket.pipe(session.stdin);
    session.stdout.pipe(socket);
  });
  await new Promise<void>((resolve) => front.listen(smtpPort, '127.0.0.1', resolve));
  const startImap = () => start(dovecot, ['-F', '-c', join(folder, 'dovecot.conf')]);
  let imap = startImap();
  const stopImap = () =>
    new Promise<void>((resolve) => {
      if (imap.exitCode !== null) resolve();
      imap.once('exit', () => resolve());
      imap.kill('SIGTERM');
    });
  const close = async () => {
    await new Promise((resolve) => front.close(resolve));
    await stopImap();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await listening(imapPort, logs);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    smtpPort,
    imapPort,
    logs,
    close,
    stopImap,
    /** Sessions that wait for news by IDLE. */
    idling: (): number => titlesOf(imap.pid).filter((title) => /\bIDLE\b/.test(title)).length,
    async startImap(): Promise<void> {
      imap = startImap();
      await listening(imapPort, logs);
    },
  };
}

/** What the processes that this one started call themselves. */
function titlesOf(parent: number | undefined): string[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      // The name of the program, in brackets, may hold anything.
      const [, above] = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return Number(above) === parent ? [readFileSync(`/proc/${name}/cmdline`, 'utf8')] : [];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });
}

const oauth2Config = (introspect: string): string => `
introspection_mode = get
introspection_url = ${introspect}?token=
username_attribute = username
active_attribute = active
active_value = true
`;

const eximConfig = (folder: string, uid: number, gid: number): string => `
exim_user = ${userName(uid)}
exim_group = ${groupName(gid)}
primary_hostname = mx.example.test
domainlist local_domains = example.test : acme.test
spool_directory = ${folder}/spool
log_file_path = ${folder}/exim-%slog
untrusted_set_sender = *
local_from_check = false
tls_advertise_hosts =
keep_environment =
deliver_drop_privilege = true
acl_smtp_rcpt = everybody
acl_smtp_data = everybody
begin acl
everybody:
  accept
begin routers
mailboxes:
  driver = accept
  domains = +local_domains
  local_parts = olena : shop
  transport = maildir
begin transports
maildir:
  driver = appendfile
  directory = ${folder}/mail/$local_part_data
  maildir_format
  create_directory
`;

const dovecotConfig = (folder: string, port: number, uid: number, gid: number, oauth: boolean): string => {
  const user = userName(uid);
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap
verbose_proctitle = yes
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${folder}/mail/%n
default_internal_user = ${user}
default_internal_group = ${groupName(gid)}
default_login_user = ${user}
first_valid_uid = ${uid}
first_valid_gid = ${gid}
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
${
  oauth
    ? `auth_mechanisms = plain login xoauth2 oauthbearer
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${folder}/oauth2.conf
}`
    : ''
}
passdb {
  driver = static
  ${oauth ? 'mechanisms = plain login' : ''}
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}/home/%n
}
`;
};

const nameIn = (file: string, id: number): string =>
  readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find((parts) => parts[2] === String(id))?.[0] ?? String(id);
const userName = (uid: number): string => nameIn('/etc/passwd', uid);
const groupName = (gid: number): string => nameIn('/etc/group', gid);
