import { Autocomplete, Checkbox, NativeSelect, NumberInput } from '@mantine/core';
import { IconCalendarHeart } from '@tabler/icons-react';
import type * as z from 'zod';
import { defineEditor, type FormProps, useEditorContext } from '../../renderer/ui/define-editor.ts';
import { FieldBox } from '../../renderer/ui/field-box.tsx';
import { plainName } from '../../renderer/ui/rule/rule-words.ts';
import { TimeOfDayField } from '../../renderer/ui/simple-fields.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { leapRules, spec } from './schema.ts';

type Config = z.output<typeof spec.config>;
const sides = ['before', 'on', 'after'] as const;

const withDays = ({ days: _old, ...rest }: Config, days: number): Config => (days === 0 ? rest : { ...rest, days });

function Form({ config, onChange, problems, t }: FormProps<Config>) {
  const { fields } = useEditorContext();
  const problem = useProblemText(problems, t);
  const days = config.days ?? 0;
  const side = days < 0 ? 'before' : days > 0 ? 'after' : 'on';
  const dates = fields.attributes.filter(({ type }) => type === 'date').map(({ name }) => name);
  return (
    <div className="k-form">
      <Autocomplete
        label={t('fields.attribute.label')}
        description={t('fields.attribute.help')}
        error={problem('attribute')}
        data={dates}
        maxLength={100}
        value={config.attribute}
        onChange={(attribute) => onChange({ ...config, attribute })}
      />
      <FieldBox label={t('fields.days.label')} error={problem('days')}>
        <div className="k-row k-row-center">
          {side === 'on' ? null : (
            <NumberInput
              className="k-amount"
              aria-label={t('fields.days.amount')}
              min={1}
              max={365}
              allowDecimal={false}
              allowNegative={false}
              value={Math.abs(days)}
              onChange={(amount) => {
                if (typeof amount === 'number' && amount >= 1) {
                  onChange(withDays(config, side === 'before' ? -amount : amount));
                }
              }}
            />
          )}
          <NativeSelect
            className="k-grow"
            aria-label={t('fields.days.label')}
            value={side}
            data={sides.map((one) => ({ value: one, label: t(`fields.days.options.${one}`) }))}
            onChange={(event) => {
              const amount = Math.max(1, Math.abs(days));
              const chosen = event.currentTarget.value;
              onChange(withDays(config, chosen === 'before' ? -amount : chosen === 'after' ? amount : 0));
            }}
          />
        </div>
      </FieldBox>
      <TimeOfDayField
        required
        label={t('fields.at.label')}
        help={t('fields.at.help')}
        error={problem('at')}
        value={config.at}
        onChange={(at) => onChange({ ...config, at: at ?? config.at })}
      />
      <Checkbox
        label={t('fields.yearly.label')}
        description={t('fields.yearly.help')}
        checked={config.yearly === true}
        onChange={(event) => {
          const { yearly: _old, leap: _leap, ...rest } = config;
          onChange(event.currentTarget.checked ? { ...rest, yearly: true } : rest);
        }}
      />
      {config.yearly === true ? (
        <NativeSelect
          label={t('fields.leap.label')}
          value={config.leap ?? 'feb-28'}
          data={leapRules.map((rule) => ({ value: rule, label: t(`fields.leap.options.${rule}`) }))}
          onChange={(event) => {
            const leap = leapRules.find((rule) => rule === event.currentTarget.value);
            if (leap !== undefined) onChange({ ...config, leap });
          }}
        />
      ) : null}
    </div>
  );
}

export const editor = defineEditor(spec, {
  icon: IconCalendarHeart,
  summary: ({ attribute, days = 0, at, yearly }, { t }) => {
    const name = plainName(attribute);
    const when =
      days === 0
        ? t('summary.on', { attribute: name, at })
        : t(days < 0 ? 'summary.before' : 'summary.after', { attribute: name, at, count: Math.abs(days) });
    return yearly === true ? t('summary.yearly', { when }) : when;
  },
  Form,
});
