import { Autocomplete } from '@mantine/core';
import { IconSquareRounded } from '@tabler/icons-react';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

export const editor = defineEditor(spec, {
  icon: IconSquareRounded,
  summary: ({ reason }, { t }) => t('summary.reason', { reason }),
  Form: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    return (
      <Autocomplete
        label={t('fields.reason.label')}
        description={t('fields.reason.help')}
        error={problem('reason')}
        data={['done', 'operator', 'no-answer', 'not-interested']}
        maxLength={100}
        value={config.reason}
        onChange={(reason) => onChange({ ...config, reason })}
      />
    );
  },
});
