/** Blocks kept for all letters: renamed here, and taken away; what is taken away can be had back. */
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCheck, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Client, client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import { toast } from '../../app/toast.ts';
import { languageName } from '../../ui/words.ts';
import classes from './brand.module.css';

type Part = Awaited<ReturnType<Client['letters']['parts']>>[number];

export function KeptParts() {
  const { t } = useTranslation('brand');
  const parts = useQuery(orpc.letters.parts.queryOptions());
  if (parts.error !== null) return <ErrorState error={parts.error} onRetry={() => void parts.refetch()} />;
  if (parts.data === undefined) return <RowsSkeleton rows={1} />;
  if (parts.data.length === 0) return <p>{t('parts.none')}</p>;
  return (
    <ul className={classes.parts} aria-label={t('parts.title')}>
      {parts.data.map((part) => (
        <Row key={`${part.part} ${part.name}`} part={part} />
      ))}
    </ul>
  );
}

function Row({ part }: { part: Part }) {
  const { t, i18n } = useTranslation('brand');
  const words = useErrorWords();
  const queries = useQueryClient();
  const [name, setName] = useState(part.name);
  const refetch = () => queries.invalidateQueries({ queryKey: orpc.letters.parts.key() });
  const onError = (error: unknown) => toast.failed(words(error));
  const rename = useMutation({
    mutationFn: () => client.letters.renamePart({ part: part.part, name: name.trim() }),
    onSuccess: refetch,
    onError,
  });
  const restore = useMutation({
    mutationFn: ({ updatedAt: _updatedAt, ...rest }: Part) => client.letters.restorePart(rest),
    onSuccess: refetch,
    onError,
  });
  const remove = useMutation({
    mutationFn: () => client.letters.removePart({ part: part.part }),
    onSuccess: async () => {
      const id = notifications.show({
        color: 'ok',
        autoClose: 10_000,
        message: (
          <div className={classes.row}>
            <span>{t('parts.removed', { name: part.name })}</span>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => {
                notifications.hide(id);
                restore.mutate(part);
              }}
            >
              {t('parts.undo')}
            </Button>
          </div>
        ),
      });
      await refetch();
    },
    onError,
  });
  const changed = name.trim() !== '' && name.trim() !== part.name;
  return (
    <li>
      <TextInput
        className={classes.grow ?? ''}
        aria-label={t('parts.rename', { name: part.name })}
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          if (changed) rename.mutate();
        }}
        rightSection={
          changed ? (
            <ActionIcon aria-label={t('parts.save')} loading={rename.isPending} onClick={() => rename.mutate()}>
              <IconCheck size={16} aria-hidden />
            </ActionIcon>
          ) : null
        }
      />
      <span className={classes.language}>{languageName(part.language, i18n.resolvedLanguage ?? i18n.language)}</span>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('parts.remove', { name: part.name })}
        loading={remove.isPending}
        onClick={() => remove.mutate()}
      >
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </li>
  );
}
