import { Button, NumberInput, SegmentedControl } from '@mantine/core';
import { IconComponents } from '@tabler/icons-react';
import type * as z from 'zod';
import { defineEditor, type FormProps, type Translate, useEditorContext } from '../../renderer/ui/define-editor.ts';
import { DurationField } from '../../renderer/ui/duration-field.tsx';
import { FieldBox } from '../../renderer/ui/field-box.tsx';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { TimeOfDayField } from '../../renderer/ui/simple-fields.tsx';
import { useProblemText, useUi } from '../../renderer/ui/use-ui.ts';
import { durationInWords } from '../../renderer/ui/words.ts';
import { spec } from './schema.ts';

type Config = z.output<typeof spec.config>;
type Value = string | number | boolean;
type Definition = NonNullable<ReturnType<typeof useEditorContext>['document']['blocks']>[string];
type Input = NonNullable<Definition['inputs']>[string];

/** What stands in the block itself where the input goes, or its default; undefined where there is neither. */
function ownValue(block: Definition, input: Input): Value | undefined {
  const place = input.at?.[0];
  const config = block.nodes.find(({ id }) => id === place?.node)?.config;
  const found = place?.path.split('.').reduce<unknown>((at, key) => (at as Config | undefined)?.[key as never], config);
  return found === undefined ? input.default : (found as Value);
}

interface FieldProps {
  input: Input;
  label: string;
  help: string | undefined;
  error: string | undefined;
  value: Value | undefined;
  onChange: (value: Value | undefined) => void;
  t: Translate;
}

function InputField({ input, label, help, error, value, onChange, t }: FieldProps) {
  switch (input.type) {
    case 'number':
      return (
        <NumberInput
          {...{ label, error }}
          description={help}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
        />
      );
    case 'duration':
      return (
        <DurationField
          {...{ label, help, error }}
          value={typeof value === 'string' ? value : undefined}
          onChange={onChange}
          onClear={() => onChange(undefined)}
        />
      );
    case 'time':
      return (
        <TimeOfDayField {...{ label, help, error, onChange }} value={typeof value === 'string' ? value : undefined} />
      );
    case 'boolean':
      return (
        <FieldBox {...{ label, help, error }}>
          <SegmentedControl
            aria-label={label}
            value={typeof value === 'boolean' ? String(value) : ''}
            onChange={(next) => onChange(next === 'true')}
            data={[
              { value: 'true', label: t('fields.inputs.yes') },
              { value: 'false', label: t('fields.inputs.no') },
            ]}
          />
        </FieldBox>
      );
    case 'text':
      return (
        <LiquidField
          {...{ label, help, error }}
          rows={2}
          value={typeof value === 'string' ? value : ''}
          onChange={onChange}
        />
      );
  }
}

const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

function Form({ config, onChange, problems, t }: FormProps<Config>) {
  const { document } = useEditorContext();
  const { language } = useUi();
  const problem = useProblemText(problems, t);
  const block = document.blocks?.[config.block];
  if (block === undefined) return null;
  const inputs = Object.entries(block.inputs ?? {});
  const given: Readonly<Record<string, Value>> = config.inputs ?? {};
  const set = (id: string, value: Value | undefined) => {
    const { [id]: _, ...others } = given;
    const next = value === undefined ? others : { ...others, [id]: value };
    const { inputs: _old, ...rest } = config;
    onChange(Object.keys(next).length === 0 ? rest : { ...rest, inputs: next });
  };
  const inWords = (input: Input, value: Value): string =>
    input.type === 'duration'
      ? durationInWords(String(value), language)
      : typeof value === 'boolean'
        ? t(value ? 'fields.inputs.yes' : 'fields.inputs.no')
        : short(String(value));
  return (
    <div className="k-form">
      {block.description ? <p className="k-hint">{block.description}</p> : null}
      {inputs.length === 0 ? (
        <p className="k-hint">{t('fields.inputs.none')}</p>
      ) : (
        <FieldBox label={t('fields.inputs.label')} help={t('fields.inputs.help')}>
          {inputs.map(([id, input]) => {
            const own = ownValue(block, input);
            const hint = (input.at ?? []).length > 0 ? 'fields.inputs.own' : 'fields.inputs.default';
            return (
              <div className="k-stack k-tight" key={id}>
                <InputField
                  input={input}
                  label={input.name || id}
                  help={own === undefined || own === '' ? undefined : t(hint, { value: inWords(input, own) })}
                  error={problem(`inputs.${id}`)}
                  value={given[id]}
                  onChange={(value) => set(id, value)}
                  t={t}
                />
                {given[id] === undefined || own === undefined ? null : (
                  <div>
                    <Button size="compact-xs" variant="subtle" color="gray" onClick={() => set(id, undefined)}>
                      {t('fields.inputs.reset')}
                    </Button>
                  </div>
                )}
              </div>
            );
          })}
        </FieldBox>
      )}
    </div>
  );
}

export const editor = defineEditor(spec, {
  icon: IconComponents,
  summary: ({ block, inputs = {} }, { t, blockInfo }) => {
    if (block === '') return t('summary.unset');
    const info = blockInfo(block);
    if (info === null) return t('summary.missing');
    const given = Object.entries(inputs).filter(([id]) => Object.hasOwn(info.inputs, id));
    if (given.length > 0) {
      return given
        .map(([id, value]) => t('summary.given', { name: info.inputs[id] ?? id, value: short(String(value)) }))
        .join(' · ');
    }
    return info.description || t('summary.plain', { count: info.steps });
  },
  outletLabel: (outlet, { ways = [] }, { t }) => {
    const way = ways.find(({ id }) => id === outlet);
    return way === undefined ? null : way.name || t('way');
  },
  Form,
});
