import { NativeSelect, Select } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useState } from 'react';
import type * as z from 'zod';
import { freshId } from '../../flows/document/edits.ts';
import { type OperationForm, operationCapability } from '../../flows/sdk/operation.ts';
import { AddAccount, boundAccount } from '../../renderer/ui/account-select.tsx';
import { defineEditor, type EditorContext, type FormProps, useEditorContext } from '../../renderer/ui/define-editor.ts';
import { FieldBox } from '../../renderer/ui/field-box.tsx';
import { OperationFields, startOf } from '../../renderer/ui/operation-fields.tsx';
import { useOperationWords } from '../../renderer/ui/operation-words.ts';
import { channelName, topicName } from '../../renderer/ui/rule/rule-words.ts';
import { SaveRows } from '../../renderer/ui/save-rows.tsx';
import { useProblemText, useUi } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

type Config = z.output<typeof spec.config>;

/** The slot by which the account does it. What other blocks do by theirs stays as it is. */
function slotFor(context: EditorContext, now: string, capability: string, account: string): string | null {
  const declared = Object.entries(context.document.slots?.accounts ?? {});
  const same = declared.filter(([, one]) => one.capability === capability).map(([slot]) => slot);
  if (same.includes(now)) return now;
  const bound = same.find((slot) => boundAccount(context, slot, capability)?.account === account);
  if (bound !== undefined || same.length === 0) return bound ?? null;
  return freshId(capability.split('.').at(-1) ?? 'action', new Set(declared.map(([slot]) => slot)));
}

function Form({ config, onChange, problems, t }: FormProps<Config>) {
  const context = useEditorContext();
  const { t: ui } = useUi();
  const words = useOperationWords();
  const problem = useProblemText(problems, t);
  const { operation, input = [], save = [] } = config;
  /** Chosen, while it is not said yet what it does. */
  const [picked, setPicked] = useState<string | null>(null);
  const formsOf = (type: string): readonly OperationForm[] => context.operations?.(type) ?? [];
  const able = context.accounts.filter(({ type }) => formsOf(type).length > 0);
  const current =
    operation === undefined
      ? able.find(({ account }) => account === picked)
      : boundAccount(context, config.account, operationCapability(operation));
  const offered = current === undefined ? [] : formsOf(current.type);
  // A flow from elsewhere may ask for what no account here can do yet.
  const form =
    offered.find(({ name }) => name === operation) ??
    able.flatMap(({ type }) => formsOf(type)).find(({ name }) => name === operation);

  const choose = (account: string, chosen: OperationForm): void => {
    const capability = operationCapability(chosen.name);
    const slot = context.bindAccount(slotFor(context, config.account, capability, account), capability, account);
    const started = startOf(chosen);
    onChange({
      account: slot,
      operation: chosen.name,
      ...(chosen.name === operation
        ? { ...(config.input === undefined ? {} : { input }), ...(config.save === undefined ? {} : { save }) }
        : started.length === 0
          ? {}
          : { input: started }),
    });
  };
  const pick = (account: string | null): void => {
    if (account === null) return;
    const forms = formsOf(able.find((one) => one.account === account)?.type ?? '');
    const same = forms.find(({ name }) => name === operation) ?? (forms.length === 1 ? forms[0] : undefined);
    if (same !== undefined) choose(account, same);
    else {
      // What the account before did, this one cannot.
      if (operation !== undefined) onChange({ account: config.account });
      setPicked(account);
    }
  };

  return (
    <div className="k-form">
      {able.length === 0 ? (
        <FieldBox label={t('fields.account.label')} help={t('fields.account.help')}>
          <div className="k-card k-stack">
            <span>{t('fields.account.none')}</span>
            <AddAccount />
          </div>
        </FieldBox>
      ) : (
        <Select
          label={t('fields.account.label')}
          description={t('fields.account.help')}
          error={problem('account')}
          placeholder={ui('account.placeholder')}
          allowDeselect={false}
          data={able.map(({ account, name }) => ({ value: account, label: name }))}
          value={current?.account ?? null}
          onChange={pick}
        />
      )}
      {operation !== undefined && current === undefined ? (
        <p className="k-hint k-hint-warn">{ui('account.open', { slot: config.account })}</p>
      ) : null}
      {offered.length === 0 ? null : (
        <NativeSelect
          label={t('fields.operation.label')}
          description={operation === undefined ? undefined : words.help(operation)}
          error={problem('operation')}
          value={operation ?? ''}
          data={[
            ...(operation === undefined ? [{ value: '', label: t('fields.operation.choose') }] : []),
            ...offered.map(({ name }) => ({ value: name, label: words.name(name) })),
          ]}
          onChange={(event) => {
            const chosen = offered.find(({ name }) => name === event.currentTarget.value);
            if (chosen !== undefined && current !== undefined) choose(current.account, chosen);
          }}
        />
      )}
      {form === undefined ? null : (
        <>
          {form.reaches === null ? null : (
            <p className="k-hint">
              {t(form.reaches.topic === 'service' ? 'fields.operation.reachesService' : 'fields.operation.reaches', {
                channel: channelName(form.reaches.channel, ui),
                topic: topicName(form.reaches.topic, ui),
              })}
            </p>
          )}
          <OperationFields
            form={form}
            values={input}
            problem={(index) => problem(`input.${index}`)}
            onChange={(next) => {
              const { input: _input, ...rest } = config;
              onChange(next.length === 0 ? rest : { ...rest, input: next });
            }}
          />
        </>
      )}
      {operation === undefined ? null : (
        <SaveRows
          save={save}
          t={t}
          problem={problem}
          first="id"
          onChange={(next) => {
            const { save: _save, ...rest } = config;
            onChange(next.length === 0 ? rest : { ...rest, save: next });
          }}
        />
      )}
    </div>
  );
}

export const editor = defineEditor(spec, {
  icon: IconPlugConnected,
  summary: ({ operation }, { t }) =>
    operation === undefined ? t('summary.none') : t(`operations:${operation}.name`, { defaultValue: operation }),
  Form,
});
