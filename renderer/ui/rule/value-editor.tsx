/** The value of a rule, as the comparison needs it: text, number, date, duration, chips, a choice. */
import { Autocomplete, NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import type { Rule, RuleScalar } from '../../../flows/sdk/rule.ts';
import { useEditorContext } from '../define-editor.ts';
import { DurationField } from '../duration-field.tsx';
import { useUi } from '../use-ui.ts';
import { countryName, languageName } from '../words.ts';
import type { Comparison, FieldInfo } from './field-info.ts';

interface Props {
  rule: Rule;
  info: FieldInfo;
  comparison: Comparison;
  onChange: (rule: Rule) => void;
}

/** Values to offer for a field, with their words. */
function useSuggestions(info: FieldInfo): { value: string; label: string }[] {
  const { fields, segments, document } = useEditorContext();
  const { language } = useUi();
  if (info.field === 'country')
    return fields.countries.map((value) => ({ value, label: countryName(value, language) }));
  if (info.field === 'language')
    return fields.languages.map((value) => ({ value, label: languageName(value, language) }));
  if (info.kind === 'tags') return fields.tags.map((value) => ({ value, label: value }));
  if (info.kind === 'segment') return segments.map(({ slot, name }) => ({ value: slot, label: name }));
  if (info.field === 'node') return document.nodes.map(({ id, name }) => ({ value: id, label: name ?? id }));
  return [];
}

export function ValueEditor({ rule, info, comparison, onChange }: Props) {
  const { t } = useUi();
  const suggestions = useSuggestions(info);
  const { segments, bindSegment } = useEditorContext();
  const set = (value: RuleScalar | RuleScalar[]) => onChange({ ...rule, value });
  /** A saved segment becomes a slot of the flow when it is picked. */
  const asSlot = (value: string): string =>
    info.kind === 'segment' && segments.some(({ slot, saved }) => slot === value && saved === true)
      ? (bindSegment?.(value) ?? value)
      : value;
  const text = typeof rule.value === 'string' ? rule.value : '';
  switch (comparison) {
    case 'isTrue':
    case 'isFalse':
    case 'known':
    case 'unknown':
      return null;
    case 'withinLast':
    case 'notWithinLast':
    case 'beforeAgo':
    case 'afterAgo':
    case 'beforeAhead':
    case 'afterAhead': {
      const sign = comparison === 'beforeAgo' || comparison === 'afterAgo' ? '-' : '';
      return (
        <DurationField
          compact
          label={t('rule.value')}
          value={text.replace(/^[+-]/, '') || 'P30D'}
          onChange={(duration) => set(`${sign}${duration}`)}
        />
      );
    }
    case 'in':
    case 'notIn': {
      const chosen = Array.isArray(rule.value) ? rule.value.map(String) : [];
      const labels = new Map(suggestions.map(({ value, label }) => [label, value]));
      const shown = new Map(suggestions.map(({ value, label }) => [value, label]));
      return (
        <TagsInput
          aria-label={t('rule.values')}
          placeholder={chosen.length === 0 ? t('rule.values') : ''}
          data={suggestions.map(({ label }) => label)}
          value={chosen.map((value) => shown.get(value) ?? value)}
          onChange={(values) => set(values.map((label) => asSlot(labels.get(label) ?? label)))}
          acceptValueOnBlur
        />
      );
    }
    case 'between': {
      const [from, to] = Array.isArray(rule.value) ? rule.value : [null, null];
      return (
        <div className="k-row k-row-center">
          <One info={info} label={t('rule.from')} value={from ?? null} onChange={(value) => set([value, to ?? null])} />
          <span className="k-hint">–</span>
          <One info={info} label={t('rule.to')} value={to ?? null} onChange={(value) => set([from ?? null, value])} />
        </div>
      );
    }
    default:
      break;
  }
  if (info.kind === 'segment' || info.kind === 'choice' || info.field === 'node') {
    const known = suggestions.some(({ value }) => value === text) || text === '';
    return (
      <Select
        aria-label={t('rule.value')}
        placeholder={info.kind === 'segment' ? t('segment.placeholder') : t('rule.value')}
        searchable
        nothingFoundMessage={info.kind === 'segment' ? t('segment.none') : t('liquid.nothing')}
        data={known ? suggestions : [...suggestions, { value: text, label: text }]}
        value={text === '' ? null : text}
        onChange={(value) => set(asSlot(value ?? ''))}
      />
    );
  }
  if (info.kind === 'tags')
    return (
      <Autocomplete
        aria-label={t('rule.value')}
        data={suggestions.map(({ value }) => value)}
        value={text}
        onChange={set}
        maxLength={100}
      />
    );
  const value = rule.value;
  return (
    <One
      info={info}
      label={t('rule.value')}
      value={value === undefined || typeof value === 'object' ? null : value}
      onChange={set}
    />
  );
}

function One({
  info,
  label,
  value,
  onChange,
}: {
  info: FieldInfo;
  label: string;
  value: RuleScalar;
  onChange: (value: RuleScalar) => void;
}) {
  if (info.kind === 'number')
    return (
      <NumberInput
        className="k-grow"
        aria-label={label}
        value={typeof value === 'number' ? value : ''}
        onChange={(next) => {
          if (typeof next === 'number') onChange(next);
        }}
      />
    );
  return (
    <TextInput
      className="k-grow"
      aria-label={label}
      type={info.kind === 'date' ? 'date' : 'text'}
      maxLength={2000}
      value={value === null ? '' : String(value)}
      onChange={(event) => {
        const next = event.currentTarget.value;
        if (info.kind !== 'date' || next !== '') onChange(next);
      }}
    />
  );
}
