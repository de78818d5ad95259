import { Autocomplete } from '@mantine/core';
import { IconSquareRounded } from '@tabler/icons-react';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

/** Reasons that many flows end for. */
const common = ['done', 'operator', 'no-answer', 'not-interested'] as const;

export const editor = defineEditor(spec, {
  icon: IconSquareRounded,
  first: (t) => ({ reason: t('reasons.done') }),
  summary: ({ reason }, { t }) => t('summary.reason', { reason }),
  Form: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    return (
      <Autocomplete
        label={t('fields.reason.label')}
        description={t('fields.reason.help')}
        error={problem('reason')}
        data={common.map((reason) => t(`reasons.${reason}`))}
        maxLength={100}
        value={config.reason}
        onChange={(reason) => onChange({ ...config, reason })}
      />
    );
  },
});
