import { IconBolt } from '@tabler/icons-react';
import { everybody, isEmptyRule } from '../../flows/sdk/rule.ts';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { RuleBuilder } from '../../renderer/ui/rule/rule-builder.tsx';
import { eventName } from '../../renderer/ui/rule/rule-words.ts';
import { EventTypeSelect } from '../../renderer/ui/simple-fields.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

const common = [
  'order.created',
  'order.status',
  'cart.updated',
  'form.submitted',
  'page.viewed',
  'deal.stage',
  'tag.added',
];

export const editor = defineEditor(spec, {
  icon: IconBolt,
  summary: ({ event, where }, { t, eventRule }) => {
    const name = eventName(event, t);
    return where === undefined || isEmptyRule(where)
      ? t('summary.event', { event: name })
      : t('summary.where', { event: name, rule: eventRule(where, event) });
  },
  Form: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    return (
      <div className="k-form">
        <EventTypeSelect
          label={t('fields.event.label')}
          help={t('fields.event.help')}
          error={problem('event')}
          extra={common}
          value={config.event}
          onChange={(event) => onChange({ ...config, event })}
        />
        <RuleBuilder
          label={t('fields.where.label')}
          help={t('fields.where.help')}
          error={problem('where')}
          nested
          scope={{ kind: 'event', subject: config.event }}
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
