import { Checkbox, NativeSelect, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { IconCalendarTime } from '@tabler/icons-react';
import { useState } from 'react';
import type * as z from 'zod';
import { isSegmentAudience } from '../../flows/sdk/audience.ts';
import { isCron, upcoming } from '../../flows/sdk/cron.ts';
import { isEmptyRule } from '../../flows/sdk/rule.ts';
import { readSchedule, type Schedule, writeSchedule } from '../../renderer/ui/cron.ts';
import { defineEditor, type FormProps, useEditorContext } from '../../renderer/ui/define-editor.ts';
import { SegmentOrRule } from '../../renderer/ui/segment-or-rule.tsx';
import { DateTimeField, TimeOfDayField, WeekdaysField, ZoneSelect } from '../../renderer/ui/simple-fields.tsx';
import { useProblemText, useUi } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

type Config = z.output<typeof spec.config>;
type T = FormProps<Config>['t'];
const kinds = ['day', 'week', 'month', 'cron'] as const;

function changed(kind: string, old: Schedule | null): Schedule {
  const time = old?.time ?? '10:00';
  if (kind === 'week') return { every: 'week', time, days: [1] };
  if (kind === 'month') return { every: 'month', time, day: 1 };
  return { every: 'day', time };
}

function CronPicker({
  cron,
  onChange,
  error,
  t,
  raw,
  setRaw,
}: {
  cron: string;
  onChange: (cron: string) => void;
  error: string | undefined;
  t: T;
  raw: boolean;
  setRaw: (raw: boolean) => void;
}) {
  const schedule = readSchedule(cron);
  const plain = raw ? null : schedule;
  const set = (next: Schedule) => onChange(writeSchedule(next));
  return (
    <>
      <NativeSelect
        label={t('fields.cron.label')}
        value={plain === null ? 'cron' : plain.every}
        data={kinds.map((kind) => ({ value: kind, label: t(`picker.${kind}`) }))}
        onChange={(event) => {
          const kind = event.currentTarget.value;
          setRaw(kind === 'cron');
          if (kind !== 'cron') set(changed(kind, schedule));
        }}
      />
      {plain === null ? (
        <TextInput
          aria-label={t('fields.cron.label')}
          description={t('fields.cron.help')}
          error={error ?? (isCron(cron) ? undefined : t('problems.not-a-cron'))}
          maxLength={200}
          ff="monospace"
          value={cron}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      ) : (
        <>
          {plain.every === 'week' ? (
            <WeekdaysField
              label={t('picker.days')}
              error={error}
              value={plain.days}
              onChange={(days) => set({ ...plain, days: days.length === 0 ? [1, 2, 3, 4, 5, 6, 7] : days })}
            />
          ) : null}
          {plain.every === 'month' ? (
            <NumberInput
              label={t('picker.date')}
              description={plain.day > 28 ? t('picker.shortMonths') : undefined}
              error={error}
              min={1}
              max={31}
              allowDecimal={false}
              value={plain.day}
              onChange={(day) => {
                if (typeof day === 'number' && day >= 1) set({ ...plain, day });
              }}
            />
          ) : null}
          <TimeOfDayField
            required
            label={t('picker.time')}
            error={plain.every === 'day' ? error : undefined}
            value={plain.time}
            onChange={(time) => set({ ...plain, time: time ?? plain.time })}
          />
        </>
      )}
    </>
  );
}

function Next({ config, t }: { config: Config; t: T }) {
  const { document } = useEditorContext();
  const { language } = useUi();
  if (config.cron === undefined || !isCron(config.cron)) return null;
  const zone = config.timezone ?? document.settings?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const times = upcoming(config.cron, { ms: Date.now(), zone }, 3, { skipWeekends: config.skipWeekends === true });
  if (times.length === 0) return null;
  const format = new Intl.DateTimeFormat(language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
    minute: '2-digit',
    timeZone: zone,
  });
  return <p className="k-hint">{t('picker.next', { times: times.map((ms) => format.format(ms)).join(' · ') })}</p>;
}

