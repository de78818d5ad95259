/**
 * Pieces as one PDF, written to a file as it grows. The same pieces give the same bytes: nothing is taken from a clock.
 */
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import type { Item, Piece } from '../sdk/print/layout.ts';
import { type Grid, gridOf, type PrintFormat, piecesPerSheet, placeOf } from '../sdk/print/paper.ts';
import { quietZone } from '../sdk/print/qr.ts';
import type { Millis } from '../sdk/time.ts';
import { fontFile } from './font.ts';

export interface PrintedPiece extends Piece {
  /** PNG or JPEG as a data address; many pieces share one. */
  picture: string | null;
}

export interface PdfJob {
  format: PrintFormat;
  /** Places of the first sheet that are used up: labels come in sheets. */
  skip: number;
  title: string;
  author: string;
  /** Written into the file. */
  at: Millis;
}

const ink = '#111111';
const faint = '#666666';

/** Resolves to the number of sheets, once the file is whole. */
export async function writePdf(path: string, job: PdfJob, pieces: AsyncIterable<PrintedPiece>): Promise<number> {
  const grid = gridOf(job.format);
  const document = new PDFDocument({
    // No font of its own is looked for.
    font: '',
    autoFirstPage: false,
    size: [grid.sheet.width, grid.sheet.height],
    margin: 0,
    info: { Title: job.title, Author: job.author, Creator: 'Kaskad', CreationDate: new Date(job.at) },
  });
  document.registerFont('regular', fontFile('regular')).registerFont('bold', fontFile('bold'));
  const file = createWriteStream(path, { mode: 0o600 });
  const written = finished(file);
  // Whoever waits for it hears of it below.
  written.catch(() => undefined);
  document.pipe(file);
  const draw = drawer(document);
  let sheets = 0;
  let place = job.skip % piecesPerSheet(grid);
  try {
    for await (const piece of pieces) {
      for (const page of piece.pages) {
        if (sheets === 0 || place === 0) {
          document.addPage();
          sheets += 1;
          if (grid.cut) cutLines(document, grid);
        }
        const { x, y } = placeOf(grid, place);
        for (const item of page) draw(item, x, y, piece.picture);
        place = (place + 1) % piecesPerSheet(grid);
      }
    }
    document.end();
    await written;
  } catch (error) {
    file.destroy();
    throw error;
  }
  return sheets;
}

/** The types of the library do not know of pictures that are opened once and drawn often. */
type Opens = { openImage(bytes: Buffer): PDFKit.Mixins.ImageSrc };

function drawer(document: PDFKit.PDFDocument) {
  const pictures = new Map<string, PDFKit.Mixins.ImageSrc | null>();
  const opened = (address: string): PDFKit.Mixins.ImageSrc | null => {
    const known = pictures.get(address);
    if (known !== undefined) return known;
    let picture: PDFKit.Mixins.ImageSrc | null = null;
    try {
      picture = (document as unknown as Opens).openImage(
        Buffer.from(address.slice(address.indexOf(',') + 1), 'base64'),
      );
    } catch {
      // A picture that cannot be read leaves its place empty; the form does not take one.
    }
    pictures.set(address, picture);
    return picture;
  };
  return (item: Item, left: number, top: number, picture: string | null): void => {
    const [x, y] = [left + item.x, top + item.y];
    switch (item.kind) {
      case 'text':
        document
          .font(item.bold ? 'bold' : 'regular')
          .fontSize(item.size)
          .fillColor(item.faint ? faint : ink)
          .text(item.text, x, y, { lineBreak: false, baseline: 'alphabetic' });
        return;
      case 'rule':
        document
          .lineWidth(0.5)
          .strokeColor(faint)
          .moveTo(x, y)
          .lineTo(x + item.width, y)
          .stroke();
        return;
      case 'qr': {
        const module = item.side / (item.code.side + 2 * quietZone);
        for (const [column, row, length] of item.code.runs) {
          document.rect(x + (column + quietZone) * module, y + (row + quietZone) * module, length * module, module);
        }
        document.fill(ink);
        return;
      }
      case 'picture': {
        const image = picture === null ? null : opened(picture);
        if (image !== null) document.image(image, x, y, { width: item.width, height: item.height });
      }
    }
  };
}

/** Where the sheet is cut. */
function cutLines(document: PDFKit.PDFDocument, { sheet, columns, rows, cell }: Grid): void {
  document.lineWidth(0.4).strokeColor('#bbbbbb').dash(3, { space: 3 });
  for (let row = 1; row < rows; row++) document.moveTo(0, row * cell.height).lineTo(sheet.width, row * cell.height);
  for (let column = 1; column < columns; column++) {
    document.moveTo(column * cell.width, 0).lineTo(column * cell.width, sheet.height);
  }
  document.stroke().undash();
}
