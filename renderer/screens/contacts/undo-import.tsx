/** Takes an import back, after saying what that would do. */
import { Button, Group, List, Loader, Modal, Stack, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { ErrorState } from '../../app/states.tsx';
import { toast } from '../../app/toast.ts';

export interface UndoImportProps {
  id: number;
  kind: 'contacts' | 'events';
  file: string;
  onUndone: () => void;
}

export function UndoImport(props: UndoImportProps) {
  const { t } = useTranslation('imports');
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconArrowBackUp size={14} aria-hidden />}
        aria-label={t('undo.of', { file: props.file })}
        onClick={() => setAsking(true)}
      >
        {t('undo.open')}
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t('undo.title', { file: props.file })} size={520}>
        {asking ? <Ask {...props} onClose={() => setAsking(false)} /> : null}
      </Modal>
    </>
  );
}

function Ask({ id, kind, file, onUndone, onClose }: UndoImportProps & { onClose: () => void }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const words = useErrorWords();
  const queries = useQueryClient();
  // What it would do changes with everything that happens meanwhile.
  const foreseen = useQuery({
    ...orpc.imports.foresee.queryOptions({ input: { import: id } }),
    staleTime: 0,
    gcTime: 0,
  });
  const undo = useMutation({
    mutationFn: () => client.imports.undo({ import: id }),
    onSuccess: () => {
      toast.done(t('undo.done', { file }));
      onClose();
      onUndone();
    },
    onError: (error) => toast.failed(words(error)),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: orpc.imports.key() });
      void queries.invalidateQueries({ queryKey: orpc.contacts.key() });
      void queries.invalidateQueries({ queryKey: orpc.workspace.get.key() });
    },
  });
  if (foreseen.error !== null) return <ErrorState error={foreseen.error} onRetry={() => void foreseen.refetch()} />;
  if (foreseen.data === undefined) {
    return (
      <Group gap="xs" role="status">
        <Loader size="sm" />
        <Text>{t('undo.looking')}</Text>
      </Group>
    );
  }
  const counts = foreseen.data;
  const lines = (['removed', 'kept', 'restored', 'changedSince'] as const).filter((what) => counts[what] > 0);
  const key = (what: (typeof lines)[number]) =>
    kind === 'events' && (what === 'removed' || what === 'kept') ? `undo.events.${what}` : `undo.${what}`;
  return (
    <Stack>
      {lines.length === 0 ? (
        <Text>{t('undo.nothing')}</Text>
      ) : (
        <List spacing={6}>
          {lines.map((what) => (
            <List.Item key={what}>{t(key(what), { count: counts[what], n: format.number(counts[what]) })}</List.Item>
          ))}
        </List>
      )}
      <Text size="sm" c="dimmed">
        {t('undo.hint')}
      </Text>
      <Group justify="end" gap="xs">
        <Button variant="default" onClick={onClose} disabled={undo.isPending}>
          {t('app:cancel')}
        </Button>
        <Button color="bad" loading={undo.isPending} onClick={() => undo.mutate()}>
          {t('undo.confirm')}
        </Button>
      </Group>
    </Stack>
  );
}
