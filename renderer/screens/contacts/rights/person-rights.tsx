/** What a person may ask for, at the end of their profile. */
import { Button, Group } from '@mantine/core';
import { IconFileExport, IconUserX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EraseDialog } from './erase-dialog.tsx';
import { ExportDialog } from './export-dialog.tsx';

export function PersonRights({ contact, name, onErased }: { contact: number; name: string; onErased: () => void }) {
  const { t } = useTranslation('rights');
  const [open, setOpen] = useState<'export' | 'erase' | null>(null);
  const close = () => setOpen(null);
  return (
    <Group gap={4} mt={4}>
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconFileExport size={15} aria-hidden />}
        onClick={() => setOpen('export')}
      >
        {t('export.open')}
      </Button>
      <Button
        variant="subtle"
        color="bad"
        size="compact-sm"
        leftSection={<IconUserX size={15} aria-hidden />}
        onClick={() => setOpen('erase')}
      >
        {t('erase.open')}
      </Button>
      <ExportDialog contact={contact} name={name} opened={open === 'export'} onClose={close} />
      <EraseDialog contact={contact} name={name} opened={open === 'erase'} onClose={close} onErased={onErased} />
    </Group>
  );
}
