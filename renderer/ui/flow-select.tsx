import { Select } from '@mantine/core';
import { useEditorContext } from './define-editor.ts';
import { useUi } from './use-ui.ts';

/** Another flow of the workspace, bound to the block's slot. */
export function FlowSelect({
  label,
  help,
  error,
  slot,
  onChange,
}: {
  label: string;
  help?: string;
  error?: string | undefined;
  /** Empty where none is chosen yet. */
  slot: string;
  onChange: (slot: string) => void;
}) {
  const { flows, bindFlow, flowOf } = useEditorContext();
  const { t } = useUi();
  const bound = flowOf(slot);
  return (
    <div className="k-stack k-tight">
      <Select
        label={label}
        description={help}
        error={error}
        placeholder={t('flow.placeholder')}
        nothingFoundMessage={t('flow.none')}
        searchable
        allowDeselect={false}
        data={flows.map(({ flow, name }) => ({ value: flow, label: name }))}
        value={bound}
        onChange={(flow) => {
          if (flow !== null) onChange(bindFlow(flow));
        }}
      />
      {slot !== '' && bound === null ? <p className="k-hint k-hint-warn">{t('flow.open', { slot })}</p> : null}
    </div>
  );
}
