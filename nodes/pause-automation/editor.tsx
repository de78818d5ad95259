import { IconPlayerPause } from '@tabler/icons-react';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { DurationField } from '../../renderer/ui/duration-field.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

export const editor = defineEditor(spec, {
  icon: IconPlayerPause,
  summary: (config, { t, duration }) => t('summary.for', { duration: duration(config.for, 'object') }),
  Form: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    return (
      <div className="k-form">
        <DurationField
          label={t('fields.for.label')}
          help={t('fields.for.help')}
          error={problem('for')}
          value={config.for}
          onChange={(length) => onChange({ ...config, for: length })}
        />
      </div>
    );
  },
});
