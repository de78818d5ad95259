import { NativeSelect, TextInput } from '@mantine/core';
import { IconBellRinging } from '@tabler/icons-react';
import { AccountSelect } from '../../renderer/ui/account-select.tsx';
import { defineEditor, useEditorContext } from '../../renderer/ui/define-editor.ts';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { channels, spec } from './schema.ts';

export const editor = defineEditor(spec, {
  icon: IconBellRinging,
  summary: ({ to }, { t }) => (to.trim() === '' ? t('summary.none') : t('summary.to', { to: to.trim() })),
  Form: ({ config, onChange, problems, t }) => {
    const { accounts, bindAccount } = useEditorContext();
    const problem = useProblemText(problems, t);
    const { channel } = config;
    /** Another channel needs an account of another kind: the usual one is taken. */
    const switchTo = (next: typeof channel) => {
      const capability = `send.${next}`;
      const able = accounts.filter(({ capabilities }) => capabilities.includes(capability));
      const usual = able.find(({ defaultFor }) => defaultFor.includes(capability)) ?? able[0];
      const account = usual === undefined ? next : bindAccount(null, capability, usual.account);
      onChange({ ...config, channel: next, account, to: '' });
    };
    return (
      <div className="k-form">
        <NativeSelect
          label={t('fields.channel.label')}
          value={channel}
          data={channels.map((value) => ({ value, label: t(`fields.channel.options.${value}`) }))}
          onChange={(event) => {
            const next = channels.find((one) => one === event.currentTarget.value);
            if (next !== undefined && next !== channel) switchTo(next);
          }}
        />
        <AccountSelect
          label={t('fields.account.label')}
          error={problem('account')}
          slot={config.account}
          capability={`send.${channel}`}
          onChange={(account) => onChange({ ...config, account })}
        />
        <TextInput
          label={t('fields.to.label')}
          description={t(`fields.to.${channel}`)}
          error={problem('to')}
          maxLength={320}
          value={config.to}
          onChange={(event) => onChange({ ...config, to: event.currentTarget.value })}
        />
        {channel === 'email' ? (
          <LiquidField
            label={t('fields.subject.label')}
            help={t('fields.subject.help')}
            rows={1}
            maxLength={500}
            error={problem('subject')}
            value={config.subject ?? ''}
            onChange={(text) => {
              const { subject: _old, ...rest } = config;
              const subject = text.replaceAll('\n', ' ');
              onChange(subject === '' ? rest : { ...rest, subject });
            }}
          />
        ) : null}
        <LiquidField
          label={t('fields.text.label')}
          help={t('fields.text.help')}
          rows={4}
          maxLength={4000}
          error={problem('text')}
          value={config.text}
          onChange={(text) => onChange({ ...config, text })}
        />
      </div>
    );
  },
});
