/**
 * Messages by web push: the browser of a person as an address, and what such a message holds. Plain data; the connector web-push encrypts
 * and sends, pages of the owner's collect browsers (flows/host/public/site/push.ts, resources/site).
 */
import * as z from 'zod';
import type { MessageButton } from './outcome.ts';
import { isSafeTarget } from './site.ts';
import { addDuration } from './time.ts';

/** The channel, the kind of address, the connector and the block are all called so. */
export const pushChannel = 'web-push';

/** How soon a sleeping device is woken for it, least first (RFC 8030, 5.3). */
export const urgencies = ['very-low', 'low', 'normal', 'high'] as const;
export type Urgency = (typeof urgencies)[number];

/** How long the push service keeps it for a browser that is off, where nothing is said. */
export const defaultKeepFor = 'P1D';
/** Seconds: four weeks, which push services do not exceed. */
const longestKept = 28 * 86_400;

/** Days count 24 hours: a message need not end on the minute. */
export const secondsKept = (duration: string): number =>
  Math.min(longestKept, Math.max(0, Math.round(addDuration({ ms: 0, zone: 'UTC' }, duration).ms / 1000)));

/** Bytes of the encrypted body that every push service takes, and what the encryption adds to the text (RFC 8188, RFC 8291). */
export const bodyLimit = 4096;
export const payloadLimit = bodyLimit - (16 + 4 + 1 + 65) - 16 - 1;

export const mostPushButtons = 2;

const base64url = (bytes: number) =>
  z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((bytes * 4) / 3)}}$`), 'not-base64url');

/** As `PushSubscription.toJSON()` gives it. */
export const subscriptionSchema = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(1000),
  keys: z.object({ p256dh: base64url(65), auth: base64url(16) }),
});
export type Subscription = z.output<typeof subscriptionSchema>;

const browsers = ['edge', 'opera', 'yandex', 'samsung', 'firefox', 'chrome', 'safari', 'other'] as const;
const systems = ['android', 'ios', 'windows', 'chromeos', 'mac', 'linux', 'other'] as const;

/** A browser that takes messages, as the value of an address. `key`: the beginning of the public key it was asked with. */
const addressSchema = z.strictObject({
  endpoint: subscriptionSchema.shape.endpoint,
  p256dh: subscriptionSchema.shape.keys.shape.p256dh,
  auth: subscriptionSchema.shape.keys.shape.auth,
  key: z.string().regex(/^[A-Za-z0-9_-]{16}$/),
  browser: z.enum(browsers),
  system: z.enum(systems),
});
export type PushAddress = z.output<typeof addressSchema>;

/** Tells public keys apart. */
export const keyMark = (publicKey: string): string => publicKey.slice(1, 17);

/** One browser has one value, so that it is found by it. */
export function pushAddress({ endpoint, keys }: Subscription, publicKey: string, agent: string): string {
  const { browser, system } = agentOf(agent);
  const address: PushAddress = {
    endpoint,
    p256dh: keys.p256dh,
    auth: keys.auth,
    key: keyMark(publicKey),
    browser,
    system,
  };
  return JSON.stringify(address);
}

/** Null for a value that names no browser: such as one that came in a table. */
export function readPushAddress(value: string): PushAddress | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    return null;
  }
  return addressSchema.safeParse(parsed).data ?? null;
}

const browserSigns: readonly [RegExp, PushAddress['browser']][] = [
  [/\bEdgA?\//, 'edge'],
  [/\bOPR\//, 'opera'],
  [/\bYaBrowser\//, 'yandex'],
  [/\bSamsungBrowser\//, 'samsung'],
  [/\b(?:Firefox|FxiOS)\//, 'firefox'],
  [/(?:\b|Headless)(?:Chrome|CriOS)\//, 'chrome'],
  [/\bSafari\//, 'safari'],
];
const systemSigns: readonly [RegExp, PushAddress['system']][] = [
  [/\bAndroid\b/, 'android'],
  [/\b(?:iPhone|iPad|iPod)\b/, 'ios'],
  [/\bWindows\b/, 'windows'],
  [/\bCrOS\b/, 'chromeos'],
  [/\bMacintosh\b/, 'mac'],
  [/\bLinux\b/, 'linux'],
];

/** What a browser calls itself, without versions: those change, and the address should not. */
export function agentOf(agent: string): Pick<PushAddress, 'browser' | 'system'> {
  return {
    browser: browserSigns.find(([sign]) => sign.test(agent))?.[1] ?? 'other',
    system: systemSigns.find(([sign]) => sign.test(agent))?.[1] ?? 'other',
  };
}

const browserNames: Readonly<Record<PushAddress['browser'], string>> = {
  edge: 'Edge',
  opera: 'Opera',
  yandex: 'Yandex Browser',
  samsung: 'Samsung Internet',
  firefox: 'Firefox',
  chrome: 'Chrome',
  safari: 'Safari',
  other: 'Web push',
};
const systemNames: Readonly<Record<PushAddress['system'], string>> = {
  android: 'Android',
  ios: 'iOS',
  windows: 'Windows',
  chromeos: 'ChromeOS',
  mac: 'macOS',
  linux: 'Linux',
  other: '',
};

/**
 * How people are shown an address: `Chrome, Windows`. Names only, so it is the same in every language. The endpoint is a secret of the
 * browser's: who knows it can write there.
 */
export function shownAddress(kind: string, value: string): string {
  if (kind !== pushChannel) return value;
  const address = readPushAddress(value);
  if (address === null) return browserNames.other;
  return [browserNames[address.browser], systemNames[address.system]].filter((name) => name !== '').join(', ');
}

/** Names of what a message holds beside its texts, among its parts. */
export interface PushParts {
  /** Whole seconds for which the push service keeps it. */
  seconds: string;
  urgency: Urgency;
  /** A newer message of a group takes the place of the older. */
  group?: string;
}

/** As the worker in the browser reads it. */
export interface PushNotice {
  title: string;
  text: string;
  image: string | null;
  /** Where a press on it leads: a web page, or a path of the site. */
  url: string | null;
  buttons: { id: string; text: string; url: string | null }[];
}

const filled = (text: string | undefined): string | null => {
  const kept = (text ?? '').trim();
  return kept === '' ? null : kept;
};

/** A message as its notice; one of a cascade has no heading, then its text is that. Null for one that leads to no web page. */
export function noticeOf({
  parts,
  buttons,
}: {
  parts: Readonly<Record<string, string>>;
  buttons: readonly MessageButton[];
}): PushNotice | null {
  const text = filled(parts.text) ?? '';
  const title = filled(parts.title) ?? filled(parts.subject);
  const url = filled(parts.url);
  const image = filled(parts.image);
  const targets = [url, image, ...buttons.map((button) => filled(button.url))].filter((one) => one !== null);
  if (!targets.every(isSafeTarget)) return null;
  return {
    title: title ?? text,
    text: title === null ? '' : text,
    image,
    url,
    buttons: buttons.map((button) => ({ id: button.id, text: button.text, url: filled(button.url) })),
  };
}
