/** Fields and attributes of a person as a form. Only what was changed is sent. */
import { Button, Group, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '../../../flows/api/shapes.ts';
import { changedFields, type FieldType, type Scalar } from './changed-fields.ts';

export type AttributeSet = Record<string, Scalar>;

const profileFields = ['first_name', 'last_name', 'language', 'country', 'timezone'] as const;

interface Row {
  /** As the engine names it: `first_name` or `attributes.<name>`. */
  field: string;
  label: string;
  type: FieldType;
  value: string;
}

export interface AttributeFormProps {
  profile: Profile;
  types: readonly { name: string; type: FieldType }[];
  saving: boolean;
  onSave: (set: AttributeSet) => void;
  onCancel: () => void;
}

export function AttributeForm({ profile, types, saving, onSave, onCancel }: AttributeFormProps) {
  const { t } = useTranslation('contacts');
  const plain = Object.entries(profile.attributes).filter(([, value]) => typeof value !== 'object' || value === null);
  const names = [...new Set([...plain.map(([name]) => name), ...types.map(({ name }) => name)])].filter(
    (name) => typeof profile.attributes[name] !== 'object' || profile.attributes[name] === null,
  );
  const start: Row[] = [
    ...profileFields.map(
      (field): Row => ({ field, label: t(`field.${field}`), type: 'string', value: profile[field] ?? '' }),
    ),
    ...names.map((name): Row => {
      const value = profile.attributes[name];
      const known = types.find((candidate) => candidate.name === name)?.type;
      const own = typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'string';
      return {
        field: `attributes.${name}`,
        label: name,
        type: known ?? own,
        value: value === undefined || value === null ? '' : String(value),
      };
    }),
  ];
  const [rows, setRows] = useState(start);
  const change = (field: string, value: string) =>
    setRows(rows.map((row) => (row.field === field ? { ...row, value } : row)));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const set = changedFields(start, rows);
        if (Object.keys(set).length === 0) onCancel();
        else onSave(set);
      }}
    >
      <Stack gap="xs">
        {rows.map((row) =>
          row.type === 'number' ? (
            <NumberInput
              key={row.field}
              size="xs"
              label={row.label}
              value={row.value}
              onChange={(value) => change(row.field, String(value))}
            />
          ) : row.type === 'boolean' ? (
            <Select
              key={row.field}
              size="xs"
              label={row.label}
              clearable
              data={[
                { value: 'true', label: t('app:yes') },
                { value: 'false', label: t('app:no') },
              ]}
              value={row.value === '' ? null : row.value}
              onChange={(value) => change(row.field, value ?? '')}
            />
          ) : (
            <TextInput
              key={row.field}
              size="xs"
              label={row.label}
              type={row.type === 'date' && /^(\d{4}-\d\d-\d\d)?$/.test(row.value) ? 'date' : 'text'}
              value={row.value}
              onChange={(event) => change(row.field, event.currentTarget.value)}
            />
          ),
        )}
        <Group gap="xs" justify="end" mt="xs">
          <Button size="xs" variant="default" onClick={onCancel}>
            {t('app:cancel')}
          </Button>
          <Button size="xs" type="submit" loading={saving}>
            {t('app:save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
