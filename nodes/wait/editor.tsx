import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import type * as z from 'zod';
import { defineEditor, type FormProps, useEditorContext } from '../../renderer/ui/define-editor.ts';
import { DurationField } from '../../renderer/ui/duration-field.tsx';
import { DateTimeField, Optional, TimeOfDayField, WeekdaysField } from '../../renderer/ui/simple-fields.tsx';
import { useProblemText, useUi } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

type Config = z.output<typeof spec.config>;
type Until = NonNullable<Config['until']>;

const sourceOf = (until: Until) => ('date' in until ? 'date' : 'attribute' in until ? 'attribute' : 'property');

function fromSource(source: string, offset: string | undefined): Until {
  const more = offset === undefined ? {} : { offset };
  if (source === 'attribute') return { attribute: 'birthday', ...more };
  if (source === 'property') return { property: 'date', ...more };
  return { date: new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10), ...more };
}

function UntilFields({ config, onChange, problems, t }: FormProps<Config> & { config: { until: Until } }) {
  const { fields } = useEditorContext();
  const problem = useProblemText(problems, t);
  const { until } = config;
  const set = (next: Until) => onChange({ ...config, until: next });
  const { offset } = until;
  const side = offset === undefined ? 'on' : offset.startsWith('-') ? 'before' : 'after';
  const length = offset?.replace(/^[+-]/, '');
  const withOffset = (next: string | undefined) => {
    const { offset: _old, ...rest } = until;
    set(next === undefined ? rest : { ...rest, offset: next });
  };
  const source = sourceOf(until);
  const dates = fields.attributes.filter(({ type }) => type === 'date').map(({ name }) => name);
  return (
    <>
      <NativeSelect
        label={t('fields.until.label')}
        value={source}
        data={(['date', 'attribute', 'property'] as const).map((value) => ({
          value,
          label: t(`fields.until.options.${value}`),
        }))}
        onChange={(event) => set(fromSource(event.currentTarget.value, offset))}
      />
      {'date' in until ? (
        <DateTimeField
          required
          label={t('fields.until.date.label')}
          error={problem('until')}
          value={until.date}
          onChange={(date) => set({ ...until, date: date ?? until.date })}
        />
      ) : 'attribute' in until ? (
        <>
          <TextInput
            label={t('fields.until.attribute.label')}
            error={problem('until')}
            list="k-date-attributes"
            maxLength={100}
            value={until.attribute}
            onChange={(event) => set({ ...until, attribute: event.currentTarget.value })}
          />
          <datalist id="k-date-attributes">
            {dates.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </>
      ) : (
        <TextInput
          label={t('fields.until.property.label')}
          error={problem('until')}
          maxLength={100}
          value={until.property}
          onChange={(event) => set({ ...until, property: event.currentTarget.value })}
        />
      )}
      <NativeSelect
        label={t('fields.until.offset.label')}
        description={t('fields.until.offset.help')}
        value={side}
        data={(['on', 'before', 'after'] as const).map((value) => ({
          value,
          label: t(`fields.until.offset.options.${value}`),
        }))}
        onChange={(event) => {
          const next = event.currentTarget.value;
          withOffset(next === 'on' ? undefined : `${next === 'before' ? '-' : ''}${length ?? 'P1D'}`);
        }}
      />
      {length === undefined ? null : (
        <DurationField
          compact
          label={t('fields.until.offset.label')}
          value={length}
          onChange={(next) => withOffset(`${side === 'before' ? '-' : ''}${next}`)}
        />
      )}
      <NativeSelect
        label={t('fields.ifPast.label')}
        description={t('fields.ifPast.help')}
        error={problem('ifPast')}
        value={config.ifPast ?? 'continue'}
        data={(['continue', 'skip-to', 'exit'] as const).map((value) => ({
          value,
          label: t(`fields.ifPast.options.${value}`),
        }))}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          onChange({ ...config, ifPast: chosen === 'skip-to' || chosen === 'exit' ? chosen : 'continue' });
        }}
      />
    </>
  );
}

