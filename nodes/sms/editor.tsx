import { IconDeviceMobileMessage } from '@tabler/icons-react';
import { estimateSmsParts } from '../../flows/sdk/sms-parts.ts';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { useShortLink } from '../../renderer/ui/message/count-clicks.tsx';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { firstText, MessageSetup, MessageTexts } from '../../renderer/ui/message/message-form.tsx';
import { SmsCounter } from '../../renderer/ui/message/sms-counter.tsx';
import { SmsShorter } from '../../renderer/ui/message/sms-shorter.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

export const editor = defineEditor(spec, {
  icon: IconDeviceMobileMessage,
  summary: ({ content }, { t }) => {
    const text = firstText(content, 'text');
    if (text === '') return t('summary.empty');
    const { parts } = estimateSmsParts(Object.values(content)[0]?.text ?? '');
    return `${t('summary.text', { text })} · ${t('summary.parts', { count: parts })}`;
  },
  Form: (props) => <MessageSetup {...props} capability="send.sms" />,
  Texts: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    const link = useShortLink(config);
    return (
      <MessageTexts
        content={config.content}
        empty={{ text: '' }}
        shownParts={['text']}
        error={Object.keys(config.content).length === 0 ? problem('content') : undefined}
        onChange={(content) => onChange({ ...config, content })}
      >
        {(parts, set, language) => (
          <div className="k-stack k-tight">
            <LiquidField
              label={t('fields.content.text.label')}
              help={t('fields.content.text.help')}
              rows={5}
              maxLength={2000}
              error={problem(`content.${language}.text`)}
              value={parts.text}
              onChange={(text) => set({ ...parts, text })}
            />
            <SmsCounter text={parts.text} link={link} />
            <SmsShorter
              text={parts.text}
              link={link}
              language={language}
              onChange={(text) => set({ ...parts, text })}
            />
          </div>
        )}
      </MessageTexts>
    );
  },
});
