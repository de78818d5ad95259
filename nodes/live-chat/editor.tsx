import { Switch } from '@mantine/core';
import { IconMessages } from '@tabler/icons-react';
import type * as z from 'zod';
import { AccountSelect } from '../../renderer/ui/account-select.tsx';
import { defineEditor, type FormProps } from '../../renderer/ui/define-editor.ts';
import { DurationField } from '../../renderer/ui/duration-field.tsx';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { chatCapability, spec } from './schema.ts';

type Config = z.output<typeof spec.config>;

function Form({ config, onChange, problems, t }: FormProps<Config>) {
  const problem = useProblemText(problems, t);
  const without = (key: 'onlyWhenOnline' | 'carry' | 'pause'): Config => {
    const { [key]: _old, ...rest } = config;
    return rest;
  };
  return (
    <div className="k-form">
      <AccountSelect
        label={t('fields.account.label')}
        help={t('fields.account.help')}
        error={problem('account')}
        slot={config.account}
        capability={chatCapability}
        onChange={(account) => onChange({ ...config, account })}
      />
      <LiquidField
        label={t('fields.text.label')}
        help={t('fields.text.help')}
        rows={3}
        maxLength={5000}
        error={problem('text')}
        value={config.text}
        onChange={(text) => onChange({ ...config, text })}
      />
      <Switch
        label={t('fields.onlyWhenOnline.label')}
        description={t('fields.onlyWhenOnline.help')}
        checked={config.onlyWhenOnline === true}
        onChange={(event) =>
          onChange(event.currentTarget.checked ? { ...config, onlyWhenOnline: true } : without('onlyWhenOnline'))
        }
      />
      {(['carry', 'pause'] as const).map((key) => (
        <DurationField
          key={key}
          label={t(`fields.${key}.label`)}
          help={t(`fields.${key}.help`)}
          error={problem(key)}
          value={config[key]}
          onChange={(value) => onChange({ ...config, [key]: value })}
          onClear={() => onChange(without(key))}
        />
      ))}
    </div>
  );
}

export const editor = defineEditor(spec, {
  icon: IconMessages,
  summary: ({ carry }, { t, duration }) =>
    carry === undefined ? t('summary.once') : t('summary.carry', { duration: duration(carry) }),
  Form,
});
