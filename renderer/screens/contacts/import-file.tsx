import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconFileSpreadsheet, IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useFormat } from '../../app/format.ts';
import { StateMessage } from '../../app/states.tsx';
import classes from './import.module.css';

export interface ImportFileProps {
  /** 0 to 1 while a file is on its way. */
  progress: number | null;
  busy: boolean;
  onFile: (file: File) => void;
  onStop: () => void;
}

export function ImportFile({ progress, busy, onFile, onStop }: ImportFileProps) {
  const { t } = useTranslation('contacts');
  const format = useFormat();
  if (progress !== null)
    return (
      <Stack py="xl" gap="xs" role="status">
        <Text>{progress < 1 ? t('import.uploading', { share: format.percent(progress) }) : t('import.reading')}</Text>
        <Progress value={progress * 100} animated={progress >= 1} aria-label={t('import.progress')} />
        <Group justify="end">
          <Button variant="default" size="xs" onClick={onStop}>
            {t('app:cancel')}
          </Button>
        </Group>
      </Stack>
    );
  return (
    <Stack>
      <Dropzone
        multiple={false}
        loading={busy}
        onDrop={([file]) => {
          if (file !== undefined) onFile(file);
        }}
        inputProps={{ 'aria-label': t('import.choose') }}
        className={classes.drop ?? ''}
      >
        <StateMessage icon={IconFileSpreadsheet} tone="accent" title={t('import.choose')} body={t('import.hint')} />
      </Dropzone>
      <Group justify="end">
        <Button
          component={Link}
          href="/contacts?imports"
          variant="subtle"
          size="xs"
          leftSection={<IconHistory size={14} aria-hidden />}
        >
          {t('imports:open')}
        </Button>
      </Group>
    </Stack>
  );
}
