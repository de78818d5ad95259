import { NativeSelect, TextInput } from '@mantine/core';
import { IconWorldWww } from '@tabler/icons-react';
import { defaultShowFor, siteFrequencies, siteKinds } from '../../flows/sdk/site.ts';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { DurationField } from '../../renderer/ui/duration-field.tsx';
import { ButtonsEditor } from '../../renderer/ui/message/buttons-editor.tsx';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { firstText, MessageSetup, MessageTexts } from '../../renderer/ui/message/message-form.tsx';
import { MessagePreview } from '../../renderer/ui/message/preview.tsx';
import { SitePreview } from '../../renderer/ui/message/site-preview.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { defaultFrequency } from './parts.ts';
import { mostButtons, spec, textLimits } from './schema.ts';

interface Written {
  title?: string | undefined;
  text: string;
}

/** Without an empty heading. */
const kept = ({ title, text }: Written): { title?: string; text: string } => ({
  ...(title === undefined || title === '' ? {} : { title }),
  text,
});

/** The texts of the buttons are filled in beside the others for the preview. */
const buttonPart = (index: number): string => `button ${index}`;

export const editor = defineEditor(spec, {
  icon: IconWorldWww,
  summary: ({ kind, place, content }, { t }) => {
    const text = firstText(content, 'title') || firstText(content, 'text');
    return text === '' ? t('summary.empty') : t(`summary.${kind}`, { text, place: place ?? '…' });
  },
  Form: (props) => {
    const { config, onChange, problems, t } = props;
    const problem = useProblemText(problems, t);
    return (
      <MessageSetup {...props} capability="send.site" clicks={false}>
        <p className="k-hint">{t('fields.topic.help')}</p>
        <NativeSelect
          label={t('fields.kind.label')}
          error={problem('kind')}
          data={siteKinds.map((value) => ({ value, label: t(`fields.kind.options.${value}`) }))}
          value={config.kind}
          onChange={(event) => {
            const kind = siteKinds.find((one) => one === event.currentTarget.value);
            if (kind !== undefined) onChange({ ...config, kind });
          }}
        />
        <TextInput
          label={t('fields.place.label')}
          description={`${t('fields.place.help', { example: config.place ?? t('fields.place.placeholder') })}${
            config.kind === 'card' ? '' : ` ${t('fields.place.helpAny')}`
          }`}
          placeholder={t('fields.place.placeholder')}
          spellCheck={false}
          maxLength={60}
          error={problem('place')}
          value={config.place ?? ''}
          onChange={(event) => {
            const { place: _old, ...rest } = config;
            // Spaces cannot stand in a place's name: a name typed with them is what was meant.
            const place = event.currentTarget.value.trimStart().replaceAll(/\s/g, '-');
            onChange(place === '' ? rest : { ...rest, place });
          }}
        />
        <NativeSelect
          label={t('fields.frequency.label')}
          error={problem('frequency')}
          data={siteFrequencies.map((value) => ({ value, label: t(`fields.frequency.options.${value}`) }))}
          value={config.frequency ?? defaultFrequency}
          onChange={(event) => {
            const frequency = siteFrequencies.find((one) => one === event.currentTarget.value);
            if (frequency !== undefined) onChange({ ...config, frequency });
          }}
        />
        <DurationField
          label={t('fields.showFor.label')}
          help={t('fields.showFor.help')}
          error={problem('showFor')}
          units={['hour', 'day', 'week', 'month']}
          value={config.showFor ?? defaultShowFor}
          onChange={(showFor) => onChange({ ...config, showFor })}
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
          empty={{ text: '' }}
          shownParts={[]}
          error={Object.keys(config.content).length === 0 ? problem('content') : undefined}
          onChange={(content) => onChange({ ...config, content })}
          preview={({ title, text }) => (
            <MessagePreview
              parts={{
                title: title ?? '',
                text,
                ...(text.trim() === ''
                  ? {}
                  : Object.fromEntries(buttons.map((button, index) => [buttonPart(index), button.text]))),
              }}
              htmlParts={[]}
              draw={(parts) => (
                <SitePreview
                  kind={config.kind}
                  title={parts.title ?? ''}
                  text={parts.text ?? ''}
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
              value={parts.title ?? ''}
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
            <ButtonsEditor
              key="buttons"
              label={t('fields.buttons.label')}
              help={t('fields.buttons.help')}
              max={mostButtons}
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
