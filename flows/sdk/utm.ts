/**
 * Marks that tell a shop's own statistics where a visitor came from: `utm_source`, `utm_medium` and `utm_campaign` of an address.
 * Short texts with `{flow}`, `{channel}` and `{block}` in them; what an address says already stays.
 */
import * as z from 'zod';

export const utmNames = ['source', 'medium', 'campaign'] as const;
export type UtmName = (typeof utmNames)[number];

export const utmPlaces = ['flow', 'channel', 'block'] as const;
export type UtmPlaces = Readonly<Record<(typeof utmPlaces)[number], string>>;

const text = z
  .string()
  .trim()
  .max(100)
  .regex(/^(?:[^{}]|\{(?:flow|channel|block)\})*$/, 'bad-utm');

/** An empty text: no such mark. */
export const utmSchema = z.strictObject({ source: text, medium: text, campaign: text });
export type Utm = z.output<typeof utmSchema>;

/** Those of one flow: what is not there is as in the workspace. */
export const flowUtmSchema = z.strictObject({
  source: text.optional(),
  medium: text.optional(),
  campaign: text.optional(),
});
export type FlowUtm = z.output<typeof flowUtmSchema>;

/** What one begins with who switches them on. */
export const usualUtm: Utm = { source: 'kaskad', medium: '{channel}', campaign: '{flow}' };

/** The marks of a flow's messages; null: none. A flow with marks of its own has them where the workspace has none. */
export function utmOf(workspace: Utm | null, flow: FlowUtm | null | undefined): Utm | null {
  if (workspace === null && flow == null) return null;
  const { source, medium, campaign } = workspace ?? usualUtm;
  return { source: flow?.source ?? source, medium: flow?.medium ?? medium, campaign: flow?.campaign ?? campaign };
}

/** As statistics like names: in small letters, without spaces. */
const plain = (name: string): string => name.trim().toLowerCase().replaceAll(/\s+/g, '-');

const filled = (template: string, places: UtmPlaces): string =>
  template.replaceAll(/\{(flow|channel|block)\}/g, (_, name: keyof UtmPlaces) => plain(places[name]));

/** The address with its marks; every other character of it stays. */
export function withUtm(url: string, utm: Utm, places: UtmPlaces): string {
  const { searchParams } = new URL(url);
  const marks = utmNames.flatMap((name) => {
    const value = filled(utm[name], places);
    return value === '' || searchParams.has(`utm_${name}`) ? [] : [`utm_${name}=${encodeURIComponent(value)}`];
  });
  if (marks.length === 0) return url;
  const [, before = url, anchor = ''] = /^([^#]*)(#.*)?$/s.exec(url) ?? [];
  const query = before.indexOf('?');
  const joint = query < 0 ? '?' : query === before.length - 1 || before.endsWith('&') ? '' : '&';
  return `${before}${joint}${marks.join('&')}${anchor}`;
}
