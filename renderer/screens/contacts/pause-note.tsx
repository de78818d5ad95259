/** Says that nothing automatic reaches this person for a while, with a way to end that. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Profile } from '../../../flows/api/shapes.ts';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { toast } from '../../app/toast.ts';

export function PauseNote({ profile }: { profile: Profile }) {
  const { t } = useTranslation('contacts');
  const format = useFormat();
  const words = useErrorWords();
  const queries = useQueryClient();
  const resume = useMutation({
    mutationFn: () => client.contacts.resume({ contact: `id:${profile.id}` }),
    onSettled: () => queries.invalidateQueries({ queryKey: orpc.contacts.get.key() }),
    onError: (error) => toast.failed(words(error)),
  });
  if (profile.pausedUntil === null) return null;
  return (
    <Alert
      color="warn"
      icon={<IconPlayerPause size={18} aria-hidden />}
      title={profile.pausedByHand ? t('pause.byHand') : t('pause.title', { at: format.dateTime(profile.pausedUntil) })}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t('pause.help')}</Text>
        <Button size="compact-sm" variant="default" loading={resume.isPending} onClick={() => resume.mutate()}>
          {t('pause.resume')}
        </Button>
      </Group>
    </Alert>
  );
}
