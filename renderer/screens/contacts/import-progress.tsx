/** How far an import is, and the way to stop it. */
import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { toast } from '../../app/toast.ts';

/** Milliseconds between two looks. */
const every = 300;

export function ImportProgress({ upload }: { upload: string }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const words = useErrorWords();
  const [stopping, setStopping] = useState(false);
  const { data } = useQuery({
    ...orpc.imports.progress.queryOptions({ input: { upload } }),
    refetchInterval: every,
    gcTime: 0,
  });
  const { rows, total } = data ?? { rows: 0, total: 0 };
  const share = total === 0 ? 0 : Math.min(1, rows / total);
  const stop = async () => {
    setStopping(true);
    try {
      await client.imports.cancel({ upload });
    } catch (error) {
      setStopping(false);
      toast.failed(words(error));
    }
  };
  return (
    <Stack py="xl" gap="xs" role="status">
      <Text>
        {total === 0
          ? t('looking')
          : t('progress', { rows: format.number(rows), total: format.number(total), share: format.percent(share) })}
      </Text>
      <Progress value={share * 100} animated aria-label={t('progressLabel')} />
      <Group justify="space-between" wrap="nowrap" align="start">
        <Text size="sm" c="dimmed">
          {t('stopHint')}
        </Text>
        <Button variant="default" size="xs" loading={stopping} onClick={() => void stop()} style={{ flex: 'none' }}>
          {t('stop')}
        </Button>
      </Group>
    </Stack>
  );
}
