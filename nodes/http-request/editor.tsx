import { Checkbox, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { IconWorldWww } from '@tabler/icons-react';
import type * as z from 'zod';
import { AccountSelect } from '../../renderer/ui/account-select.tsx';
import { defineEditor, type FormProps } from '../../renderer/ui/define-editor.ts';
import { DurationField } from '../../renderer/ui/duration-field.tsx';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { Rows } from '../../renderer/ui/rows.tsx';
import { SaveRows } from '../../renderer/ui/save-rows.tsx';
import { Optional } from '../../renderer/ui/simple-fields.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { carriesBody, methods, spec } from './schema.ts';

type Config = z.output<typeof spec.config>;

function Form({ config, onChange, problems, t }: FormProps<Config>) {
  const problem = useProblemText(problems, t);
  const { query = [], headers = [], save = [], body, tries, timeout } = config;
  const without = <Key extends keyof Config>(key: Key): Omit<Config, Key> => {
    const { [key]: _old, ...rest } = config;
    return rest;
  };
  const pairs = (key: 'query' | 'headers', items: typeof query, max: number) => (
    <Rows
      label={t(`fields.${key}.label`)}
      help={t(`fields.${key}.help`)}
      items={items}
      max={max}
      addLabel={t(`actions.${key}`)}
      create={() => ({ name: key === 'headers' ? 'X-Name' : 'name', value: '' })}
      onChange={(next) => onChange(next.length === 0 ? without(key) : { ...config, [key]: next })}
    >
      {(pair, set, index) => (
        <>
          <TextInput
            label={t('fields.pair.name')}
            error={problem(`${key}.${index}.name`)}
            maxLength={200}
            value={pair.name}
            onChange={(event) => set({ ...pair, name: event.currentTarget.value })}
          />
          <LiquidField
            label={t('fields.pair.value')}
            rows={1}
            maxLength={4000}
            error={problem(`${key}.${index}.value`)}
            value={pair.value}
            onChange={(value) => set({ ...pair, value: value.replaceAll('\n', ' ') })}
          />
        </>
      )}
    </Rows>
  );
  return (
    <div className="k-form">
      <AccountSelect
        label={t('fields.account.label')}
        help={t('fields.account.help')}
        error={problem('account')}
        slot={config.account}
        capability="operations.http.request"
        onChange={(account) => onChange({ ...config, account })}
      />
      <NativeSelect
        label={t('fields.method.label')}
        value={config.method}
        data={[...methods]}
        onChange={(event) => {
          const method = methods.find((one) => one === event.currentTarget.value);
          if (method !== undefined) onChange({ ...config, method });
        }}
      />
      <LiquidField
        label={t('fields.url.label')}
        help={t('fields.url.help')}
        rows={1}
        maxLength={2000}
        error={problem('url')}
        value={config.url}
        onChange={(url) => onChange({ ...config, url: url.replaceAll('\n', '') })}
      />
      {pairs('query', query, 30)}
      {pairs('headers', headers, 20)}
      {carriesBody(config.method) || body !== undefined ? (
        <LiquidField
          code
          label={t('fields.body.label')}
          help={t('fields.body.help')}
          rows={6}
          maxLength={20_000}
          error={problem('body')}
          value={body ?? ''}
          onChange={(next) => onChange(next.trim() === '' ? without('body') : { ...config, body: next })}
        />
      ) : null}
      <SaveRows
        save={save}
        t={t}
        problem={problem}
        onChange={(next) => onChange(next.length === 0 ? without('save') : { ...config, save: next })}
      />
      <NumberInput
        label={t('fields.tries.label')}
        description={t('fields.tries.help')}
        error={problem('tries')}
        min={1}
        max={6}
        allowDecimal={false}
        value={tries ?? 6}
        onChange={(next) => {
          if (typeof next === 'number') onChange({ ...config, tries: next });
        }}
      />
      {config.method === 'POST' || config.method === 'PATCH' ? (
        <Checkbox
          label={t('fields.repeatable.label')}
          description={t('fields.repeatable.help')}
          checked={config.repeatable === true}
          onChange={(event) =>
            onChange(event.currentTarget.checked ? { ...config, repeatable: true } : without('repeatable'))
          }
        />
      ) : null}
      <Optional
        label={t('fields.timeout.label')}
        on={timeout !== undefined}
        onToggle={(on) => onChange(on ? { ...config, timeout: 'PT1H' } : without('timeout'))}
      >
        <DurationField
          label={t('fields.timeout.label')}
          help={t('fields.timeout.help')}
          error={problem('timeout')}
          value={timeout ?? 'PT1H'}
          onChange={(next) => onChange({ ...config, timeout: next })}
        />
      </Optional>
    </div>
  );
}

export const editor = defineEditor(spec, {
  icon: IconWorldWww,
  summary: ({ method, url }, { t }) =>
    url.trim() === '' ? t('summary.none', { method }) : t('summary.request', { method, url: url.trim() }),
  Form,
});