function Form(props: FormProps<Config>) {
  const { config, onChange, problems, t } = props;
  const { language } = useUi();
  const problem = useProblemText(problems, t);
  const { until, window } = config;
  const without = <Key extends keyof Config>(key: Key): Omit<Config, Key> => {
    const { [key]: _old, ...rest } = config;
    return rest;
  };
  return (
    <div className="k-form" lang={language}>
      <SegmentedControl
        fullWidth
        aria-label={t('fields.mode.label')}
        value={until === undefined ? 'for' : 'until'}
        data={[
          { value: 'for', label: t('fields.mode.options.for') },
          { value: 'until', label: t('fields.mode.options.until') },
        ]}
        onChange={(mode) => {
          const { for: _for, until: _until, ifPast: _past, ...rest } = config;
          onChange(mode === 'until' ? { ...rest, until: fromSource('date', undefined) } : { ...rest, for: 'P1D' });
        }}
      />
      {until === undefined ? (
        <DurationField
          label={t('fields.for.label')}
          error={problem('for')}
          value={config.for ?? 'P0D'}
          onChange={(next) => onChange({ ...config, for: next })}
        />
      ) : (
        <UntilFields {...props} config={{ ...config, until }} />
      )}
      <TimeOfDayField
        label={t('fields.at.label')}
        help={t('fields.at.help')}
        error={problem('at')}
        value={config.at}
        onChange={(at) => onChange(at === undefined ? without('at') : { ...config, at })}
      />
      <WeekdaysField
        label={t('fields.weekdays.label')}
        help={t('fields.weekdays.help')}
        error={problem('weekdays')}
        value={config.weekdays ?? []}
        onChange={(weekdays) => onChange(weekdays.length === 0 ? without('weekdays') : { ...config, weekdays })}
      />
      <Optional
        label={t('fields.window.label')}
        on={window !== undefined}
        onToggle={(on) => onChange(on ? { ...config, window: { from: '09:00', to: '21:00' } } : without('window'))}
      >
        <p className="k-hint">{t('fields.window.help')}</p>
        <div className="k-row k-row-start">
          {(['from', 'to'] as const).map((side) => (
            <div className="k-grow" key={side}>
              <TimeOfDayField
                required
                label={t(`fields.window.${side}.label`)}
                error={problem(`window.${side}`)}
                value={window?.[side]}
                onChange={(time) => {
                  if (window !== undefined && time !== undefined)
                    onChange({ ...config, window: { ...window, [side]: time } });
                }}
              />
            </div>
          ))}
        </div>
      </Optional>
    </div>
  );
}

export const editor = defineEditor(spec, {
  icon: IconClock,
  summary: (config, { t, duration, date, weekdays }) => {
    const { until, at, window } = config;
    let base: string;
    if (until === undefined) {
      const long = config.for ?? 'PT0S';
      const none = /^P(?:T?0[A-Z])+$/.test(long);
      base =
        at === undefined
          ? t('summary.for', { duration: duration(long) })
          : t(none ? 'summary.at' : 'summary.forAt', { duration: duration(long), time: at });
    } else {
      base =
        'date' in until
          ? t('summary.date', { date: date(until.date) })
          : 'attribute' in until
            ? t('summary.attribute', { name: until.attribute })
            : t('summary.property', { name: until.property });
      if (until.offset !== undefined)
        base = t(until.offset.startsWith('-') ? 'summary.before' : 'summary.after', {
          base,
          duration: duration(until.offset, 'object'),
        });
      if (at !== undefined) base = t('summary.dateAt', { base, time: at });
    }
    if (config.weekdays !== undefined) base = t('summary.weekdays', { base, days: weekdays(config.weekdays) });
    return window === undefined ? base : t('summary.window', { base, from: window.from, to: window.to });
  },
  Form,
});
