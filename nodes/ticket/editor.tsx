import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { IconHeadset, IconPlus, IconTrash } from '@tabler/icons-react';
import type * as z from 'zod';
import { ticketPriorities } from '../../flows/sdk/desk.ts';
import { AccountSelect } from '../../renderer/ui/account-select.tsx';
import { defineEditor, type FormProps } from '../../renderer/ui/define-editor.ts';
import { FieldBox } from '../../renderer/ui/field-box.tsx';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { placed } from '../../renderer/ui/placed.ts';
import { StageSelect } from '../../renderer/ui/stage-select.tsx';
import { useProblemText, useUi } from '../../renderer/ui/use-ui.ts';
import { deskCapability, spec, works } from './schema.ts';

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
  return (
    <div className="k-form">
      <AccountSelect
        label={t('fields.account.label')}
        help={t('fields.account.help')}
        error={problem('account')}
        slot={config.account}
        capability={deskCapability}
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
      {work === 'create-ticket' ? (
        <LiquidField
          label={t('fields.subject.label')}
          rows={1}
          maxLength={250}
          error={problem('subject')}
          value={config.subject ?? ''}
          onChange={(subject) => put('subject', subject.replaceAll('\n', ' '))}
        />
      ) : null}
      {work === 'set-status' ? (
        <StageSelect
          label={t('fields.status.label')}
          help={t('fields.status.help')}
          typed={t('fields.status.typed')}
          error={problem('status')}
          slot={config.account}
          capability={deskCapability}
          kind="ticket"
          stage={config.status}
          pipeline={undefined}
          onChange={(chosen) => put('status', chosen?.stage)}
        />
      ) : (
        <LiquidField
          label={t('fields.text.label')}
          help={t(work === 'add-note' ? 'fields.text.note' : 'fields.text.help')}
          rows={4}
          maxLength={5000}
          error={problem('text')}
          value={config.text ?? ''}
          onChange={(text) => put('text', text)}
        />
      )}
      {work === 'create-ticket' ? (
        <>
          <NativeSelect
            label={t('fields.priority.label')}
            value={config.priority ?? 'low'}
            data={ticketPriorities.map((value) => ({ value, label: t(`fields.priority.options.${value}`) }))}
            onChange={(event) =>
              put(
                'priority',
                ticketPriorities.find((one) => one === event.currentTarget.value),
              )
            }
          />
          <FieldBox label={t('fields.fields.label')} help={t('fields.fields.help')}>
            {placed(fields, () => 'row').map(({ item, index, key }) => (
              <div className="k-card k-stack" key={key}>
                <TextInput
                  label={t('fields.fields.name')}
                  error={problem(`fields.${index}.name`)}
                  maxLength={200}
                  value={item.name}
                  onChange={(event) =>
                    setFields(
                      fields.map((one, at) => (at === index ? { ...one, name: event.currentTarget.value } : one)),
                    )
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
        </>
      ) : null}
    </div>
  );
}

export const editor = defineEditor(spec, {
  icon: IconHeadset,
  summary: ({ work, subject }, { t }) =>
    work === 'create-ticket' && subject !== undefined && subject.trim() !== ''
      ? t('summary.ticket', { subject: subject.trim() })
      : t(`fields.work.options.${work}`),
  Form,
});
