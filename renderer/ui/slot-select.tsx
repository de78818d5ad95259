import { Select } from '@mantine/core';
import { useUi } from './use-ui.ts';

export interface SlotSelectProps {
  label: string;
  help?: string;
  error?: string | undefined;
  /** Empty where none is chosen yet. */
  slot: string;
}

/** Something of the workspace that a slot of the flow stands for. `words`: `placeholder`, `none` and `open` of what it is. */
export function SlotSelect({
  label,
  help,
  error,
  slot,
  words,
  bound,
  choices,
  onChoose,
}: SlotSelectProps & {
  words: 'flow' | 'offer';
  /** The id of what it stands for here. */
  bound: string | null;
  choices: readonly { value: string; label: string }[];
  onChoose: (id: string) => void;
}) {
  const { t } = useUi();
  return (
    <div className="k-stack k-tight">
      <Select
        label={label}
        description={help}
        error={error}
        placeholder={t(`${words}.placeholder`)}
        nothingFoundMessage={t(`${words}.none`)}
        searchable
        allowDeselect={false}
        data={choices}
        value={bound}
        onChange={(id) => {
          if (id !== null) onChoose(id);
        }}
      />
      {slot !== '' && bound === null ? <p className="k-hint k-hint-warn">{t(`${words}.open`, { slot })}</p> : null}
    </div>
  );
}
