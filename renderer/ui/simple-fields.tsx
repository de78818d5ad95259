/** Fields for times, days, zones, events, topics: one value each, with label, help and error. */
import { Autocomplete, Checkbox, Radio, Select, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useEditorContext } from './define-editor.ts';
import { FieldBox } from './field-box.tsx';
import { eventName, topicName } from './rule/rule-words.ts';
import { useUi } from './use-ui.ts';
import { numberInWords, weekdayName } from './words.ts';

export interface Field {
  label: string;
  help?: string | undefined;
  error?: string | undefined;
}

/** `HH:MM`; may be empty when `onChange` takes undefined. */
export function TimeOfDayField({
  label,
  help,
  error,
  value,
  onChange,
  required = false,
}: Field & { value: string | undefined; onChange: (value: string | undefined) => void; required?: boolean }) {
  return (
    <TextInput
      type="time"
      label={label}
      description={help}
      error={error}
      value={value ?? ''}
      onChange={(event) => {
        const time = event.currentTarget.value.slice(0, 5);
        if (time !== '') onChange(time);
        else if (!required) onChange(undefined);
      }}
    />
  );
}

/** A date, or a date and time, of the flow's zone. Instants with an offset are shown as text and kept. */
export function DateTimeField({
  label,
  help,
  error,
  value,
  onChange,
  required = false,
}: Field & { value: string | undefined; onChange: (value: string | undefined) => void; required?: boolean }) {
  const local = value === undefined || /^\d{4}-\d\d-\d\d(T\d\d:\d\d)?/.test(value);
  const offset = value !== undefined && /(?:[zZ]|[+-]\d\d:?\d\d)$/.test(value) && value.includes('T');
  return (
    <TextInput
      type={local && !offset ? 'datetime-local' : 'text'}
      label={label}
      description={help}
      error={error}
      value={value === undefined ? '' : local && !offset && !value.includes('T') ? `${value}T00:00` : value}
      onChange={(event) => {
        const text = event.currentTarget.value;
        if (text !== '') onChange(text);
        else if (!required) onChange(undefined);
      }}
    />
  );
}

/** ISO weekdays, 1 Monday to 7 Sunday; none means every day. */
export function WeekdaysField({
  label,
  help,
  error,
  value,
  onChange,
}: Field & { value: readonly number[]; onChange: (value: number[]) => void }) {
  const { t, language } = useUi();
  const presets: [string, number[]][] = [
    ['work', [1, 2, 3, 4, 5]],
    ['end', [6, 7]],
    ['all', []],
  ];
  return (
    <FieldBox label={label} help={help} error={error}>
      <div className="k-days">
        {[1, 2, 3, 4, 5, 6, 7].map((day) => (
          <label key={day} className="k-day">
            <input
              type="checkbox"
              aria-label={weekdayName(day, language)}
              checked={value.includes(day)}
              onChange={(event) =>
                onChange(
                  event.currentTarget.checked
                    ? [...value, day].sort((a, b) => a - b)
                    : value.filter((other) => other !== day),
                )
              }
            />
            <span aria-hidden="true">{weekdayName(day, language, 'short')}</span>
          </label>
        ))}
      </div>
      <div className="k-rules-foot">
        {presets.map(([name, days]) => (
          <button key={name} type="button" className="k-link" onClick={() => onChange(days)}>
            {t(`weekdays.${name}`)}
          </button>
        ))}
      </div>
    </FieldBox>
  );
}

/** IANA zones, found by typing; empty means the flow's own. */
export function ZoneSelect({
  label,
  help,
  error,
  value,
  onChange,
}: Field & { value: string | undefined; onChange: (value: string | undefined) => void }) {
  const { t } = useUi();
  const zones = useMemo(() => {
    const known = Intl.supportedValuesOf('timeZone');
    return [...new Set([...known, 'Europe/Kyiv', 'UTC', ...(value === undefined ? [] : [value])])].sort();
  }, [value]);
  return (
    <Select
      label={label}
      description={help}
      error={error}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('zone.placeholder') }}
      limit={100}
      placeholder={t('zone.placeholder')}
      nothingFoundMessage={t('zone.none')}
      data={zones}
      value={value ?? null}
      onChange={(zone) => onChange(zone ?? undefined)}
    />
  );
}

