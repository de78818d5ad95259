import { ActionIcon, Button, NativeSelect, NumberInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useId } from 'react';
import { FieldBox } from './field-box.tsx';
import { Tooltip } from './tooltip.tsx';
import { useUi } from './use-ui.ts';
import { type DurationPart, durationInWords, durationParts, zeroUnit } from './words.ts';

const letters: Record<DurationPart['unit'], string> = {
  second: 'S',
  minute: 'M',
  hour: 'H',
  day: 'D',
  week: 'W',
  month: 'M',
  year: 'Y',
};
const exact = new Set<DurationPart['unit']>(['second', 'minute', 'hour']);

/** One number and one unit as an ISO 8601 duration without sign. */
export const toDuration = (amount: number, unit: DurationPart['unit']): string =>
  `P${exact.has(unit) ? 'T' : ''}${amount}${letters[unit]}`;

/** A duration as one number and one unit; null when it has several (`P1DT12H`), is broken, or is not a whole number. */
export function simpleDuration(iso: string): DurationPart | null {
  const parts = durationParts(iso);
  if (parts === null || parts.length > 1) return null;
  const part = parts[0] ?? { amount: 0, unit: zeroUnit(iso) };
  return Number.isInteger(part.amount) ? part : null;
}

export interface DurationFieldProps {
  label: string;
  /** ISO 8601 without sign; undefined: none. */
  value: string | undefined;
  onChange: (value: string) => void;
  /** Given when the duration may be left out. */
  onClear?: () => void;
  help?: string | undefined;
  error?: string | undefined;
  /** Without visible label and hint, for use inside a sentence. */
  compact?: boolean;
  units?: readonly DurationPart['unit'][];
}

/** A number and its unit. Calendar days and exact hours are told apart in words. */
export function DurationField(props: DurationFieldProps) {
  const { label, value, onChange, onClear, help, error, compact = false } = props;
  const { t, language } = useUi();
  const hint = useId();
  const units = props.units ?? ['minute', 'hour', 'day', 'week', 'month', 'year'];
  if (value === undefined)
    return (
      <FieldBox label={label} help={help} error={error}>
        <div className="k-row k-row-center">
          <span className="k-hint k-grow">{t('duration.none')}</span>
          <Button size="compact-sm" variant="default" onClick={() => onChange('P1D')}>
            {t('duration.set')}
          </Button>
        </div>
      </FieldBox>
    );
  const simple = simpleDuration(value);
  const clear =
    onClear === undefined ? null : (
      <Tooltip label={t('duration.none')}>
        <ActionIcon color="gray" aria-label={`${label}: ${t('duration.none')}`} onClick={onClear}>
          <IconX size={15} stroke={1.75} />
        </ActionIcon>
      </Tooltip>
    );
  const controls =
    simple === null ? (
      <div className="k-row k-row-center">
        <span className="k-grow">{t('duration.handmade', { duration: durationInWords(value, language) })}</span>
        <Button size="compact-sm" variant="default" onClick={() => onChange('P1D')}>
          {t('duration.simplify')}
        </Button>
      </div>
    ) : (
      <div className="k-row k-row-center">
        <NumberInput
          aria-label={compact ? `${label}: ${t('duration.amount')}` : t('duration.amount')}
          aria-describedby={compact ? undefined : hint}
          className="k-amount"
          min={0}
          max={99_999}
          allowDecimal={false}
          allowNegative={false}
          value={simple.amount}
          error={error !== undefined}
          onChange={(amount) => {
            if (typeof amount === 'number') onChange(toDuration(amount, simple.unit));
          }}
        />
        <NativeSelect
          aria-label={compact ? `${label}: ${t('duration.unit')}` : t('duration.unit')}
          className="k-grow"
          value={simple.unit}
          data={[...new Set([...units, simple.unit])].map((unit) => ({
            value: unit,
            label: t(`duration.${unit}`, { count: simple.amount }),
          }))}
          onChange={(event) => onChange(toDuration(simple.amount, event.currentTarget.value as DurationPart['unit']))}
        />
        {clear}
      </div>
    );
  if (compact) return controls;
  const kind = simple === null ? null : simple.unit === 'day' ? 'calendar' : exact.has(simple.unit) ? 'exact' : null;
  const isLong = simple !== null && simple.unit === 'hour' && simple.amount >= 24;
  return (
    <FieldBox label={label} help={help} error={error}>
      {controls}
      {kind === 'calendar' || isLong ? (
        <p className="k-hint" id={hint}>
          {t(`duration.${kind ?? 'exact'}`)}
        </p>
      ) : null}
    </FieldBox>
  );
}
