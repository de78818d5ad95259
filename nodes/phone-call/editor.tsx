import { IconPhoneCall } from '@tabler/icons-react';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { firstText, MessageSetup, MessageTexts } from '../../renderer/ui/message/message-form.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';
import { secondsOf, spokenIn } from './spoken.ts';

export const editor = defineEditor(spec, {
  icon: IconPhoneCall,
  summary: ({ content }, { t }) => {
    if (firstText(content, 'recording') !== '') return t('summary.recording');
    const text = firstText(content, 'text');
    return text === '' ? t('summary.empty') : t('summary.text', { text });
  },
  Form: (props) => <MessageSetup {...props} capability="send.phone-call" />,
  Texts: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    return (
      <MessageTexts
        content={config.content}
        empty={{ text: '' }}
        shownParts={['text']}
        error={Object.keys(config.content).length === 0 ? problem('content') : undefined}
        onChange={(content) => onChange({ ...config, content })}
      >
        {({ text = '', recording = '' }, set, language) => {
          const give = (next: { text: string; recording: string }) =>
            set({
              ...(next.text === '' && next.recording !== '' ? {} : { text: next.text }),
              ...(next.recording === '' ? {} : { recording: next.recording }),
            });
          const seconds = secondsOf(text);
          return (
            <div className="k-stack k-tight">
              <LiquidField
                label={t('fields.content.text.label')}
                help={t('fields.content.text.help')}
                rows={5}
                maxLength={3000}
                error={problem(`content.${language}.text`)}
                value={text}
                onChange={(value) => give({ text: value, recording })}
              />
              {recording === '' && seconds > 0 && spokenIn(language) ? (
                <p className="k-help">{t('duration', { count: seconds })}</p>
              ) : null}
              <LiquidField
                label={t('fields.content.recording.label')}
                help={t('fields.content.recording.help')}
                maxLength={1000}
                error={problem(`content.${language}.recording`)}
                value={recording}
                onChange={(value) => give({ text, recording: value })}
              />
            </div>
          );
        }}
      </MessageTexts>
    );
  },
});
