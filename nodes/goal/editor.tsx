import { Radio, Switch, TextInput } from '@mantine/core';
import { IconTargetArrow } from '@tabler/icons-react';
import { everybody, isEmptyRule } from '../../flows/sdk/rule.ts';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { RuleBuilder } from '../../renderer/ui/rule/rule-builder.tsx';
import { eventName } from '../../renderer/ui/rule/rule-words.ts';
import { EventTypeSelect } from '../../renderer/ui/simple-fields.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

const chosen = (then: 'count' | 'end') => ({ then });

export const editor = defineEditor(spec, {
  icon: IconTargetArrow,
  summary: ({ event, where, value, pull, then }, { t, number, eventRule }) => {
    let base =
      event === undefined
        ? t('summary.arrived')
        : where === undefined || isEmptyRule(where)
          ? t('summary.event', { event: eventName(event, t) })
          : t('summary.where', { event: eventName(event, t), rule: eventRule(where, event) });
    if (pull === true) base = t('summary.pull', { base });
    if (value !== undefined)
      base = t('summary.value', { base, value: typeof value === 'number' ? number(value) : value });
    return then === 'end' ? t('summary.end', { base }) : base;
  },
  Form: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    return (
      <div className="k-form">
        <EventTypeSelect
          label={t('fields.event.label')}
          help={t('fields.event.help')}
          error={problem('event')}
          extra={['order.created', 'message.replied', 'form.submitted']}
          value={config.event ?? ''}
          onChange={(event) => {
            const { event: _event, where, pull, ...rest } = config;
            if (event === '') return onChange(rest);
            onChange({ ...rest, event, ...(where === undefined ? {} : { where }), ...(pull === true ? { pull } : {}) });
          }}
        />
        {config.event === undefined ? null : (
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
        )}
        {config.event === undefined ? null : (
          <Switch
            label={t('fields.pull.label')}
            description={t('fields.pull.help')}
            error={problem('pull')}
            checked={config.pull === true}
            onChange={(event) => {
              const { pull: _old, ...rest } = config;
              onChange(event.currentTarget.checked ? { ...rest, pull: true } : rest);
            }}
          />
        )}
        <TextInput
          label={t('fields.value.label')}
          description={t('fields.value.help')}
          error={problem('value')}
          maxLength={200}
          value={config.value === undefined ? '' : String(config.value)}
          onChange={(event) => {
            const { value: _old, ...rest } = config;
            const text = event.currentTarget.value.trim();
            const plain = /^-?\d+(\.\d+)?$/.test(text);
            onChange(text === '' ? rest : { ...rest, value: plain ? Number(text) : text });
          }}
        />
        <Radio.Group
          label={t('fields.then.label')}
          error={problem('then')}
          value={config.then}
          onChange={(choice) => onChange({ ...config, ...chosen(choice === 'end' ? 'end' : 'count') })}
        >
          <div className="k-stack k-choices">
            <Radio value="count" label={t('fields.then.options.count')} />
            <Radio value="end" label={t('fields.then.options.end')} />
          </div>
        </Radio.Group>
      </div>
    );
  },
});
