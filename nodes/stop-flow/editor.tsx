import { IconPlayerStop } from '@tabler/icons-react';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { FlowSelect } from '../../renderer/ui/flow-select.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

export const editor = defineEditor(spec, {
  icon: IconPlayerStop,
  summary: ({ flow }, { t, flowName }) =>
    flow === '' ? t('summary.unset') : t('summary.flow', { flow: flowName(flow) }),
  Form: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    return (
      <FlowSelect
        label={t('fields.flow.label')}
        help={t('fields.flow.help')}
        error={problem('flow')}
        slot={config.flow}
        onChange={(flow) => onChange({ ...config, flow })}
      />
    );
  },
});
