import { IconArrowBarRight } from '@tabler/icons-react';
import { flowStarted } from '../../flows/sdk/calls.ts';
import { everybody, isEmptyRule } from '../../flows/sdk/rule.ts';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { RuleBuilder } from '../../renderer/ui/rule/rule-builder.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

export const editor = defineEditor(spec, {
  icon: IconArrowBarRight,
  summary: ({ where }, { t, eventRule }) =>
    where === undefined || isEmptyRule(where)
      ? t('summary.any')
      : t('summary.where', { rule: eventRule(where, flowStarted) }),
  Form: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    return (
      <div className="k-form">
        <p className="k-hint">{t('how')}</p>
        <RuleBuilder
          label={t('fields.where.label')}
          help={t('fields.where.help')}
          error={problem('where')}
          nested
          scope={{ kind: 'event', subject: flowStarted }}
          value={config.where ?? everybody}
          onChange={(where) => {
            const { where: _old, ...rest } = config;
            onChange(where.rules.length === 0 ? rest : { ...rest, where });
          }}
        />
      </div>
    );
  },
});
