/** Pictures of letters on their way in (scaled to what a letter needs) and on their way to a preview. */
import { useEffect, useState } from 'react';
import { pictureAddress, pictureLimit, picturesIn, pictureTypes } from '../../../flows/sdk/files.ts';

/** Twice the letter's width, for fine screens. */
const widest = 1200;

export type PictureTrouble = 'type' | 'large' | 'broken';
export class PictureError extends Error {
  readonly trouble: PictureTrouble;
  constructor(trouble: PictureTrouble) {
    super(trouble);
    this.trouble = trouble;
  }
}

const isKnown = (type: string): boolean => pictureTypes.some((known) => known === type);

/** The picture as it goes into a letter: not wider than it is shown, of a type that mail apps know. Throws PictureError. */
export async function scaledPicture(file: Blob): Promise<Blob> {
  if (!/^image\/(png|jpeg|gif|webp|bmp|avif)$/.test(file.type)) throw new PictureError('type');
  // What moves would stand still.
  if (file.type === 'image/gif') return within(file);
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    throw new PictureError('broken');
  }
  const share = Math.min(1, widest / picture.width);
  if (share === 1 && isKnown(file.type) && file.size <= pictureLimit / 4) return file;
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * share));
  canvas.height = Math.max(1, Math.round(picture.height * share));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const made = (type: string, quality?: number) =>
    new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
  // What can be seen through, such as a logo, stays so.
  const blob = file.type === 'image/jpeg' ? await made('image/jpeg', 0.85) : await made('image/png');
  if (blob === null) throw new PictureError('broken');
  return within(blob);
}

function within(blob: Blob): Blob {
  if (blob.size > pictureLimit) throw new PictureError('large');
  return blob;
}

/** The HTML with its pictures in it, for a frame that may load nothing; a picture that is not here is left out. */
export function useShownPictures(html: string, urlOf: ((file: string) => Promise<string>) | undefined): string {
  const [urls, setUrls] = useState<ReadonlyMap<string, string>>(new Map());
  const wanted = picturesIn(html).join(' ');
  useEffect(() => {
    if (wanted === '' || urlOf === undefined) return;
    let current = true;
    for (const file of wanted.split(' ')) {
      urlOf(file).then(
        (url) => {
          if (current) setUrls((known) => (known.get(file) === url ? known : new Map(known).set(file, url)));
        },
        // It is told as a problem of the flow.
        () => undefined,
      );
    }
    return () => {
      current = false;
    };
  }, [wanted, urlOf]);
  return picturesIn(html).reduce(
    (shown, file) => shown.replaceAll(pictureAddress(file), urls.get(file) ?? 'data:,'),
    html,
  );
}
