import { SegmentedControl } from '@mantine/core';
import { IconUsersPlus } from '@tabler/icons-react';
import { isSegmentAudience } from '../../flows/sdk/audience.ts';
import { isEmptyRule } from '../../flows/sdk/rule.ts';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { FieldBox } from '../../renderer/ui/field-box.tsx';
import { SegmentOrRule } from '../../renderer/ui/segment-or-rule.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

const choices = ['later', 'now', 'both'] as const;

export const editor = defineEditor(spec, {
  icon: IconUsersPlus,
  summary: ({ audience, on, who = 'later' }, { t, rule, segmentName }) => {
    const what = isSegmentAudience(audience)
      ? t('summary.segment', { segment: segmentName(audience.segment) })
      : isEmptyRule(audience)
        ? t('summary.everybody')
        : rule(audience);
    return t(on === 'leave' ? 'summary.leave' : `summary.${who}`, { what });
  },
  Form: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    const who = config.who ?? 'later';
    return (
      <div className="k-form">
        <SegmentedControl
          fullWidth
          aria-label={t('fields.on.label')}
          value={config.on}
          data={(['enter', 'leave'] as const).map((on) => ({ value: on, label: t(`fields.on.options.${on}`) }))}
          onChange={(on) => {
            const { who: _old, ...rest } = config;
            onChange(on === 'leave' ? { ...rest, on } : { ...rest, on: 'enter', who: 'later' });
          }}
        />
        <SegmentOrRule
          label={t('fields.audience.label')}
          help={t('fields.audience.help')}
          error={problem('audience')}
          value={config.audience}
          onChange={(audience) => onChange({ ...config, audience })}
        />
        {config.on === 'enter' ? (
          <FieldBox label={t('fields.who.label')} help={t(`fields.who.help.${who}`)} error={problem('who')}>
            <SegmentedControl
              fullWidth
              size="xs"
              aria-label={t('fields.who.label')}
              value={who}
              data={choices.map((choice) => ({ value: choice, label: t(`fields.who.options.${choice}`) }))}
              onChange={(choice) => {
                const next = choices.find((one) => one === choice);
                if (next !== undefined) onChange({ ...config, who: next });
              }}
            />
          </FieldBox>
        ) : null}
        <p className="k-hint">{t('how')}</p>
      </div>
    );
  },
});
