/** Fetches the PDF of a job: it is made first, which may take a minute, then read in pieces. */
import { client } from '../../app/client.ts';
import { saveBlob } from '../../app/save-file.ts';

const lookEvery = 300;

const pause = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, lookEvery);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });

export async function downloadPdf(job: number, signal: AbortSignal, progress: (share: number) => void): Promise<void> {
  const { file } = await client.print.begin({ job });
  try {
    let state = await client.print.file({ file });
    while (state.bytes === null) {
      progress(state.pieces === 0 ? 0 : state.done / state.pieces);
      await pause(signal);
      state = await client.print.file({ file });
    }
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    for (let offset = 0; offset < state.bytes; ) {
      signal.throwIfAborted();
      const { base64 } = await client.print.read({ file, offset });
      const piece = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
      if (piece.length === 0) break;
      pieces.push(piece);
      offset += piece.length;
    }
    saveBlob(state.fileName, new Blob(pieces, { type: 'application/pdf' }));
  } finally {
    await client.print.end({ file });
  }
}
