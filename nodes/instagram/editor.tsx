import { IconBrandInstagram } from '@tabler/icons-react';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { ButtonsEditor } from '../../renderer/ui/message/buttons-editor.tsx';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { firstText, MessageSetup, MessageTexts } from '../../renderer/ui/message/message-form.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

export const editor = defineEditor(spec, {
  icon: IconBrandInstagram,
  summary: ({ content, buttons }, { t }) => {
    const shown = firstText(content, 'text');
    const pictured = firstText(content, 'image') !== '';
    if (shown === '' && !pictured) return t('summary.empty');
    const text = shown === '' ? t('summary.picture') : t('summary.text', { text: shown });
    const count = buttons?.length ?? 0;
    return count === 0 ? text : t('summary.buttons', { text, count });
  },
  Form: (props) => <MessageSetup {...props} capability="send.instagram" />,
  Texts: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    return (
      <div className="k-form">
        <MessageTexts
          content={config.content}
          empty={{ text: '' }}
          shownParts={['text']}
          error={Object.keys(config.content).length === 0 ? problem('content') : undefined}
          onChange={(content) => onChange({ ...config, content })}
        >
          {(parts, set, language) => (
            <>
              <LiquidField
                label={t('fields.content.text.label')}
                help={t('fields.content.text.help')}
                rows={6}
                maxLength={20_000}
                error={problem(`content.${language}.text`)}
                value={parts.text}
                onChange={(text) => set({ ...parts, text })}
              />
              <LiquidField
                label={t('fields.content.image.label')}
                help={t('fields.content.image.help')}
                rows={1}
                maxLength={2000}
                error={problem(`content.${language}.image`)}
                value={parts.image ?? ''}
                onChange={(image) => {
                  const { image: _old, ...rest } = parts;
                  set(image === '' ? rest : { ...rest, image });
                }}
              />
            </>
          )}
        </MessageTexts>
        <ButtonsEditor
          label={t('fields.buttons.label')}
          help={t('fields.buttons.help')}
          error={(path) => problem(`buttons.${path}`)}
          value={config.buttons ?? []}
          onChange={(buttons) => {
            const { buttons: _old, ...rest } = config;
            onChange(buttons.length === 0 ? rest : { ...rest, buttons });
          }}
        />
      </div>
    );
  },
});
