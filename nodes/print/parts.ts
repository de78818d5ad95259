/** What a message of the print queue holds: the texts, the address, and how the page is laid out. */

import { addressTemplates } from '../../flows/sdk/postal.ts';
import { type Envelope, hasEnvelope, kindOf, type PrintFormat } from '../../flows/sdk/print/paper.ts';
import { pictureSize } from '../../flows/sdk/print/picture.ts';

export interface Layout {
  format: PrintFormat;
  envelope?: Envelope | undefined;
  picture?: string | undefined;
}

/** The texts of one language as templates; of a label only the address. The picture itself stays in the flow. */
export function withLayout(
  texts: Readonly<Record<string, string>>,
  { format, envelope, picture }: Layout,
): Record<string, string> {
  const size = picture === undefined ? null : pictureSize(picture);
  return {
    ...(kindOf(format) === 'label' ? {} : texts),
    ...addressTemplates,
    format,
    ...(hasEnvelope(format) ? { envelope: envelope ?? 'left' } : {}),
    ...(size === null || kindOf(format) === 'label' ? {} : { picture: `${size.width}x${size.height}` }),
  };
}
