import { IconPlayerPlay } from '@tabler/icons-react';
import { isSegmentAudience } from '../../flows/sdk/audience.ts';
import { isEmptyRule } from '../../flows/sdk/rule.ts';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { SegmentOrRule } from '../../renderer/ui/segment-or-rule.tsx';
import { DateTimeField } from '../../renderer/ui/simple-fields.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

export const editor = defineEditor(spec, {
  icon: IconPlayerPlay,
  summary: ({ audience, at }, { t, rule, date, segmentName }) => {
    const who = isSegmentAudience(audience)
      ? t('summary.segment', { segment: segmentName(audience.segment) })
      : isEmptyRule(audience)
        ? t('summary.everybody')
        : t('summary.rule', { rule: rule(audience) });
    return at === undefined ? who : t('summary.at', { who, date: date(at) });
  },
  Form: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    return (
      <div className="k-form">
        <SegmentOrRule
          label={t('fields.audience.label')}
          help={t('fields.audience.help')}
          error={problem('audience')}
          value={config.audience}
          onChange={(audience) => onChange({ ...config, audience })}
        />
        <DateTimeField
          label={t('fields.at.label')}
          help={t('fields.at.help')}
          error={problem('at')}
          value={config.at}
          onChange={(at) => {
            const { at: _old, ...rest } = config;
            onChange(at === undefined ? rest : { ...rest, at });
          }}
        />
      </div>
    );
  },
});
