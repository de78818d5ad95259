/** Stages of deals at the CRM, or statuses of tickets at the help desk, which is asked when the form opens; where it cannot be asked, its id is typed. */
import { Loader, Select, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { SyncPipeline } from '../../flows/sdk/sync.ts';
import { boundAccount } from './account-select.tsx';
import { type StagedKind, useEditorContext } from './define-editor.ts';

export interface StageSelectProps {
  label: string;
  help: string;
  typed: string;
  error: string | undefined;
  slot: string;
  /** What the account behind the slot must be able to do. */
  capability: string;
  kind: StagedKind;
  stage: string | undefined;
  pipeline: string | undefined;
  onChange: (chosen: { stage: string; pipeline: string | undefined } | null) => void;
}

const between = ' \u2192 ';

export function StageSelect({
  label,
  help,
  typed,
  error,
  slot,
  capability,
  kind,
  stage,
  pipeline,
  onChange,
}: StageSelectProps) {
  const context = useEditorContext();
  const ask = context.stages;
  const account = boundAccount(context, slot, capability)?.account;
  const [pipelines, setPipelines] = useState<readonly SyncPipeline[] | 'asking' | null>('asking');
  useEffect(() => {
    if (ask === undefined || account === undefined) {
      setPipelines(null);
      return;
    }
    let gone = false;
    setPipelines('asking');
    ask(account, kind).then(
      (found) => gone || setPipelines(found),
      () => gone || setPipelines(null),
    );
    return () => {
      gone = true;
    };
  }, [ask, account, kind]);
  if (pipelines === null || (pipelines !== 'asking' && pipelines.length === 0))
    return (
      <TextInput
        label={label}
        description={typed}
        error={error}
        maxLength={200}
        value={stage ?? ''}
        onChange={(event) => {
          const text = event.currentTarget.value.trim();
          onChange(text === '' ? null : { stage: text, pipeline });
        }}
      />
    );
  const all = pipelines === 'asking' ? [] : pipelines;
  const options = all.map(({ id, name, stages }) => ({
    group: name || label,
    items: stages.map((one) => ({ value: `${id}${between}${one.id}`, label: one.name })),
  }));
  const chosen = all
    .filter(({ id }) => pipeline === undefined || id === pipeline)
    .find(({ stages }) => stages.some(({ id }) => id === stage));
  return (
    <Select
      label={label}
      description={help}
      error={error}
      searchable
      clearable
      data={options}
      rightSection={pipelines === 'asking' ? <Loader size={14} /> : undefined}
      disabled={pipelines === 'asking'}
      value={chosen === undefined || stage === undefined ? null : `${chosen.id}${between}${stage}`}
      onChange={(value) => {
        const [id, of] = value?.split(between) ?? [];
        onChange(id === undefined || of === undefined ? null : { stage: of, pipeline: id });
      }}
    />
  );
}
