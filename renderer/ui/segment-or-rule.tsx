import { SegmentedControl, Select } from '@mantine/core';
import type { Audience } from '../../flows/sdk/audience.ts';
import { everybody, type RuleGroup } from '../../flows/sdk/rule.ts';
import { useEditorContext } from './define-editor.ts';
import { FieldBox } from './field-box.tsx';
import { GroupCount } from './rule/group-count.tsx';
import { RuleBuilder } from './rule/rule-builder.tsx';
import { useUi } from './use-ui.ts';

/** An audience: conditions of its own, or a saved segment. */
export function SegmentOrRule({
  label,
  help,
  error,
  value,
  onChange,
}: {
  label: string;
  help?: string;
  error?: string | undefined;
  value: Audience;
  onChange: (value: Audience) => void;
}) {
  const { segments, bindSegment } = useEditorContext();
  const { t } = useUi();
  const slot = 'segment' in value ? value.segment : null;
  const rule: RuleGroup | null = 'segment' in value ? null : value;
  const first = segments[0]?.slot;
  const pick = (chosen: string) => {
    const saved = segments.find((segment) => segment.slot === chosen)?.saved === true;
    onChange({ segment: saved && bindSegment !== undefined ? bindSegment(chosen) : chosen });
  };
  const known = slot === null || segments.some((segment) => segment.slot === slot);
  return (
    <FieldBox label={label} help={help}>
      {first === undefined && slot === null ? null : (
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={label}
          value={slot === null ? 'rule' : 'segment'}
          data={[
            { value: 'rule', label: t('segment.byRule') },
            { value: 'segment', label: t('segment.saved') },
          ]}
          onChange={(choice) => {
            if (choice === 'rule') onChange(everybody);
            else if (first !== undefined) pick(first);
          }}
        />
      )}
      {rule === null && slot !== null ? (
        <>
          <Select
            aria-label={t('segment.saved')}
            placeholder={t('segment.placeholder')}
            searchable
            allowDeselect={false}
            error={error}
            data={[
              ...segments.map(({ slot: id, name }) => ({ value: id, label: name })),
              ...(known ? [] : [{ value: slot, label: slot }]),
            ]}
            value={slot}
            onChange={(segment) => {
              if (segment !== null) pick(segment);
            }}
          />
          <GroupCount
            nested={false}
            rule={{ combinator: 'and', rules: [{ field: 'segment', operator: '=', value: slot }] }}
          />
        </>
      ) : (
        <RuleBuilder label={t('segment.byRule')} value={rule ?? everybody} error={error} onChange={onChange} />
      )}
    </FieldBox>
  );
}
