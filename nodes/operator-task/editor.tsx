import { Select, TextInput } from '@mantine/core';
import { IconUserQuestion } from '@tabler/icons-react';
import { taskKinds } from '../../flows/sdk/tasks.ts';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { DurationField } from '../../renderer/ui/duration-field.tsx';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { freeId, OutletListEditor } from '../../renderer/ui/outlet-list.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

export const editor = defineEditor(spec, {
  icon: IconUserQuestion,
  first: (t) => {
    const config = spec.config.parse(spec.defaults);
    return { ...config, outcomes: config.outcomes.map(({ id }) => ({ id, name: t(`actions.first.${id}`) })) };
  },
  summary: ({ kind, title }, { t }) => {
    const words = title.replace(/\{[{%][\s\S]*?[}%]\}/g, '…').trim();
    return words === ''
      ? t('summary.empty')
      : t('summary.task', { kind: t(`fields.kind.options.${kind}`), title: words });
  },
  outletLabel: (outlet, { outcomes }) => outcomes.find(({ id }) => id === outlet)?.name || null,
  Form: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    return (
      <div className="k-form">
        <Select
          label={t('fields.kind.label')}
          error={problem('kind')}
          allowDeselect={false}
          data={taskKinds.map((kind) => ({ value: kind, label: t(`fields.kind.options.${kind}`) }))}
          value={config.kind}
          onChange={(kind) => onChange({ ...config, kind: taskKinds.find((one) => one === kind) ?? config.kind })}
        />
        <LiquidField
          label={t('fields.title.label')}
          help={t('fields.title.help')}
          rows={1}
          maxLength={300}
          error={problem('title')}
          value={config.title}
          onChange={(title) => onChange({ ...config, title: title.replaceAll('\n', ' ') })}
        />
        <LiquidField
          label={t('fields.script.label')}
          help={t('fields.script.help')}
          rows={5}
          maxLength={10_000}
          error={problem('script')}
          value={config.script ?? ''}
          onChange={(script) => {
            const { script: _old, ...rest } = config;
            onChange(script === '' ? rest : { ...rest, script });
          }}
        />
        <OutletListEditor
          label={t('fields.outcomes.label')}
          help={t('fields.outcomes.help')}
          items={config.outcomes}
          max={9}
          nameOf={({ name }) => name}
          addLabel={t('actions.addOutcome')}
          create={() => ({
            id: freeId([...config.outcomes.map(({ id }) => id), 'timeout'], 'outcome'),
            name: t('actions.newOutcome'),
          })}
          onChange={(outcomes) => onChange({ ...config, outcomes })}
        >
          {(outcome, set, index) => (
            <TextInput
              label={t('fields.outcomes.name.label')}
              maxLength={100}
              error={problem(`outcomes.${index}`)}
              value={outcome.name}
              onChange={(event) => {
                set({ ...outcome, name: event.currentTarget.value });
              }}
            />
          )}
        </OutletListEditor>
        <DurationField
          label={t('fields.due.label')}
          help={t('fields.due.help')}
          error={problem('due')}
          value={config.due}
          onChange={(due) => onChange({ ...config, due })}
          onClear={() => {
            const { due: _old, ...rest } = config;
            onChange(rest);
          }}
        />
        <DurationField
          label={t('fields.timeout.label')}
          help={t('fields.timeout.help')}
          error={problem('timeout')}
          value={config.timeout}
          onChange={(timeout) => onChange({ ...config, timeout })}
        />
      </div>
    );
  },
});
