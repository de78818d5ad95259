import { IconMail } from '@tabler/icons-react';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { LetterEditor } from '../../renderer/ui/message/letter-editor.tsx';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { firstText, MessageSetup, MessageTexts } from '../../renderer/ui/message/message-form.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { htmlParts, spec } from './schema.ts';

export const editor = defineEditor(spec, {
  icon: IconMail,
  summary: ({ content }, { t }) => {
    const subject = firstText(content, 'subject');
    return subject === '' ? t('summary.empty') : t('summary.subject', { subject });
  },
  Form: (props) => <MessageSetup {...props} capability="send.email" />,
  Texts: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    return (
      <MessageTexts
        content={config.content}
        empty={{ subject: '', html: '' }}
        htmlParts={htmlParts}
        shownParts={['subject', 'preheader', 'html']}
        error={Object.keys(config.content).length === 0 ? problem('content') : undefined}
        onChange={(content) => onChange({ ...config, content })}
      >
        {(parts, set, language) => (
          <>
            <LiquidField
              label={t('fields.content.subject.label')}
              help={t('fields.content.subject.help')}
              rows={1}
              maxLength={998}
              error={problem(`content.${language}.subject`)}
              value={parts.subject}
              onChange={(subject) => set({ ...parts, subject: subject.replaceAll('\n', ' ') })}
            />
            <LiquidField
              label={t('fields.content.preheader.label')}
              help={t('fields.content.preheader.help')}
              rows={1}
              maxLength={500}
              error={problem(`content.${language}.preheader`)}
              value={parts.preheader ?? ''}
              onChange={(preheader) => {
                const { preheader: _old, ...rest } = parts;
                set(preheader === '' ? rest : { ...rest, preheader });
              }}
            />
            <LetterEditor
              label={t('fields.content.html.label')}
              error={problem(`content.${language}.html`)}
              value={parts.html}
              onChange={(html) => set({ ...parts, html })}
            />
            <LiquidField
              label={t('fields.content.text.label')}
              help={t('fields.content.text.help')}
              rows={3}
              maxLength={200_000}
              error={problem(`content.${language}.text`)}
              value={parts.text ?? ''}
              onChange={(text) => {
                const { text: _old, ...rest } = parts;
                set(text === '' ? rest : { ...rest, text });
              }}
            />
          </>
        )}
      </MessageTexts>
    );
  },
});
