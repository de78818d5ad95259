/**
 * What messengers demand of a message, as far as it can be known before one is sent. Figures are the vendors' own, as the blocks of the
 * channels name them; a channel that is not listed has none that we know of.
 */
import { windowOf } from './channels.ts';
import type { Millis } from './time.ts';

export interface ChannelRules {
  /** Characters of a text; null: none known. */
  text: number | null;
  /** Bytes of a text, where the vendor counts those. */
  textBytes: number | null;
  /** Characters, where a picture stands above it. */
  textUnderPicture: number | null;
  /** Buttons that answer under one message; null: no limit known, or there are none. */
  buttons: number | null;
  /** Characters on one button; null: none known. */
  buttonText: number | null;
  /** Milliseconds after the person's last message in which one may write freely; null: always. */
  window: Millis | null;
  /** The vendor has no address of anybody who has not written to, or allowed, the account first. */
  theyBegin: boolean;
}

type TextRules = Pick<ChannelRules, 'text' | 'textBytes' | 'textUnderPicture' | 'buttons' | 'buttonText'>;

const none: TextRules = { text: null, textBytes: null, textUnderPicture: null, buttons: null, buttonText: null };
const texts: Readonly<Record<string, Partial<TextRules>>> = {
  telegram: { text: 4096 },
  whatsapp: { text: 4096, textUnderPicture: 1024, buttons: 3, buttonText: 20 },
  viber: { text: 7000, textUnderPicture: 512 },
  messenger: { text: 2000, buttons: 13, buttonText: 20 },
  instagram: { textBytes: 1000, buttons: 13, buttonText: 20 },
  vk: { text: 9000, buttonText: 40 },
};

const begunByThem: ReadonlySet<string> = new Set(['telegram', 'viber', 'vk', 'messenger', 'instagram', 'web-push']);

export function rulesOf(channel: string): ChannelRules {
  return {
    ...none,
    ...texts[channel],
    window: windowOf(channel),
    theyBegin: begunByThem.has(channel),
  };
}
