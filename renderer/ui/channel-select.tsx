import { Select } from '@mantine/core';
import { useEditorContext } from './define-editor.ts';
import { channelName } from './rule/rule-words.ts';
import { useUi } from './use-ui.ts';

/** One of the channels that some account can send by; the one chosen stays in the list whatever happens to its account. */
export function ChannelSelect({
  label,
  help,
  error,
  value,
  taken = [],
  onChange,
}: {
  label: string;
  help?: string | undefined;
  error?: string | undefined;
  value: string;
  /** Channels that cannot be chosen here. */
  taken?: readonly string[];
  onChange: (channel: string) => void;
}) {
  const { fields } = useEditorContext();
  const { t } = useUi();
  const offered = [...new Set([...fields.channels, value])].filter((one) => one === value || !taken.includes(one));
  return (
    <Select
      label={label}
      description={help}
      error={error}
      allowDeselect={false}
      data={offered.sort().map((channel) => ({ value: channel, label: channelName(channel, t) }))}
      value={value}
      onChange={(channel) => {
        if (channel !== null && channel !== value) onChange(channel);
      }}
    />
  );
}
