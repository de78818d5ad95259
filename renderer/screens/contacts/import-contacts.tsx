/** Import of contacts, or of what happened to them, in four steps: the file, what was recognised, what each column means, the result. */
import { Modal, SegmentedControl, Stepper } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportResult } from '../../../flows/api/shapes.ts';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { toast } from '../../app/toast.ts';
import { afterCorrection, type Correction } from './correction.ts';
import { ImportColumns } from './import-columns.tsx';
import { ImportDetected } from './import-detected.tsx';
import { type EventsHow, ImportEvents } from './import-events.tsx';
import { ImportFile } from './import-file.tsx';
import { ImportProgress } from './import-progress.tsx';
import { ImportDone } from './import-result.tsx';
import type { ImportOptions, ImportPreview } from './import-types.ts';
import { uploadFile } from './upload.ts';

interface Loaded {
  upload: string;
  fileName: string;
  preview: ImportPreview;
}

export function ImportContacts({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('contacts');
  const words = useErrorWords();
  const queries = useQueryClient();
  const [step, setStep] = useState(0);
  const [progress, setProgress] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [options, setOptions] = useState<ImportOptions>({});
  const [result, setResult] = useState<ImportResult | null>(null);
  const [kind, setKind] = useState<'contacts' | 'events'>('contacts');
  const [running, setRunning] = useState(false);
  const [how, setHow] = useState<{ mapping: Record<string, string>; key: string | null }>({ mapping: {}, key: null });
  const stop = useRef<AbortController | null>(null);
  const held = useRef<string | null>(null);

  useEffect(() => {
    if (opened) return;
    stop.current?.abort();
    // A file that was corrected, or was not, is not needed any more.
    if (held.current !== null) void client.imports.end({ upload: held.current }).catch(() => undefined);
    held.current = null;
    setLoaded(null);
    setStep(0);
    setProgress(null);
    setOptions({});
    setResult(null);
    setKind('contacts');
  }, [opened]);

  const refresh = () => {
    void queries.invalidateQueries({ queryKey: orpc.contacts.key() });
    void queries.invalidateQueries({ queryKey: orpc.imports.key() });
    void queries.invalidateQueries({ queryKey: orpc.workspace.get.key() });
  };
  const work = async (run: () => Promise<void>) => {
    setBusy(true);
    try {
      await run();
    } catch (error) {
      if (stop.current?.signal.aborted !== true) toast.failed(words(error));
    } finally {
      setBusy(false);
      setProgress(null);
    }
  };
  const onFile = (file: File) =>
    work(async () => {
      stop.current = new AbortController();
      setProgress(0);
      const upload = await uploadFile(file, setProgress, stop.current.signal);
      held.current = upload;
      const preview = await client.imports.preview({ upload });
      setOptions({});
      setLoaded({ upload, fileName: file.name, preview });
      setStep(1);
    });
  const onOptions = (next: ImportOptions) =>
    work(async () => {
      if (loaded === null) return;
      const preview = await client.imports.preview({ upload: loaded.upload, ...next });
      setOptions(next);
      setLoaded({ ...loaded, preview });
    });
  const onRun = (mapping: Record<string, string>, key: string | null) => {
    setHow({ mapping, key });
    return take((upload) => client.imports.run({ upload, mapping, key, ...options }));
  };
  const onRunEvents = (of: EventsHow) => take((upload) => client.imports.runEvents({ upload, ...of, ...options }));
  const take = (run: (upload: string) => Promise<ImportResult>) =>
    work(async () => {
      if (loaded === null) return;
      setRunning(true);
      try {
        setResult(await run(loaded.upload));
        setStep(3);
      } finally {
        setRunning(false);
        refresh();
      }
    });
  const onCorrect = (corrections: Correction[]) =>
    work(async () => {
      if (loaded === null || result === null || result.import === null) return;
      const of = { upload: loaded.upload, import: result.import, ...how, ...options };
      const again = await client.imports.correct({ ...of, corrections });
      const next = afterCorrection(result, again, corrections);
      const taken = result.rejected.length - next.rejected.length;
      if (taken > 0) toast.done(t('import.taken', { count: taken, n: String(taken) }));
      setResult(next);
      refresh();
    });

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('import.title')}
      size={880}
      closeOnClickOutside={!busy}
      closeOnEscape={!running}
      withCloseButton={!running}
    >
      <Stepper
        active={step}
        size="xs"
        iconSize={26}
        mb="md"
        allowNextStepsSelect={false}
        aria-label={t('import.steps')}
      >
        {(['file', 'check', 'columns', 'done'] as const).map((name, index) => (
          <Stepper.Step
            key={name}
            label={t(`import.step.${name}`)}
            allowStepSelect={index < step && step < 3 && !busy}
            onClick={() => setStep(index)}
          />
        ))}
      </Stepper>
      {step === 0 ? (
        <ImportFile progress={progress} busy={busy} onFile={onFile} onStop={() => stop.current?.abort()} />
      ) : null}
      {step === 1 && loaded !== null ? (
        <ImportDetected
          fileName={loaded.fileName}
          preview={loaded.preview}
          busy={busy}
          onOptions={(change) => onOptions({ ...options, ...change })}
          onBack={() => setStep(0)}
          onNext={() => setStep(2)}
        />
      ) : null}
      {running && loaded !== null ? <ImportProgress upload={loaded.upload} /> : null}
      {step === 2 && loaded !== null ? (
        <div hidden={running}>
          <SegmentedControl
            mb="md"
            aria-label={t('imports:kind.label')}
            data={(['contacts', 'events'] as const).map((value) => ({ value, label: t(`imports:kind.${value}`) }))}
            value={kind}
            onChange={(value) => setKind(value === 'events' ? 'events' : 'contacts')}
          />
          {kind === 'contacts' ? (
            <ImportColumns preview={loaded.preview} busy={busy} onBack={() => setStep(1)} onRun={onRun} />
          ) : (
            <ImportEvents preview={loaded.preview} busy={busy} onBack={() => setStep(1)} onRun={onRunEvents} />
          )}
        </div>
      ) : null}
      {step === 3 && result !== null && loaded !== null ? (
        <ImportDone
          result={result}
          kind={kind}
          fileName={loaded.fileName}
          busy={busy}
          onCorrect={onCorrect}
          onClose={onClose}
        />
      ) : null}
    </Modal>
  );
}
