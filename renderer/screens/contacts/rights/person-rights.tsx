/** What a person may ask for, at the end of their profile. */
import { Button, Group } from '@mantine/core';
import { IconFileExport, IconUserX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ExportDialog } from './export-dialog.tsx';

export interface PersonRightsProps {
  contact: number;
  name: string;
  /** Asked for above the profile, which goes with the person. */
  onErase: () => void;
}

export function PersonRights({ contact, name, onErase }: PersonRightsProps) {
  const { t } = useTranslation('rights');
  const [exporting, setExporting] = useState(false);
  return (
    <Group gap={4} mt={4}>
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconFileExport size={15} aria-hidden />}
        onClick={() => setExporting(true)}
      >
        {t('export.open')}
      </Button>
      <Button
        variant="subtle"
        color="bad"
        size="compact-sm"
        leftSection={<IconUserX size={15} aria-hidden />}
        onClick={onErase}
      >
        {t('erase.open')}
      </Button>
      <ExportDialog contact={contact} name={name} opened={exporting} onClose={() => setExporting(false)} />
    </Group>
  );
}
