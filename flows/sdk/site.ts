/**
 * Blocks on a site of the owner's, or in an app that shows pages: what a message of the channel "site" holds, and which pages may
 * show it. Plain data; the host gives them out (flows/host/public/site), the snippet resources/site/site.js draws them.
 */
import type { ContactView } from './contact.ts';
import { isPublicAddress } from './links.ts';
import type { MessageButton } from './outcome.ts';
import { addDuration } from './time.ts';

export const siteChannel = 'site';

export const siteKinds = ['banner', 'popup', 'card'] as const;
export type SiteKind = (typeof siteKinds)[number];

/** How often one is shown, until its time is over: on one page, until a button is pressed or it is closed, on every page. */
export const siteFrequencies = ['once', 'until-pressed', 'always'] as const;
export type SiteFrequency = (typeof siteFrequencies)[number];

/** How long a block is offered where nothing is said. */
export const defaultShowFor = 'P7D';

/** Letters, digits and a few signs: it stands in HTML of the shop's. */
export const placePattern = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,59}$/u;

/** Names of a block's own settings among the parts of its message, all texts. */
export interface BlockParts {
  kind: SiteKind;
  place?: string;
  frequency: SiteFrequency;
  /** Whole seconds for which it is offered. */
  seconds: string;
}

/** Days and weeks are counted as 24 hours each, months as 30 days: a block need not end on the minute. */
export const secondsOf = (duration: string): number =>
  Math.max(60, Math.round(addDuration({ ms: 0, zone: 'UTC' }, duration).ms / 1000));

export interface SiteBlock {
  kind: SiteKind;
  place: string | null;
  frequency: SiteFrequency;
  title: string;
  text: string;
  buttons: { id: string; text: string; url: string | null }[];
}

const oneOf = <T extends string>(list: readonly T[], text: string | undefined, otherwise: T): T =>
  list.find((one) => one === text) ?? otherwise;

/** A message as its block; one of a cascade or a question says nothing of its kind and is a banner. */
export function blockOf({
  parts,
  buttons,
}: {
  parts: Readonly<Record<string, string>>;
  buttons: readonly MessageButton[];
}): SiteBlock {
  return {
    kind: oneOf(siteKinds, parts.kind, 'banner'),
    place: parts.place === undefined || parts.place === '' ? null : parts.place,
    frequency: oneOf(siteFrequencies, parts.frequency, 'until-pressed'),
    title: (parts.title ?? '').trim(),
    text: (parts.text ?? '').trim(),
    buttons: buttons.flatMap(({ id, text, url }): SiteBlock['buttons'] =>
      url === undefined ? [{ id, text, url: null }] : isSafeTarget(url) ? [{ id, text, url }] : [],
    ),
  };
}

/** Where a button may lead: a web page, or a place of the shop's own site. Never a script. */
export function isSafeTarget(url: string): boolean {
  const text = url.trim();
  if (/^[/?#]/.test(text)) return true;
  return /^https?:\/\/[^\s"'<>\\/?#]/i.test(text);
}

/** Addresses as the owner writes them, one behind the other; null where one of them is none. */
export function siteAddresses(text: string): string[] | null {
  const all = text.split(/[\s,;]+/).filter((one) => one !== '');
  return all.length > 0 && all.every(isPublicAddress) ? all : null;
}

/** What browsers call themselves when they ask from there. */
export const originsOf = (addresses: string): string[] => [
  ...new Set((siteAddresses(addresses) ?? []).map((one) => new URL(one).origin)),
];

/** The name of the parameter by which a personal link says who opens it. */
export const visitorParameter = 'kaskad';

/** A personal link to the first of the addresses. */
export function personalLink(addresses: string, token: string): string | null {
  const [first] = siteAddresses(addresses) ?? [];
  if (first === undefined) return null;
  const url = new URL(first);
  url.searchParams.set(visitorParameter, token);
  return url.href;
}

/** How lists name whom a block is for: everybody in the workspace can be shown one, so there is no address to have. */
export const visitorName = ({ key, id }: Pick<ContactView, 'key' | 'id'>): string => key ?? `#${id}`;