/** Events that have happened, with how often; any other name may be typed. */
export function EventTypeSelect({
  label,
  help,
  error,
  value,
  onChange,
  extra = [],
}: Field & {
  value: string;
  onChange: (value: string) => void;
  /** Types to offer although none has happened yet. */
  extra?: readonly string[];
}) {
  const { fields } = useEditorContext();
  const { t, language } = useUi();
  const counts = new Map(fields.events.map(({ type, count }) => [type, count]));
  const many = new Set(fields.events.filter(({ more }) => more === true).map(({ type }) => type));
  const types = [...new Set([...counts.keys(), ...extra])];
  const name = value === '' ? '' : eventName(value, t);
  const note =
    value === ''
      ? null
      : counts.has(value)
        ? t(many.has(value) ? 'event.countMore' : 'event.count', { count: counts.get(value) ?? 0 })
        : extra.includes(value)
          ? null
          : t('event.unseen');
  return (
    <div className="k-stack k-tight">
      <Autocomplete
        label={label}
        description={help}
        error={error}
        placeholder={t('event.placeholder')}
        data={types}
        value={value}
        maxLength={200}
        onChange={onChange}
        renderOption={({ option }) => (
          <span className="k-option">
            <span className="k-option-name">{eventName(option.value, t)}</span>
            <span className="k-hint">
              {option.value}
              {counts.has(option.value) ? ` · ${numberInWords(counts.get(option.value) ?? 0, language)}` : ''}
            </span>
          </span>
        )}
      />
      {value === '' ? null : (
        <p className="k-hint">{[name === value ? null : name, note].filter((part) => part !== null).join(' · ')}</p>
      )}
    </div>
  );
}

/** Service, or a topic that people agreed to. */
export function TopicField({
  label,
  help,
  error,
  value,
  onChange,
}: Field & { value: string; onChange: (value: string) => void }) {
  const { fields } = useEditorContext();
  const { t } = useUi();
  const [last, setLast] = useState(value === 'service' ? 'marketing' : value);
  const topics = [...new Set(['marketing', ...fields.topics])].filter((topic) => topic !== 'service');
  return (
    <div className="k-stack">
      <Radio.Group
        label={label}
        description={help}
        value={value === 'service' ? 'service' : 'other'}
        onChange={(choice) => onChange(choice === 'service' ? 'service' : last)}
      >
        <div className="k-stack k-choices">
          <Radio value="other" label={t('topic.marketing')} description={t('topic.marketingHelp')} />
          <Radio value="service" label={t('topic.service')} description={t('topic.serviceHelp')} />
        </div>
      </Radio.Group>
      {value === 'service' ? null : (
        <Autocomplete
          label={t('topic.other')}
          placeholder={t('topic.placeholder')}
          data={topics}
          value={value}
          error={error}
          maxLength={64}
          renderOption={({ option }) => topicName(option.value, t)}
          onChange={(topic) => {
            setLast(topic);
            onChange(topic);
          }}
        />
      )}
    </div>
  );
}

/** A consent topic, or all of a channel (undefined). */
export function TopicSelect({
  label,
  help,
  error,
  all,
  value,
  onChange,
}: Field & {
  /** What "all of the channel" is called. */
  all: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const { fields } = useEditorContext();
  const { t } = useUi();
  const topics = [...new Set(['marketing', ...fields.topics, ...(value === undefined ? [] : [value])])];
  return (
    <Autocomplete
      label={label}
      description={help}
      error={error}
      placeholder={all}
      data={topics.filter((topic) => topic !== 'service')}
      value={value ?? ''}
      maxLength={64}
      renderOption={({ option }) => topicName(option.value, t)}
      onChange={(topic) => onChange(topic === '' ? undefined : topic)}
    />
  );
}

const choices = ['wait', 'not-sent', 'exit'] as const;

/** What happens when a message may not be sent; undefined is the default, wait. */
export function SuppressionField({
  label,
  help,
  error,
  value,
  onChange,
}: Field & { value: (typeof choices)[number] | undefined; onChange: (value: (typeof choices)[number]) => void }) {
  const { t } = useUi();
  return (
    <Radio.Group
      label={label}
      description={help}
      error={error}
      value={value ?? 'wait'}
      onChange={(choice) => onChange(choices.find((one) => one === choice) ?? 'wait')}
    >
      <div className="k-stack k-choices">
        {choices.map((choice) => (
          <Radio
            key={choice}
            value={choice}
            label={t(`suppression.${choice}`)}
            description={t(`suppression.${choice}Help`)}
          />
        ))}
      </div>
    </Radio.Group>
  );
}

/** A setting that may be left out altogether: the box shows the controls. */
export function Optional({
  label,
  on,
  onToggle,
  children,
}: {
  label: string;
  on: boolean;
  onToggle: (on: boolean) => void;
  children: React.ReactNode;
}) {
  return (
    <div className="k-stack">
      <Checkbox label={label} checked={on} onChange={(event) => onToggle(event.currentTarget.checked)} />
      {on ? <div className="k-indent">{children}</div> : null}
    </div>
  );
}
