/** A layout as a file: SVG as it is, PNG and PDF painted from it by the browser. */
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { PictureTheme } from './colors.ts';
import type { PictureLayout } from './layout.ts';
import { longestPage, pdfOf } from './pdf.ts';
import { Picture } from './picture.tsx';

export const pictureFormats = ['png', 'svg', 'pdf'] as const;
export type PictureFormat = (typeof pictureFormats)[number];

export const svgOf = (layout: PictureLayout, theme: PictureTheme): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${renderToStaticMarkup(createElement(Picture, { layout, theme }))}\n`;

/** What browsers can paint at once: the longest side, and the area that fits into the memory of a small computer. */
const limits = { side: 16_000, area: 64_000_000 } as const;
const wanted: Readonly<Record<'png' | 'pdf', number>> = { png: 2, pdf: 3 };

/** Pixels of the file for one of the drawing. Less than wanted where the drawing is very large. */
export function pixelScale({ width, height }: Pick<PictureLayout, 'width' | 'height'>, format: 'png' | 'pdf'): number {
  return Math.min(wanted[format], limits.side / Math.max(width, height), Math.sqrt(limits.area / (width * height)));
}

/** Finer than this the drawing is as sharp as it was meant. */
export const isReduced = (layout: PictureLayout, format: PictureFormat): boolean =>
  format !== 'svg' && pixelScale(layout, format) < 1;

export async function pictureFile(layout: PictureLayout, theme: PictureTheme, format: PictureFormat): Promise<Blob> {
  const svg = new Blob([svgOf(layout, theme)], { type: 'image/svg+xml' });
  if (format === 'svg') return svg;
  const canvas = await painted(svg, layout, pixelScale(layout, format));
  if (format === 'png')
    return new Promise((resolve, reject) => {
      canvas.toBlob(
        (blob) => (blob === null ? reject(new Error('The picture is too large')) : resolve(blob)),
        'image/png',
      );
    });
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('Nothing can be painted here');
  const point = Math.min(0.75, longestPage / Math.max(layout.width, layout.height));
  return pdfOf(layout.title, {
    width: Math.round(layout.width * point * 100) / 100,
    height: Math.round(layout.height * point * 100) / 100,
    pixels: { width: canvas.width, height: canvas.height },
    rgba: context.getImageData(0, 0, canvas.width, canvas.height).data,
  });
}

async function painted(svg: Blob, layout: PictureLayout, scale: number): Promise<HTMLCanvasElement> {
  const url = URL.createObjectURL(svg);
  try {
    const image = new Image();
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = reject;
      image.src = url;
    });
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(layout.width * scale);
    canvas.height = Math.round(layout.height * scale);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('Nothing can be painted here');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** The flow's name as the name of a file, on every system. */
export function fileNameOf(name: string, format: PictureFormat): string {
  const safe = name
    .replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  return `${[...safe].slice(0, 80).join('').trim() || 'flow'}.${format}`;
}
