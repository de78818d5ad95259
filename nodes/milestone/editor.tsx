import { TextInput } from '@mantine/core';
import { IconFlag } from '@tabler/icons-react';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

export const editor = defineEditor(spec, {
  icon: IconFlag,
  summary: ({ name }, { t }) => (name.trim() === '' ? t('summary.empty') : t('summary.name', { name })),
  Form: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    return (
      <TextInput
        label={t('fields.name.label')}
        description={t('fields.name.help')}
        error={problem('name')}
        maxLength={200}
        value={config.name}
        onChange={(event) => onChange({ ...config, name: event.currentTarget.value })}
      />
    );
  },
});
