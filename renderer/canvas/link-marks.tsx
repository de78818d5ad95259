/** The marks of one flow's links, where they differ from the workspace's. */
import { Switch } from '@mantine/core';
import { useState } from 'react';
import { type FlowUtm, type UtmName, utmNames } from '../../flows/sdk/utm.ts';
import { isUtm, UtmFields } from '../ui/utm-fields.tsx';
import { useWords } from './words.ts';

export function LinkMarks({
  value,
  onChange,
}: {
  value: FlowUtm | null;
  onChange: (value: FlowUtm | null, burst: string) => void;
}) {
  const words = useWords();
  /** What is typed and cannot stand in a flow. */
  const [wrong, setWrong] = useState<FlowUtm>({});
  const change = (name: UtmName, text: string): void => {
    const valid = isUtm({ [name]: text });
    const { [name]: _old, ...others } = wrong;
    setWrong(valid ? others : { ...others, [name]: text });
    if (!valid) return;
    const next = { ...value, [name]: text };
    // An empty field is as in the workspace.
    const kept = utmNames.flatMap((one) => (next[one] === undefined || next[one] === '' ? [] : [[one, next[one]]]));
    onChange(Object.fromEntries(kept) as FlowUtm, `utm.${name}`);
  };
  return (
    <>
      <Switch
        label={words.t('links:flow.on')}
        checked={value !== null}
        onChange={(event) => {
          setWrong({});
          onChange(event.currentTarget.checked ? {} : null, 'utm');
        }}
      />
      {value === null ? null : (
        <>
          <UtmFields value={{ ...value, ...wrong }} placeholder={words.t('links:flow.asWorkspace')} onChange={change} />
          <p className="kc-hint">{words.t('links:utm.places')}</p>
        </>
      )}
    </>
  );
}