function Form({ config, onChange, problems, t }: FormProps<Config>) {
  const problem = useProblemText(problems, t);
  const { audience, timezone } = config;
  const base = { audience, ...(timezone === undefined ? {} : { timezone }) };
  const once = config.once !== undefined;
  return (
    <div className="k-form">
      <SegmentedControl
        fullWidth
        aria-label={t('picker.how')}
        value={once ? 'once' : 'cron'}
        data={[
          { value: 'cron', label: t('fields.cron.label') },
          { value: 'once', label: t('fields.once.label') },
        ]}
        onChange={(mode) =>
          onChange(
            mode === 'once'
              ? { ...base, once: `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}T10:00` }
              : { ...base, cron: '0 10 * * *' },
          )
        }
      />
      {once ? (
        <DateTimeField
          required
          label={t('fields.once.label')}
          help={t('fields.once.help')}
          error={problem('once')}
          value={config.once}
          onChange={(at) => onChange({ ...config, once: at ?? config.once })}
        />
      ) : (
        <>
          <RepeatFields config={config} onChange={onChange} error={problem('cron')} t={t} />
          <Checkbox
            label={t('fields.skipWeekends.label')}
            description={t('fields.skipWeekends.help')}
            error={problem('skipWeekends')}
            checked={config.skipWeekends === true}
            onChange={(event) => {
              const { skipWeekends: _old, ...rest } = config;
              onChange(event.currentTarget.checked ? { ...rest, skipWeekends: true } : rest);
            }}
          />
          <Next config={config} t={t} />
        </>
      )}
      <ZoneSelect
        label={t('fields.timezone.label')}
        help={t('fields.timezone.help')}
        error={problem('timezone')}
        value={timezone}
        onChange={(zone) => {
          const { timezone: _old, ...rest } = config;
          onChange(zone === undefined ? rest : { ...rest, timezone: zone });
        }}
      />
      <SegmentOrRule
        label={t('fields.audience.label')}
        help={t('fields.audience.help')}
        error={problem('audience')}
        value={audience}
        onChange={(next) => onChange({ ...config, audience: next })}
      />
    </div>
  );
}

function RepeatFields({
  config,
  onChange,
  error,
  t,
}: {
  config: Config;
  onChange: (config: Config) => void;
  error: string | undefined;
  t: T;
}) {
  const [raw, setRaw] = useState(false);
  return (
    <CronPicker
      cron={config.cron ?? '0 10 * * *'}
      onChange={(cron) => onChange({ ...config, cron })}
      error={error}
      t={t}
      raw={raw}
      setRaw={setRaw}
    />
  );
}

export const editor = defineEditor(spec, {
  icon: IconCalendarTime,
  summary: ({ audience, cron, once, skipWeekends }, { t, rule, date, weekdays, segmentName }) => {
    const schedule = cron === undefined ? null : readSchedule(cron);
    let when: string;
    if (once !== undefined) when = t('summary.once', { date: date(once) });
    else if (schedule === null) when = t('summary.cron', { cron: cron ?? '' });
    else if (schedule.every === 'day') when = t('summary.daily', { time: schedule.time });
    else if (schedule.every === 'month') when = t('summary.monthly', { day: schedule.day, time: schedule.time });
    else if (schedule.days.join() === '1,2,3,4,5') when = t('summary.weekdays', { time: schedule.time });
    else when = t('summary.weekly', { days: weekdays(schedule.days), time: schedule.time });
    if (skipWeekends === true) when = t('summary.skipWeekends', { when });
    const who = isSegmentAudience(audience)
      ? t('summary.segment', { segment: segmentName(audience.segment) })
      : isEmptyRule(audience)
        ? t('summary.everybody')
        : rule(audience);
    return t('summary.who', { when, who });
  },
  Form,
});
