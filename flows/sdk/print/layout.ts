/**
 * What is printed for one person: pure boxes with their places, drawn by the PDF (flows/print) and by the preview on the
 * screen (renderer/ui/print). Everything is in points from the top left corner of the piece.
 */
import { flyerPages } from './flyer.ts';
import { labelPages } from './label.ts';
import { letterPages } from './letter.ts';
import { type Envelope, envelopes, kindOf, type PrintFormat, printFormats } from './paper.ts';
import type { PictureSize } from './picture.ts';
import type { QrCode } from './qr.ts';

export type Item =
  /** `y` is the line that the letters stand on. */
  | { kind: 'text'; x: number; y: number; size: number; bold: boolean; faint: boolean; text: string }
  | { kind: 'rule'; x: number; y: number; width: number }
  | { kind: 'qr'; x: number; y: number; side: number; code: QrCode }
  | { kind: 'picture'; x: number; y: number; width: number; height: number };

export type Page = readonly Item[];

/** What keeps a piece from being printed. */
export type PrintTrouble = 'too-long' | 'qr-too-long' | 'no-address';

export interface Piece {
  /** A letter may have several; everything else has one. */
  pages: readonly Page[];
  trouble: PrintTrouble | null;
}

/** Rendered: what the message holds of a piece. */
export interface PieceTexts {
  format: PrintFormat;
  envelope: Envelope;
  picture: PictureSize | null;
  title: string;
  text: string;
  qr: string;
  caption: string;
  /** Lines. */
  sender: string;
  name: string;
  /** Lines. */
  address: string;
}

/** From the parts of a message, whatever node it is of: what is not said is a letter without extras. */
export function pieceTexts(parts: Readonly<Record<string, string>>): PieceTexts {
  const {
    format,
    envelope,
    picture,
    title = '',
    text = '',
    qr = '',
    caption = '',
    sender = '',
    name = '',
    address = '',
  } = parts;
  const [width = 0, height = 0] = (picture ?? '').split('x').map(Number);
  return {
    format: printFormats.find((one) => one === format) ?? 'letter-a4',
    envelope: envelopes.find((one) => one === envelope) ?? 'none',
    picture: width > 0 && height > 0 ? { width, height } : null,
    ...{ title, text, caption, sender, name, address },
    qr: qr.trim(),
  };
}

export function layOut(texts: PieceTexts): Piece {
  switch (kindOf(texts.format)) {
    case 'letter':
      return letterPages(texts);
    case 'label':
      return labelPages(texts);
    case 'flyer':
      return flyerPages(texts);
  }
}

/** Sheets of a letter; a label or a flyer is one. What is paid for. */
export const printedParts = (parts: Readonly<Record<string, string>>): number => layOut(pieceTexts(parts)).pages.length;
