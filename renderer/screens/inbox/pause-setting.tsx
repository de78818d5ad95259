/** For how long flows keep quiet after a person answered. */
import { Button, Menu } from '@mantine/core';
import { IconCheck, IconHandStop } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { toast } from '../../app/toast.ts';

const choices = [1, 4, 12, 24, 72, null] as const;

export function PauseSetting() {
  const { t } = useTranslation('conversations');
  const words = useErrorWords();
  const queries = useQueryClient();
  const { data } = useQuery(orpc.conversations.settings.queryOptions());
  const save = useMutation({
    mutationFn: (pauseHours: number | null) => client.conversations.saveSettings({ pauseHours }),
    onError: (error) => toast.failed(words(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: orpc.conversations.settings.key() }),
  });
  if (data === undefined) return null;
  const hours = data.pauseHours;
  return (
    <Menu position="bottom-end" width={270}>
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconHandStop size={14} aria-hidden />}>
          {hours === null ? t('setting.byHand') : t('setting.hours', { count: hours })}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('setting.help')}</Menu.Label>
        {choices.map((choice) => (
          <Menu.Item
            key={choice ?? 'hand'}
            aria-current={choice === hours}
            rightSection={choice === hours ? <IconCheck size={14} aria-hidden /> : null}
            onClick={() => save.mutate(choice)}
          >
            {choice === null ? t('span.byHand') : t('span.hours', { count: choice })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
