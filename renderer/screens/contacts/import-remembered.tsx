/** Says that a file with these columns came before, and that it is read in the same way. */
import { Group, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';

export function Remembered({ at }: { at: string | null }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  if (at === null) return null;
  return (
    <Group gap={6} wrap="nowrap" role="note">
      <IconHistory size={16} color="var(--k-accent)" aria-hidden />
      <Text size="sm">{t('remembered', { date: format.date(at) })}</Text>
    </Group>
  );
}
