import { Autocomplete, TextInput } from '@mantine/core';
import { IconArrowFork } from '@tabler/icons-react';
import { defineEditor, useEditorContext } from '../../renderer/ui/define-editor.ts';
import { freeId, OutletListEditor } from '../../renderer/ui/outlet-list.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

const profile = ['country', 'language', 'timezone', 'first_name', 'last_name'];

const nameOf = (one: { name?: string | undefined; value: string }): string => one.name || one.value || '…';

export const editor = defineEditor(spec, {
  icon: IconArrowFork,
  summary: ({ expression, values }, { t }) =>
    t('summary.values', { expression: expression.replace(/[{}]/g, '').trim(), values: values.map(nameOf).join(', ') }),
  outletLabel: (outlet, { values }) => {
    const found = values.find(({ id }) => id === outlet);
    return found === undefined ? null : nameOf(found);
  },
  Form: ({ config, onChange, problems, t }) => {
    const { fields } = useEditorContext();
    const problem = useProblemText(problems, t);
    const { values } = config;
    const paths = [
      ...profile.map((name) => `contact.${name}`),
      ...fields.attributes.map(({ name }) => `contact.attributes.${name}`),
      ...fields.events.flatMap(({ props }) => props.map(({ name }) => `event.${name}`)),
    ];
    return (
      <div className="k-form">
        <Autocomplete
          label={t('fields.expression.label')}
          description={t('fields.expression.help')}
          error={problem('expression')}
          data={[...new Set(paths)]}
          limit={30}
          maxLength={200}
          value={config.expression}
          onChange={(expression) => onChange({ ...config, expression })}
        />
        <OutletListEditor
          label={t('fields.values.label')}
          help={t('fields.values.help')}
          items={values}
          max={50}
          nameOf={nameOf}
          addLabel={t('actions.addValue')}
          create={() => ({ id: freeId([...values.map(({ id }) => id), 'else'], 'value'), value: '' })}
          onChange={(next) => onChange({ ...config, values: next })}
        >
          {(one, set, index) => (
            <>
              <TextInput
                label={t('fields.values.value.label')}
                maxLength={500}
                value={one.value}
                error={problem(`values.${index}.value`) ?? problem(`values.${index}.id`)}
                onChange={(event) => set({ ...one, value: event.currentTarget.value })}
              />
              <TextInput
                label={t('fields.values.name.label')}
                maxLength={200}
                placeholder={one.value}
                value={one.name ?? ''}
                onChange={(event) => {
                  const { name: _old, ...rest } = one;
                  const name = event.currentTarget.value;
                  set(name === '' ? rest : { ...rest, name });
                }}
              />
            </>
          )}
        </OutletListEditor>
      </div>
    );
  },
});
