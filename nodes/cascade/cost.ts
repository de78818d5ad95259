/** What a message of a rung costs one person. */
import type { Price } from '../../flows/sdk/node.ts';
import { smsParts } from '../../flows/sdk/sms-parts.ts';
import { renderOr, withFiller } from '../../flows/sdk/template.ts';

interface Rung {
  channel: string;
  account: string;
  content: Readonly<Record<string, Readonly<{ text?: string | undefined }>>>;
  price?: number | undefined;
}

/**
 * The rung's own price, else the account's; without either it is free. SMS are paid for by the part: of the text in the
 * person's language, else of the longest one.
 */
export function costOf(
  rung: Rung,
  price: Price,
  render: (template: string) => string,
  language: string | null,
): number {
  const each = rung.price ?? price(rung.account, rung.channel) ?? 0;
  if (each === 0 || rung.channel !== 'sms') return each;
  const own = language === null ? undefined : rung.content[language];
  const texts = (own === undefined ? Object.values(rung.content) : [own]).map(({ text }) => text ?? '');
  const parts = texts.map((text) => smsParts(withFiller(renderOr(render, text), 'variable')).parts);
  return each * Math.max(1, ...parts);
}
