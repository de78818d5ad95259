/** Whose message is shown. */
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useEditorContext } from '../define-editor.ts';
import { useUi } from '../use-ui.ts';

export function PreviewPerson({
  contact,
  setContact,
}: {
  contact: string | null;
  setContact: (contact: string | null) => void;
}) {
  const { searchContacts } = useEditorContext();
  const { t } = useUi();
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState('');
  // The chosen name stands in the field as text: it is not what is looked for.
  const typed = contact !== null && search === chosen ? '' : search;
  const [found, setFound] = useState<{ id: number; label: string }[]>([]);
  const [wanted] = useDebouncedValue(typed, 200);
  useEffect(() => {
    let current = true;
    searchContacts(wanted).then(
      (rows) => {
        if (current) setFound(rows);
      },
      () => {
        if (current) setFound([]);
      },
    );
    return () => {
      current = false;
    };
  }, [wanted, searchContacts]);
  return (
    <Select
      aria-label={t('preview.person')}
      placeholder={t('preview.example')}
      searchable
      allowDeselect={false}
      nothingFoundMessage={t('preview.nobody')}
      filter={({ options }) => options}
      data={[
        ...(typed === '' ? [{ value: '', label: t('preview.example') }] : []),
        ...found.map(({ id, label }) => ({ value: String(id), label })),
      ]}
      value={contact}
      onChange={(value, option) => {
        setChosen(option?.label ?? '');
        setContact(value === '' ? null : value);
      }}
      searchValue={search}
      onSearchChange={setSearch}
      onFocus={(event) => event.currentTarget.select()}
    />
  );
}
