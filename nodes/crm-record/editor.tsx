import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { IconAddressBook, IconPlus, IconTrash } from '@tabler/icons-react';
import type * as z from 'zod';
import { AccountSelect } from '../../renderer/ui/account-select.tsx';
import { defineEditor, type FormProps } from '../../renderer/ui/define-editor.ts';
import { DurationField } from '../../renderer/ui/duration-field.tsx';
import { FieldBox } from '../../renderer/ui/field-box.tsx';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { placed } from '../../renderer/ui/placed.ts';
import { StageSelect } from '../../renderer/ui/stage-select.tsx';
import { useProblemText, useUi } from '../../renderer/ui/use-ui.ts';
import { crmCapability, spec, targets, works } from './schema.ts';

type Config = z.output<typeof spec.config>;

function Form({ config, onChange, problems, t }: FormProps<Config>) {
  const { t: ui } = useUi();
  const problem = useProblemText(problems, t);
  const { work, fields = [] } = config;
  const put = <Key extends keyof Config>(key: Key, value: Config[Key] | undefined): void => {
    const { [key]: _old, ...rest } = config;
    onChange((value === undefined || value === '' ? rest : { ...rest, [key]: value }) as Config);
  };
  const setFields = (next: typeof fields) => put('fields', next.length === 0 ? undefined : next);
  const texts = work === 'add-task' || work === 'add-note';
  return (
    <div className="k-form">
      <AccountSelect
        label={t('fields.account.label')}
        help={t('fields.account.help')}
        error={problem('account')}
        slot={config.account}
        capability={crmCapability}
        onChange={(account) => onChange({ ...config, account })}
      />
      <NativeSelect
        label={t('fields.work.label')}
        value={work}
        data={works.map((value) => ({ value, label: t(`fields.work.options.${value}`) }))}
        onChange={(event) => {
          const next = works.find((one) => one === event.currentTarget.value);
          // What only the old one had would be kept, unseen.
          if (next !== undefined) onChange({ account: config.account, work: next });
        }}
      />
      {work === 'create-deal' ? (
        <>
          <LiquidField
            label={t('fields.title.label')}
            rows={1}
            maxLength={250}
            error={problem('title')}
            value={config.title ?? ''}
            onChange={(title) => put('title', title.replaceAll('\n', ' '))}
          />
          <LiquidField
            label={t('fields.amount.label')}
            help={t('fields.amount.help')}
            rows={1}
            maxLength={200}
            error={problem('amount')}
            value={config.amount ?? ''}
            onChange={(amount) => put('amount', amount.replaceAll('\n', ''))}
          />
          <TextInput
            label={t('fields.currency.label')}
            description={t('fields.currency.help')}
            error={problem('currency')}
            maxLength={3}
            value={config.currency ?? ''}
            onChange={(event) => put('currency', event.currentTarget.value.toUpperCase())}
          />
        </>
      ) : null}
      {work === 'create-deal' || work === 'move-deal' ? (
        <StageSelect
          label={t('fields.stage.label')}
          help={t(work === 'create-deal' ? 'fields.stage.first' : 'fields.stage.help')}
          typed={t('fields.stage.typed')}
          error={problem('stage')}
          slot={config.account}
          capability={crmCapability}
          kind="deal"
          stage={config.stage}
          pipeline={config.pipeline}
          onChange={(chosen) => {
            const { stage: _stage, pipeline: _pipeline, ...rest } = config;
            if (chosen === null) onChange(rest);
            else {
              const { stage, pipeline } = chosen;
              onChange({ ...rest, stage, ...(pipeline === undefined ? {} : { pipeline }) });
            }
          }}
        />
      ) : null}
      {texts ? (
        <>
          <NativeSelect
            label={t('fields.about.label')}
            description={t('fields.about.help')}
            value={config.about ?? 'contact'}
            data={targets.map((value) => ({ value, label: t(`fields.about.options.${value}`) }))}
            onChange={(event) =>
              put(
                'about',
                targets.find((one) => one === event.currentTarget.value),
              )
            }
          />
          <LiquidField
            label={t('fields.text.label')}
            rows={4}
            maxLength={2000}
            error={problem('text')}
            value={config.text ?? ''}
            onChange={(text) => put('text', text)}
          />
        </>
      ) : null}
      {work === 'add-task' ? (
        <DurationField
          label={t('fields.due.label')}
          help={t('fields.due.help')}
          error={problem('due')}
          value={config.due ?? 'P1D'}
          onChange={(due) => put('due', due)}
        />
      ) : null}
      {work === 'save-contact' || work === 'create-deal' ? (
        <FieldBox label={t('fields.fields.label')} help={t('fields.fields.help')}>
          {placed(fields, () => 'row').map(({ item, index, key }) => (
            <div className="k-card k-stack" key={key}>
              <TextInput
                label={t('fields.fields.name')}
                error={problem(`fields.${index}.name`)}
                maxLength={200}
                value={item.name}
                onChange={(event) =>
                  setFields(fields.map((one, at) => (at === index ? { ...one, name: event.currentTarget.value } : one)))
                }
              />
              <LiquidField
                label={t('fields.fields.value')}
                rows={1}
                maxLength={2000}
                error={problem(`fields.${index}.value`)}
                value={item.value}
                onChange={(value) => setFields(fields.map((one, at) => (at === index ? { ...one, value } : one)))}
              />
              <div>
                <ActionIcon
                  color="gray"
                  aria-label={ui('list.remove', { name: `${t('fields.fields.label')} ${index + 1}` })}
                  onClick={() => setFields(fields.filter((_, at) => at !== index))}
                >
                  <IconTrash size={15} stroke={1.75} />
                </ActionIcon>
              </div>
            </div>
          ))}
          <div>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconPlus size={14} stroke={1.75} />}
              disabled={fields.length >= 30}
              onClick={() => setFields([...fields, { name: 'field', value: '' }])}
            >
              {t('actions.fields')}
            </Button>
          </div>
        </FieldBox>
      ) : null}
    </div>
  );
}

export const editor = defineEditor(spec, {
  icon: IconAddressBook,
  summary: ({ work, title }, { t }) =>
    work === 'create-deal' && title !== undefined && title.trim() !== ''
      ? t('summary.deal', { title: title.trim() })
      : t(`fields.work.options.${work}`),
  Form,
});
