/** All that is kept about a person, as a file for them. */
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, orpc } from '../../../app/client.ts';
import { useErrorWords } from '../../../app/error-words.ts';
import { saveText } from '../../../app/save-file.ts';
import { toast } from '../../../app/toast.ts';
import { AskedFields, nobodyAsked } from './asked-fields.tsx';
import { type PersonFile, personPage } from './person-page.ts';
import { usePageWords } from './use-page-words.ts';

interface ExportDialogProps {
  contact: number;
  name: string;
  opened: boolean;
  onClose: () => void;
}

export function ExportDialog({ contact, name, opened, onClose }: ExportDialogProps) {
  const { t } = useTranslation('rights');
  return (
    <Modal opened={opened} onClose={onClose} title={t('export.title', { name })} size={520}>
      {opened ? <Body contact={contact} /> : null}
    </Modal>
  );
}

type Made = Awaited<ReturnType<typeof client.rights.export>>;

function Body({ contact }: { contact: number }) {
  const { t } = useTranslation('rights');
  const words = useErrorWords();
  const pageWords = usePageWords();
  const queries = useQueryClient();
  const [asked, setAsked] = useState(nobodyAsked);
  // Both files are of one request.
  const [made, setMade] = useState<Made | null>(null);
  const save = useMutation({
    mutationFn: async (as: 'page' | 'json') => {
      const file = made ?? (await client.rights.export({ contact: `id:${contact}`, ...asked }));
      setMade(file);
      if (as === 'json') saveText(`${file.fileName}.json`, file.json, 'application/json');
      else saveText(`${file.fileName}.html`, personPage(JSON.parse(file.json) as PersonFile, pageWords), 'text/html');
    },
    onSuccess: () => void queries.invalidateQueries({ queryKey: orpc.rights.requests.key() }),
    onError: (error) => toast.failed(words(error)),
  });
  return (
    <Stack>
      <Text>{t('export.body')}</Text>
      <AskedFields
        value={asked}
        onChange={(value) => {
          setAsked(value);
          setMade(null);
        }}
      />
      {made === null ? null : (
        <Alert color="ok" role="status">
          {t('export.done', { n: made.request })}
        </Alert>
      )}
      <Group justify="end" gap="xs">
        <Button
          variant="default"
          loading={save.isPending && save.variables === 'json'}
          onClick={() => save.mutate('json')}
        >
          {t('export.json')}
        </Button>
        <Button loading={save.isPending && save.variables === 'page'} onClick={() => save.mutate('page')}>
          {t('export.page')}
        </Button>
      </Group>
    </Stack>
  );
}
