/** Two profiles of one person, compared; what merging them would do is shown before it is done. */
import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, orpc } from '../../../app/client.ts';
import { useErrorWords } from '../../../app/error-words.ts';
import { useFormat } from '../../../app/format.ts';
import { ErrorState, RowsSkeleton } from '../../../app/states.tsx';
import { toast } from '../../../app/toast.ts';
import { contactName } from '../contact-name.ts';
import classes from './merge.module.css';
import type { MergePreview } from './merge-fields.ts';
import { MergeTable } from './merge-table.tsx';

export interface MergeDialogProps {
  /** The one that stays, unless the person says otherwise; null: closed. */
  contact: number | null;
  /** Null: it is looked for first. */
  other: number | null;
  onClose: () => void;
  onMerged?: (contact: number) => void;
}

export function MergeDialog({ contact, other, onClose, onMerged }: MergeDialogProps) {
  const { t } = useTranslation('merge');
  return (
    <Modal opened={contact !== null} onClose={onClose} title={t('dialog.title')} size={820}>
      {contact === null ? null : (
        <Body key={`${contact} ${other}`} contact={contact} other={other} onClose={onClose} onMerged={onMerged} />
      )}
    </Modal>
  );
}

function Body({
  contact,
  other: given,
  onClose,
  onMerged,
}: {
  contact: number;
  other: number | null;
  onClose: () => void;
  onMerged: ((contact: number) => void) | undefined;
}) {
  const { t } = useTranslation('merge');
  const words = useErrorWords();
  const queries = useQueryClient();
  const [pair, setPair] = useState({ keep: contact, other: given });
  const [take, setTake] = useState<ReadonlySet<string>>(new Set<string>());
  const { keep, other } = pair;
  const input = other === null ? null : { keep, other, take: [...take] };
  const preview = useQuery({
    ...orpc.merges.preview.queryOptions({ input: input ?? { keep, other: keep } }),
    enabled: input !== null,
    placeholderData: keepPreviousData,
  });
  const merge = useMutation({
    mutationFn: (asked: { keep: number; other: number; take: string[] }) => client.merges.merge(asked),
    onSuccess: (done) => {
      toast.done(t('dialog.done'));
      for (const key of [orpc.contacts.key(), orpc.merges.key()]) void queries.invalidateQueries({ queryKey: key });
      onMerged?.(done.contact);
      onClose();
    },
    onError: (error) => toast.failed(words(error)),
  });
  if (input === null) return <Chooser contact={contact} onChoose={(id) => setPair({ keep, other: id })} />;
  if (preview.error !== null) return <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />;
  // Swapped, the columns stand still until the answer is there.
  if (preview.data === undefined) return <RowsSkeleton rows={6} height={28} />;
  return (
    <>
      <MergeTable
        preview={preview.data}
        take={take}
        onTake={setTake}
        onSwap={() => {
          setPair({ keep: input.other, other: keep });
          setTake(new Set());
        }}
      />
      <Effects preview={preview.data} />
      <Group justify="end" mt="md" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('app:cancel')}
        </Button>
        <Button
          loading={merge.isPending}
          disabled={preview.isPlaceholderData}
          onClick={() => merge.mutate(input)}
          data-autofocus
        >
          {t('dialog.run')}
        </Button>
      </Group>
    </>
  );
}

function Effects({ preview }: { preview: MergePreview }) {
  const { t } = useTranslation('merge');
  const format = useFormat();
  const { after, ended, entering } = preview;
  const counted = (key: string, count: number): string => t(key, { count, n: format.number(count) });
  return (
    <ul className={classes.effects}>
      <li>
        {t('dialog.moved', {
          events: counted('dialog.events', after.events),
          messages: counted('app:unit.messages', after.messages),
          journeys: counted('dialog.journeys', after.journeys),
        })}
      </li>
      {ended.map(({ flow, name }) => (
        <li key={`ended ${flow}`}>{t('dialog.ended', { flow: name })}</li>
      ))}
      {entering.map(({ flow, name }) => (
        <li key={`entering ${flow}`}>{t('dialog.entering', { flow: name })}</li>
      ))}
      <li>{t('dialog.once')}</li>
    </ul>
  );
}

function Chooser({ contact, onChoose }: { contact: number; onChoose: (id: number) => void }) {
  const { t } = useTranslation('merge');
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 180);
  const found = useQuery({
    ...orpc.contacts.list.queryOptions({ input: { search, limit: 20 } }),
    placeholderData: keepPreviousData,
  });
  const rows = (found.data?.rows ?? []).filter(({ id }) => id !== contact);
  const [chosen, setChosen] = useState<string | null>(null);
  useEffect(() => {
    if (chosen !== null) onChoose(Number(chosen));
  }, [chosen, onChoose]);
  return (
    <Stack mih={320}>
      <Text>{t('dialog.choose')}</Text>
      <Select
        data-autofocus
        searchable
        aria-label={t('dialog.choose')}
        placeholder={t('dialog.search')}
        searchValue={text}
        onSearchChange={setText}
        value={chosen}
        onChange={setChosen}
        // The engine searches.
        filter={({ options }) => options}
        data={rows.map((row) => ({
          value: String(row.id),
          label: [contactName(row), row.email, row.phone].filter(Boolean).join(' · '),
        }))}
        nothingFoundMessage={t('contacts:nothing.title')}
      />
    </Stack>
  );
}
