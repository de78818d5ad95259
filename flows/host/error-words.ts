/**
 * What a process of ours writes about an error that nobody expected: its words and where it was, never what hangs on it, since an
 * error of a library may hold the request. Secrets that this process had in its hands are taken out of the words too.
 */
import { writeSync } from 'node:fs';
import type { SecretVault } from './vault.ts';

/** Shorter ones are not looked for: half of all words would go with them. */
const shortest = 4;
/** Tokens are renewed all the time; the oldest are forgotten. */
const most = 2000;
const seen = new Set<string>();

function see(secret: string): void {
  if (secret.length < shortest) return;
  seen.delete(secret);
  seen.add(secret);
  if (seen.size > most) seen.delete(seen.values().next().value as string);
}

/** Tokens of a sign-in are kept together as JSON. */
function seeAll(value: string | null): void {
  if (value === null) return;
  see(value);
  if (!value.startsWith('{')) return;
  try {
    for (const part of Object.values(JSON.parse(value) as object)) if (typeof part === 'string') see(part);
  } catch {
    // A password may begin so.
  }
}

/** The same vault; what goes through it is taken out of `errorWords` from then on. */
export const watched = (vault: SecretVault): SecretVault => ({
  put(value) {
    seeAll(value);
    return vault.put(value);
  },
  async get(reference) {
    const value = await vault.get(reference);
    seeAll(value);
    return value;
  },
  remove: (reference) => vault.remove(reference),
});

/** As it is, and as it travels. */
const formsOf = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  ...(['base64', 'base64url', 'hex'] as const).map((form) => Buffer.from(secret).toString(form)),
];

export const withoutSecrets = (text: string): string => {
  let clean = text.replace(/\b(basic|bearer)\s+[\w+/=.~-]{8,}/gi, '$1 ***');
  // The longest first: one may be a part of another.
  for (const form of [...seen].flatMap(formsOf).sort((a, b) => b.length - a.length))
    clean = clean.replaceAll(form, '***');
  return clean;
};

/** With what caused it, and what caused that. */
export function errorWords(error: unknown, deeper = 3): string {
  if (!(error instanceof Error)) return withoutSecrets(String(error));
  const words = withoutSecrets(error.stack ?? `${error.name}: ${error.message}`);
  return error.cause === undefined || deeper === 0 ? words : `${words}\nCause: ${errorWords(error.cause, deeper - 1)}`;
}

/** An error that nobody caught ends this process, as it would without us; what is written of it are its words. */
export function tellCrashes(): void {
  process.on('uncaughtException', (error) => {
    try {
      // At once: nothing is written later.
      writeSync(process.stderr.fd, `${errorWords(error)}\n`);
    } finally {
      process.exit(1);
    }
  });
}
