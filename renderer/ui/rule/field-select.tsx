import { Select } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useEditorContext } from '../define-editor.ts';
import { useUi } from '../use-ui.ts';
import { availableFields, type FieldGroup, type FieldInfo, fieldInfo, type RuleScope } from './field-info.ts';
import { fieldName } from './rule-words.ts';

const groups: readonly FieldGroup[] = [
  'person',
  'attributes',
  'did',
  'messages',
  'consent',
  'segments',
  'event',
  'properties',
];

/** All fields of the workspace in groups, found by typing; a name nobody has seen yet can be used too. */
export function FieldSelect({
  value,
  scope,
  onChange,
  autoFocus = false,
}: {
  value: string;
  scope: RuleScope;
  onChange: (info: FieldInfo) => void;
  autoFocus?: boolean;
}) {
  const { fields } = useEditorContext();
  const { t } = useUi();
  const [search, setSearch] = useState('');
  const known = useMemo(() => availableFields(fields, scope), [fields, scope]);
  const current = value === '' ? null : fieldInfo(value, fields, scope);
  const all = current === null || known.some(({ field }) => field === value) ? known : [...known, current];
  const data = groups
    .map((group) => ({
      group: t(`rule.group.${group}`),
      items: all
        .filter((info) => info.group === group)
        .map((info) => ({ value: info.field, label: fieldName(info, t) })),
    }))
    .filter(({ items }) => items.length > 0);
  const name = search.trim();
  const prefix = scope.kind === 'contact' ? 'attributes.' : scope.kind === 'event' ? 'props.' : null;
  const own = prefix === null || name === '' || /\s/.test(name) ? null : fieldInfo(`${prefix}${name}`, fields, scope);
  if (own !== null && !all.some((info) => info.field === own.field || fieldName(info, t) === name))
    data.push({
      group: t(`rule.group.${own.group}`) + (data.length > 0 ? ' ' : ''),
      items: [{ value: own.field, label: t(scope.kind === 'event' ? 'rule.useProp' : 'rule.useField', { name }) }],
    });
  return (
    <Select
      aria-label={t('rule.what')}
      placeholder={t('rule.findField')}
      searchable
      autoFocus={autoFocus}
      defaultDropdownOpened={autoFocus && value === ''}
      maxDropdownHeight={320}
      comboboxProps={{ width: 'target' }}
      nothingFoundMessage={t('rule.noField')}
      data={data}
      value={value === '' ? null : value}
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(field) => {
        const info = field === null ? null : fieldInfo(field, fields, scope);
        if (info !== null) onChange(info);
      }}
    />
  );
}
