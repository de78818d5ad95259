import { Checkbox, Radio } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { AccountSelect } from '../../renderer/ui/account-select.tsx';
import { ChannelSelect } from '../../renderer/ui/channel-select.tsx';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { DurationField } from '../../renderer/ui/duration-field.tsx';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { MessageTexts } from '../../renderer/ui/message/message-form.tsx';
import { channelName, topicName } from '../../renderer/ui/rule/rule-words.ts';
import { TopicSelect } from '../../renderer/ui/simple-fields.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

const actions = ['subscribe', 'unsubscribe', 'confirm'] as const;

export const editor = defineEditor(spec, {
  icon: IconUserCheck,
  summary: ({ action, channel, topic }, { t }) => {
    const what = topic === undefined ? t('summary.everything') : topicName(topic, t);
    return t(`summary.${action}`, { channel: channelName(channel, t), topic: what });
  },
  Form: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    const { confirm } = config;
    return (
      <div className="k-form">
        <Radio.Group
          label={t('fields.action.label')}
          error={problem('action')}
          value={config.action}
          onChange={(chosen) => {
            const action = actions.find((one) => one === chosen) ?? config.action;
            const { confirm: _question, evenIfRefused, ...rest } = config;
            const question = confirm ?? {
              account: config.channel,
              content: {},
              button: t('actions.yes'),
              timeout: 'P3D',
            };
            onChange({
              ...rest,
              action,
              ...(action === 'subscribe' && evenIfRefused !== undefined ? { evenIfRefused } : {}),
              ...(action === 'confirm' ? { confirm: question } : {}),
            });
          }}
        >
          <div className="k-stack k-choices">
            {actions.map((action) => (
              <Radio
                key={action}
                value={action}
                label={t(`fields.action.options.${action}`)}
                description={t(`fields.action.helps.${action}`)}
              />
            ))}
          </div>
        </Radio.Group>
        <ChannelSelect
          label={t('fields.channel.label')}
          help={t('fields.channel.help')}
          error={problem('channel')}
          value={config.channel}
          onChange={(channel) =>
            onChange({
              ...config,
              channel,
              ...(confirm === undefined ? {} : { confirm: { ...confirm, account: channel } }),
            })
          }
        />
        <TopicSelect
          label={t('fields.topic.label')}
          help={t('fields.topic.help')}
          error={problem('topic')}
          all={t('summary.everything')}
          value={config.topic}
          onChange={(topic) => {
            const { topic: _old, ...rest } = config;
            onChange(topic === undefined ? rest : { ...rest, topic });
          }}
        />
        {config.action === 'subscribe' ? (
          <Checkbox
            label={t('fields.evenIfRefused.label')}
            description={t('fields.evenIfRefused.help')}
            checked={config.evenIfRefused === true}
            onChange={(event) => {
              const { evenIfRefused: _old, ...rest } = config;
              onChange(event.currentTarget.checked ? { ...rest, evenIfRefused: true } : rest);
            }}
          />
        ) : null}
        {confirm === undefined ? null : (
          <>
            <AccountSelect
              label={t('fields.confirm.account.label')}
              error={problem('confirm.account')}
              slot={confirm.account}
              capability={`send.${config.channel}`}
              onChange={(account) => onChange({ ...config, confirm: { ...confirm, account } })}
            />
            <MessageTexts
              content={confirm.content}
              empty={{ text: '' }}
              shownParts={config.channel === 'email' ? ['subject', 'text'] : ['text']}
              error={Object.keys(confirm.content).length === 0 ? problem('confirm.content') : undefined}
              onChange={(content) => onChange({ ...config, confirm: { ...confirm, content } })}
            >
              {(parts, set, language) => (
                <>
                  {config.channel === 'email' ? (
                    <LiquidField
                      label={t('fields.confirm.subject.label')}
                      rows={1}
                      maxLength={998}
                      value={parts.subject ?? ''}
                      onChange={(subject) => {
                        const { subject: _old, ...rest } = parts;
                        set(subject === '' ? rest : { ...rest, subject: subject.replaceAll('\n', ' ') });
                      }}
                    />
                  ) : null}
                  <LiquidField
                    label={t('fields.confirm.text.label')}
                    help={t('fields.confirm.text.help')}
                    rows={4}
                    maxLength={4000}
                    error={problem(`confirm.content.${language}.text`)}
                    value={parts.text}
                    onChange={(text) => set({ ...parts, text })}
                  />
                </>
              )}
            </MessageTexts>
            <LiquidField
              label={t('fields.confirm.button.label')}
              help={t('fields.confirm.button.help')}
              rows={1}
              maxLength={200}
              error={problem('confirm.button')}
              value={confirm.button}
              onChange={(button) => {
                if (button !== '') onChange({ ...config, confirm: { ...confirm, button } });
              }}
            />
            <DurationField
              label={t('fields.confirm.timeout.label')}
              error={problem('confirm.timeout')}
              value={confirm.timeout}
              onChange={(timeout) => onChange({ ...config, confirm: { ...confirm, timeout } })}
            />
          </>
        )}
      </div>
    );
  },
});
