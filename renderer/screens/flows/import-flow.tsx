/** Import of a .flow.json: first what it is, what it needs and what is wrong with it; only then is it stored. */
import { Alert, Modal, Stack } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconCircleX, IconFileImport } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FlowDocument } from '../../../flows/document/schema.ts';
import { limits } from '../../../flows/document/schema.ts';
import { specs } from '../../../registry/editors.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { StateMessage } from '../../app/states.tsx';
import { toast } from '../../app/toast.ts';
import classes from './import-flow.module.css';
import { LookAtFlow } from './look-at-flow.tsx';
import { type FlowFile, readFlowFile } from './read-flow.ts';

export interface ImportFlowProps {
  opened: boolean;
  /** A text that came by itself: dropped, pasted or opened from the system. `name`: of its file. */
  given?: { text: string; name: string | null };
  /** A flow that was read already, such as a ready one; absent: a file is asked for. */
  ready?: { file: FlowFile; events: readonly string[] } | null;
  /** The open flow, which it may become a part of. */
  into?: { name: string; insert: (document: FlowDocument) => void } | null;
  onClose: () => void;
}

export function ImportFlow({ opened, given, ready, into = null, onClose }: ImportFlowProps) {
  const { t } = useTranslation('flows');
  const words = useErrorWords();
  const [flow, setFlow] = useState<FlowFile | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [reading, setReading] = useState(false);

  const take = useCallback((text: string, name: string | null) => {
    setError(null);
    try {
      const file = readFlowFile(text, specs);
      setFlow(name === null ? file : { ...file, from: { kind: 'file', name: name.slice(0, 300) } });
    } catch (problem) {
      setFlow(null);
      setError(problem);
    }
  }, []);
  const read = async (chosen: File) => {
    setReading(true);
    take(await chosen.text(), chosen.name);
    setReading(false);
  };
  useEffect(() => {
    if (opened && given !== undefined) take(given.text, given.name);
    if (!opened) {
      setFlow(null);
      setError(null);
    }
  }, [opened, given, take]);

  return (
    <Modal opened={opened} onClose={onClose} title={t(ready === undefined ? 'import.title' : 'ready.look')} size={640}>
      {ready != null ? (
        <LookAtFlow
          flow={ready.file}
          events={ready.events}
          other={t('ready.other')}
          store={t('ready.store')}
          into={null}
          onOther={onClose}
          onDone={onClose}
        />
      ) : flow === null ? (
        <Stack>
          {error === null ? null : (
            <Alert color="bad" icon={<IconCircleX size={18} aria-hidden />} title={t('import.unreadable')}>
              {words(error).body}
            </Alert>
          )}
          <Dropzone
            multiple={false}
            loading={reading}
            onDrop={([chosen]) => {
              if (chosen !== undefined) void read(chosen);
            }}
            maxSize={limits.bytes}
            onReject={() => toast.failed({ title: t('import.unreadable'), body: t('import.tooLarge') })}
            inputProps={{ 'aria-label': t('import.choose') }}
            className={classes.drop ?? ''}
          >
            <StateMessage icon={IconFileImport} tone="accent" title={t('import.choose')} body={t('import.hint')} />
          </Dropzone>
        </Stack>
      ) : (
        <LookAtFlow
          key={`${flow.document.name} ${flow.text.length}`}
          flow={flow}
          other={t('import.other')}
          store={t('import.store')}
          into={into}
          onOther={() => setFlow(null)}
          onDone={onClose}
        />
      )}
    </Modal>
  );
}
