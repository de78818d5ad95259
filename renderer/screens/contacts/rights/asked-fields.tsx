/** Who asked, and how their letter is found again. */
import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export const askers = ['person', 'representative', 'authority', 'owner'] as const;
export type Asker = (typeof askers)[number];

export interface Asked {
  askedBy: Asker;
  reference: string;
}

export const nobodyAsked: Asked = { askedBy: 'person', reference: '' };

export function AskedFields({ value, onChange }: { value: Asked; onChange: (value: Asked) => void }) {
  const { t } = useTranslation('rights');
  return (
    <>
      <NativeSelect
        label={t('asked.by')}
        data={askers.map((one) => ({ value: one, label: t(`asked.${one}`) }))}
        value={value.askedBy}
        onChange={(event) => onChange({ ...value, askedBy: event.currentTarget.value as Asker })}
      />
      <TextInput
        label={t('asked.reference')}
        description={t('asked.referenceHelp')}
        maxLength={500}
        value={value.reference}
        onChange={(event) => onChange({ ...value, reference: event.currentTarget.value })}
      />
    </>
  );
}
