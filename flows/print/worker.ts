/** The thread in which a PDF is made, so that the engine goes on meanwhile. Started by make-pdf.ts, which gives it the texts. */
import { parentPort, workerData } from 'node:worker_threads';
import { layOut, pieceTexts } from '../sdk/print/layout.ts';
import type { PrintText } from './make-pdf.ts';
import { type PdfJob, type PrintedPiece, writePdf } from './pdf.ts';

const port = parentPort;
if (port === null) throw new Error('This module is a thread of its own.');
const { path, job } = workerData as { path: string; job: PdfJob };

/** Asks for the next texts when those it has are drawn; an empty list is the end. */
async function* pieces(): AsyncGenerator<PrintedPiece> {
  for (;;) {
    const given = new Promise<PrintText[]>((resolve) => port?.once('message', resolve));
    port?.postMessage({ kind: 'more' });
    const texts = await given;
    if (texts.length === 0) return;
    for (const { parts, picture } of texts) yield { ...layOut(pieceTexts(parts)), picture };
    // What was drawn goes to the disk before more is.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const sheets = await writePdf(path, job, pieces());
port.postMessage({ kind: 'done', sheets });
port.close();
