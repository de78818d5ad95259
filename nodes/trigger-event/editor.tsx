import { IconBolt } from '@tabler/icons-react';
import { chatEvents } from '../../flows/sdk/chat.ts';
import { formSubmitted } from '../../flows/sdk/form.ts';
import { everybody, isEmptyRule, type RuleGroup } from '../../flows/sdk/rule.ts';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { FormOfEvent } from '../../renderer/ui/form-of-event.tsx';
import { RuleBuilder } from '../../renderer/ui/rule/rule-builder.tsx';
import { eventName } from '../../renderer/ui/rule/rule-words.ts';
import { EventTypeSelect } from '../../renderer/ui/simple-fields.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

const common = [
  'order.created',
  'order.status',
  'cart.updated',
  formSubmitted,
  'page.viewed',
  'deal.stage',
  'tag.added',
  ...Object.values(chatEvents),
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
    const setWhere = (where: RuleGroup) => {
      const { where: _old, ...rest } = config;
      onChange(where.rules.length === 0 ? rest : { ...rest, where });
    };
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
        {config.event === formSubmitted ? (
          <FormOfEvent
            label={t('fields.form.label')}
            help={t('fields.form.help')}
            any={t('fields.form.any')}
            value={config.where ?? everybody}
            onChange={setWhere}
          />
        ) : null}
        <RuleBuilder
          label={t('fields.where.label')}
          help={t('fields.where.help')}
          error={problem('where')}
          nested
          scope={{ kind: 'event', subject: config.event }}
          value={config.where ?? everybody}
          onChange={setWhere}
        />
      </div>
    );
  },
});
