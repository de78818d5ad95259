/** What the tests need beyond npm packages. Installed where that is possible, else named in one line. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** For a browser, a virtual display, Electron, a real mail server to send to and read from, and a look at what reaches the disk. */
const packages = [
  'chromium',
  'fonts-dejavu-core',
  'xvfb',
  'libgtk-3-0',
  'libnotify4',
  'libnss3',
  'libxss1',
  'libasound2',
  'libgbm1',
  'libatk-bridge2.0-0',
  'libsecret-1-0',
  'dovecot-imapd',
  'exim4-daemon-light',
  'strace',
];

/** Debian 13 gave some of them another name, with the same content. */
const isInstalled = (name: string): boolean =>
  [name, `${name}t64`].some(
    (candidate) =>
      spawnSync('dpkg-query', ['-W', '-f=${Status}', candidate], { encoding: 'utf8' }).stdout ===
      'install ok installed',
  );

const apt = (...args: string[]) =>
  spawnSync('apt-get', [...args, '-qq', '-o', 'Dpkg::Use-Pty=0'], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 900_000,
  });

/** A line for people about what is missing and how to get it; null when all is there. */
export function prepareSystem(): string | null {
  if (!existsSync('/etc/debian_version')) {
    return process.platform === 'linux'
      ? 'For all tests this system needs Chromium, Xvfb, the libraries of Electron, dovecot, exim and strace; tests without them are skipped.'
      : null;
  }
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return null;
  const advice = `Some tests will be skipped. To run them: sudo apt-get install ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) return advice;
  console.log(`Installing what the tests need: ${missing.join(' ')}`);
  apt('update');
  const installed = apt('install', '-y', '--no-install-recommends', ...missing);
  return installed.status === 0 ? null : `${advice}\n${installed.stderr.trim().split('\n').at(-1) ?? ''}`;
}
