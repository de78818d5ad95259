/** PDFs that are being made and fetched, by job. */
import { useState } from 'react';
import { useErrorWords } from '../../app/error-words.ts';
import { toast } from '../../app/toast.ts';
import { downloadPdf } from './download-pdf.ts';

interface Download {
  share: number;
  stop: () => void;
}

export interface Downloads {
  of: (job: number) => Download | undefined;
  begin: (job: number) => void;
}

export function useDownloads(): Downloads {
  const [running, setRunning] = useState<Readonly<Record<number, Download>>>({});
  const words = useErrorWords();
  const begin = async (job: number): Promise<void> => {
    const abort = new AbortController();
    const show = (share: number) =>
      setRunning((all) => ({ ...all, [job]: { share, stop: () => abort.abort(new Error('stopped')) } }));
    show(0);
    try {
      await downloadPdf(job, abort.signal, show);
    } catch (error) {
      if (!abort.signal.aborted) toast.failed(words(error));
    } finally {
      setRunning(({ [job]: _done, ...rest }) => rest);
    }
  };
  return { of: (job) => running[job], begin: (job) => void begin(job) };
}
