import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core';
import { IconPlus, IconSubtask, IconTrash } from '@tabler/icons-react';
import type * as z from 'zod';
import { defineEditor, type FormProps } from '../../renderer/ui/define-editor.ts';
import { DurationField } from '../../renderer/ui/duration-field.tsx';
import { FieldBox } from '../../renderer/ui/field-box.tsx';
import { FlowSelect } from '../../renderer/ui/flow-select.tsx';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { placed } from '../../renderer/ui/placed.ts';
import { useProblemText, useUi } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

type Config = z.output<typeof spec.config>;
type Item = NonNullable<Config['context']>[number];

/** Numbers and yes/no stay what they are; other text is a template. */
const typed = (text: string): string | number | boolean =>
  text === 'true' ? true : text === 'false' ? false : /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : text;

/** The first of value, value2, value3 … that is free. */
function freeName(items: readonly Item[]): string {
  const taken = new Set(items.map(({ name }) => name));
  let name = 'value';
  for (let n = 2; taken.has(name); n++) name = `value${n}`;
  return name;
}

function Form({ config, onChange, problems, t }: FormProps<Config>) {
  const { t: ui } = useUi();
  const problem = useProblemText(problems, t);
  const items = config.context ?? [];
  const setItems = (context: Item[]) => {
    const { context: _old, ...rest } = config;
    onChange(context.length === 0 ? rest : { ...rest, context });
  };
  return (
    <div className="k-form">
      <FlowSelect
        label={t('fields.flow.label')}
        help={t('fields.flow.help')}
        error={problem('flow')}
        slot={config.flow}
        onChange={(flow) => onChange({ ...config, flow })}
      />
      <FieldBox label={t('fields.context.label')} help={t('fields.context.help')}>
        {placed(items, () => 'value').map(({ item, index, key }) => {
          const set = (next: Item) => setItems(items.map((one, at) => (at === index ? next : one)));
          return (
            <div className="k-card k-stack" key={key}>
              <div className="k-row">
                <TextInput
                  className="k-grow"
                  label={t('fields.context.name.label')}
                  error={problem(`context.${index}.name`)}
                  maxLength={100}
                  value={item.name}
                  onChange={(event) => set({ ...item, name: event.currentTarget.value })}
                />
                <ActionIcon
                  size="lg"
                  color="gray"
                  aria-label={ui('list.remove', { name: item.name })}
                  onClick={() => setItems(items.filter((_, at) => at !== index))}
                >
                  <IconTrash size={15} stroke={1.75} />
                </ActionIcon>
              </div>
              <LiquidField
                label={t('fields.context.value.label')}
                error={problem(`context.${index}.value`)}
                rows={1}
                value={String(item.value)}
                onChange={(text) => set({ ...item, value: typed(text) })}
              />
            </div>
          );
        })}
        {problem('context') === undefined || items.length === 0 ? null : (
          <p className="k-error" role="alert">
            {problem('context')}
          </p>
        )}
        <div>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} stroke={1.75} />}
            disabled={items.length >= 50}
            onClick={() => setItems([...items, { name: freeName(items), value: '' }])}
          >
            {t('actions.addValue')}
          </Button>
        </div>
      </FieldBox>
      <Checkbox
        label={t('fields.waitForEnd.label')}
        description={t('fields.waitForEnd.help')}
        checked={config.waitForEnd === true}
        onChange={(event) => {
          const { waitForEnd: _old, timeout: _timeout, ...rest } = config;
          onChange(event.currentTarget.checked ? { ...rest, waitForEnd: true } : rest);
        }}
      />
      {config.waitForEnd === true ? (
        <DurationField
          label={t('fields.timeout.label')}
          help={t('fields.timeout.help')}
          error={problem('timeout')}
          value={config.timeout}
          onChange={(timeout) => onChange({ ...config, timeout })}
          onClear={() => {
            const { timeout: _old, ...rest } = config;
            onChange(rest);
          }}
        />
      ) : null}
    </div>
  );
}

export const editor = defineEditor(spec, {
  icon: IconSubtask,
  summary: ({ flow, waitForEnd, timeout }, { t, flowName, duration }) => {
    if (flow === '') return t('summary.unset');
    const name = flowName(flow);
    if (waitForEnd !== true) return t('summary.flow', { flow: name });
    return timeout === undefined
      ? t('summary.wait', { flow: name })
      : t('summary.waitAtMost', { flow: name, time: duration(timeout, 'object') });
  },
  Form,
});
