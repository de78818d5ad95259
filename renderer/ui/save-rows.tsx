/** What a block saves of an answer: places in it, and the fields of the contact that they are written into. */
import { Autocomplete, TextInput } from '@mantine/core';
import type { Save } from '../../flows/sdk/answer.ts';
import { type Translate, useEditorContext } from './define-editor.ts';
import { Rows } from './rows.tsx';

const profile = ['first_name', 'last_name', 'language', 'country', 'timezone'] as const;

/** `t` is the node's own, with `fields.save` (label, help, path, field) and `actions.save`. */
export function SaveRows({
  save,
  t,
  problem,
  first = 'data.id',
  onChange,
}: {
  save: Readonly<Save>;
  t: Translate;
  problem: (path: string) => string | undefined;
  /** What a new row names. */
  first?: string;
  onChange: (save: Save) => void;
}) {
  const { fields } = useEditorContext();
  const targets = [...profile, ...fields.attributes.map(({ name }) => `attributes.${name}`)];
  return (
    <Rows
      label={t('fields.save.label')}
      help={t('fields.save.help')}
      items={save}
      max={20}
      addLabel={t('actions.save')}
      create={() => ({ path: first, field: 'attributes.answer' })}
      onChange={onChange}
    >
      {(one, set, index) => (
        <>
          <TextInput
            label={t('fields.save.path')}
            error={problem(`save.${index}.path`)}
            maxLength={200}
            value={one.path}
            onChange={(event) => set({ ...one, path: event.currentTarget.value })}
          />
          <Autocomplete
            label={t('fields.save.field')}
            error={problem(`save.${index}.field`)}
            data={targets}
            maxLength={120}
            value={one.field}
            onChange={(field) => set({ ...one, field })}
          />
        </>
      )}
    </Rows>
  );
}
