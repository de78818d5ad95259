/** What a message for the site holds beside its texts: where the block stands, how often and how long it is shown. */
import { type BlockParts, defaultShowFor, type SiteFrequency, type SiteKind, secondsOf } from '../../flows/sdk/site.ts';

export interface Showing {
  kind: SiteKind;
  place?: string | undefined;
  frequency?: SiteFrequency | undefined;
  showFor?: string | undefined;
}

export const defaultFrequency: SiteFrequency = 'until-pressed';

export function withShowing(
  texts: Readonly<Record<string, string>>,
  { kind, place, frequency, showFor }: Showing,
): Record<string, string> {
  const own: BlockParts = {
    kind,
    ...(place === undefined ? {} : { place }),
    frequency: frequency ?? defaultFrequency,
    seconds: String(secondsOf(showFor ?? defaultShowFor)),
  };
  return { ...texts, ...own };
}
