/** A picture inside a flow: PNG or JPEG, written as a data address. */
import * as z from 'zod';

/** A logo, not a photograph: it travels with the flow file. */
export const pictureLimit = 200_000;

export const pictureSchema = z
  .string()
  .max(pictureLimit)
  .regex(/^data:image\/(?:png|jpeg);base64,[A-Za-z0-9+/]+={0,2}$/, 'bad-picture')
  .meta({ title: 'Picture', description: 'PNG or JPEG as a data address; printed at the top.' });

export interface PictureSize {
  width: number;
  height: number;
}

const word = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

/** Pixels of a picture; null when it is none that can be printed. */
export function pictureSize(address: string): PictureSize | null {
  const [, kind, base64] = /^data:image\/(png|jpeg);base64,(.+)$/.exec(address) ?? [];
  if (base64 === undefined) return null;
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  } catch {
    return null;
  }
  return kind === 'png' ? sizeOfPng(bytes) : sizeOfJpeg(bytes);
}

function sizeOfPng(bytes: Uint8Array): PictureSize | null {
  if (word(bytes, 0) !== 0x8950 || word(bytes, 2) !== 0x4e47) return null;
  return proper(word(bytes, 16) * 65_536 + word(bytes, 18), word(bytes, 20) * 65_536 + word(bytes, 22));
}

/** Walks the segments up to the one that says how large it is. */
function sizeOfJpeg(bytes: Uint8Array): PictureSize | null {
  if (word(bytes, 0) !== 0xffd8) return null;
  for (let at = 2; at + 9 < bytes.length; ) {
    const marker = word(bytes, at);
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) return proper(word(bytes, at + 7), word(bytes, at + 5));
    at += 2 + word(bytes, at + 2);
  }
  return null;
}

const proper = (width: number, height: number): PictureSize | null =>
  width > 0 && height > 0 && width <= 10_000 && height <= 10_000 ? { width, height } : null;
