/** The name of a segment by hand; who is in it is chosen in the table of contacts. */
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { toast } from '../../app/toast.ts';
import type { Segment } from './segments-screen.tsx';

export interface ListDialogProps {
  /** Null: closed. */
  editing: Segment | 'new' | null;
  onClose: () => void;
}

export function ListDialog({ editing, onClose }: ListDialogProps) {
  const { t } = useTranslation('bulk');
  return (
    <Modal
      opened={editing !== null}
      onClose={onClose}
      title={t(editing === 'new' ? 'lists.new' : 'lists.rename')}
      size={440}
    >
      {editing === null ? null : <Body list={editing === 'new' ? null : editing} onClose={onClose} />}
    </Modal>
  );
}

function Body({ list, onClose }: { list: Segment | null; onClose: () => void }) {
  const { t } = useTranslation('bulk');
  const words = useErrorWords();
  const queries = useQueryClient();
  const [name, setName] = useState(list?.name ?? '');
  const save = useMutation({
    mutationFn: () => client.segments.saveList({ ...(list === null ? {} : { id: list.id }), name }),
    onSuccess: () => {
      toast.done(t('lists.saved', { name }));
      void queries.invalidateQueries({ queryKey: orpc.segments.key() });
      onClose();
    },
    onError: (error) => toast.failed(words(error)),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') save.mutate();
      }}
    >
      <Stack>
        <TextInput
          data-autofocus
          label={t('lists.name')}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {list === null ? <Text c="dimmed">{t('lists.howto')}</Text> : null}
        <Group justify="end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('app:cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            {t('lists.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
