import { NumberInput, SegmentedControl } from '@mantine/core';
import { IconGauge } from '@tabler/icons-react';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { DurationField } from '../../renderer/ui/duration-field.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

export const editor = defineEditor(spec, {
  icon: IconGauge,
  summary: ({ count, per, over }, { t, duration }) =>
    over === undefined
      ? t('summary.count', { count: count ?? 0, duration: duration(per ?? 'PT1H', 'object') })
      : t('summary.over', { duration: duration(over, 'object') }),
  Form: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    const { count, per, over } = config;
    return (
      <div className="k-form">
        <SegmentedControl
          fullWidth
          aria-label={t('fields.mode.label')}
          value={over === undefined ? 'count' : 'over'}
          data={(['count', 'over'] as const).map((value) => ({ value, label: t(`fields.mode.options.${value}`) }))}
          onChange={(mode) => onChange(mode === 'over' ? { over: 'P1D' } : { count: 100, per: 'PT1H' })}
        />
        {over === undefined ? (
          <>
            <NumberInput
              label={t('fields.count.label')}
              error={problem('count')}
              min={1}
              max={1_000_000}
              allowDecimal={false}
              value={count ?? ''}
              onChange={(next) => {
                if (typeof next === 'number') onChange({ ...config, count: next });
              }}
            />
            <DurationField
              label={t('fields.per.label')}
              help={t('fields.per.help')}
              error={problem('per')}
              value={per}
              onChange={(next) => onChange({ ...config, per: next })}
            />
          </>
        ) : (
          <DurationField
            label={t('fields.over.label')}
            help={t('fields.over.help')}
            error={problem('over')}
            value={over}
            onChange={(next) => onChange({ over: next })}
          />
        )}
      </div>
    );
  },
});
