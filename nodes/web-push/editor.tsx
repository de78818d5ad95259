import { NativeSelect, TextInput } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { defaultKeepFor, mostPushButtons, urgencies } from '../../flows/sdk/push.ts';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { DurationField } from '../../renderer/ui/duration-field.tsx';
import { ButtonsEditor } from '../../renderer/ui/message/buttons-editor.tsx';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { firstText, MessageSetup, MessageTexts } from '../../renderer/ui/message/message-form.tsx';
import { MessagePreview } from '../../renderer/ui/message/preview.tsx';
import { PushPreview } from '../../renderer/ui/message/push-preview.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { defaultUrgency } from './parts.ts';
import { spec, textLimits } from './schema.ts';

interface Written {
  title: string;
  text: string;
  url?: string | undefined;
  image?: string | undefined;
}

/** Without empty addresses. */
const kept = ({ title, text, url, image }: Written): Written => ({
  title,
  text,
  ...(url === undefined || url === '' ? {} : { url }),
  ...(image === undefined || image === '' ? {} : { image }),
});

/** The texts of the buttons are filled in beside the others for the preview. */
const buttonPart = (index: number): string => `button ${index}`;

export const editor = defineEditor(spec, {
  icon: IconBell,
  summary: ({ content, buttons }, { t }) => {
    const shown = firstText(content, 'title') || firstText(content, 'text');
    if (shown === '') return t('summary.empty');
    const text = t('summary.text', { text: shown });
    const count = buttons?.length ?? 0;
    return count === 0 ? text : t('summary.buttons', { text, count });
  },
  Form: (props) => {
    const { config, onChange, problems, t } = props;
    const problem = useProblemText(problems, t);
    return (
      <MessageSetup {...props} capability="send.web-push" clicks={false}>
        <DurationField
          label={t('fields.keepFor.label')}
          help={t('fields.keepFor.help')}
          error={problem('keepFor')}
          units={['minute', 'hour', 'day', 'week']}
          value={config.keepFor ?? defaultKeepFor}
          onChange={(keepFor) => onChange({ ...config, keepFor })}
        />
        <NativeSelect
          label={t('fields.urgency.label')}
          description={t('fields.urgency.help')}
          error={problem('urgency')}
          data={urgencies.map((value) => ({ value, label: t(`fields.urgency.options.${value}`) }))}
          value={config.urgency ?? defaultUrgency}
          onChange={(event) => {
            const urgency = urgencies.find((one) => one === event.currentTarget.value);
            if (urgency !== undefined) onChange({ ...config, urgency });
          }}
        />
        <TextInput
          label={t('fields.group.label')}
          description={t('fields.group.help')}
          maxLength={60}
          error={problem('group')}
          value={config.group ?? ''}
          onChange={(event) => {
            const { group: _old, ...rest } = config;
            const group = event.currentTarget.value;
            onChange(group === '' ? rest : { ...rest, group });
          }}
        />
      </MessageSetup>
    );
  },
  Texts: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    const buttons = config.buttons ?? [];
    return (
      <div className="k-form">
        <MessageTexts
          content={config.content}
          empty={{ title: '', text: '' }}
          shownParts={[]}
          error={Object.keys(config.content).length === 0 ? problem('content') : undefined}
          onChange={(content) => onChange({ ...config, content })}
          preview={({ title, text, image }) => (
            <MessagePreview
              parts={{
                title,
                text,
                ...(title.trim() === '' && text.trim() === ''
                  ? {}
                  : Object.fromEntries(buttons.map((button, index) => [buttonPart(index), button.text]))),
              }}
              htmlParts={[]}
              draw={(parts) => (
                <PushPreview
                  title={parts.title ?? ''}
                  text={parts.text ?? ''}
                  picture={(image ?? '').trim() !== ''}
                  buttons={buttons.map((_, index) => parts[buttonPart(index)] ?? '')}
                />
              )}
            />
          )}
        >
          {(parts, set, language) => [
            <LiquidField
              key="title"
              label={t('fields.content.title.label')}
              help={t('fields.content.title.help')}
              rows={1}
              maxLength={textLimits.title}
              error={problem(`content.${language}.title`)}
              value={parts.title}
              onChange={(title) => set(kept({ ...parts, title }))}
            />,
            <LiquidField
              key="text"
              label={t('fields.content.text.label')}
              help={t('fields.content.text.help')}
              rows={4}
              maxLength={textLimits.text}
              error={problem(`content.${language}.text`)}
              value={parts.text}
              onChange={(text) => set(kept({ ...parts, text }))}
            />,
            <LiquidField
              key="url"
              label={t('fields.content.url.label')}
              help={t('fields.content.url.help')}
              rows={1}
              maxLength={textLimits.link}
              error={problem(`content.${language}.url`)}
              value={parts.url ?? ''}
              onChange={(url) => set(kept({ ...parts, url }))}
            />,
            <LiquidField
              key="image"
              label={t('fields.content.image.label')}
              help={t('fields.content.image.help')}
              rows={1}
              maxLength={textLimits.link}
              error={problem(`content.${language}.image`)}
              value={parts.image ?? ''}
              onChange={(image) => set(kept({ ...parts, image }))}
            />,
            <ButtonsEditor
              key="buttons"
              label={t('fields.buttons.label')}
              help={t('fields.buttons.help')}
              max={mostPushButtons}
              error={(path) => problem(`buttons.${path}`)}
              value={buttons}
              onChange={(changed) => {
                const { buttons: _old, ...rest } = config;
                onChange(changed.length === 0 ? rest : { ...rest, buttons: changed });
              }}
            />,
          ]}
        </MessageTexts>
      </div>
    );
  },
});
