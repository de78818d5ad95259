import { NumberInput, Select } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { defineEditor, useEditorContext } from '../../renderer/ui/define-editor.ts';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

export const editor = defineEditor(spec, {
  icon: IconArrowBackUp,
  summary: ({ node }, { t, nodeName }) =>
    node === undefined ? t('summary.none') : t('summary.to', { node: nodeName(node) }),
  Form: ({ config, onChange, node: self, problems, t }) => {
    const { blocks = [] } = useEditorContext();
    const problem = useProblemText(problems, t);
    const targets = blocks.filter(({ id }) => id !== self);
    const known = config.node === undefined || targets.some(({ id }) => id === config.node);
    return (
      <div className="k-form">
        <Select
          label={t('fields.node.label')}
          description={t('fields.node.help')}
          placeholder={t('fields.node.placeholder')}
          error={problem('node')}
          searchable
          allowDeselect={false}
          data={[
            ...targets.map(({ id, name }) => ({ value: id, label: name })),
            ...(known || config.node === undefined ? [] : [{ value: config.node, label: config.node }]),
          ]}
          value={config.node ?? null}
          onChange={(next) => {
            if (next !== null) onChange({ ...config, node: next });
          }}
        />
        <NumberInput
          label={t('fields.maxLoops.label')}
          description={t('fields.maxLoops.help')}
          error={problem('maxLoops')}
          min={1}
          max={100}
          allowDecimal={false}
          value={config.maxLoops ?? 10}
          onChange={(next) => {
            if (typeof next === 'number') onChange({ ...config, maxLoops: next });
          }}
        />
      </div>
    );
  },
});
