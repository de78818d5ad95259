import { NativeSelect } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { postalAttributes } from '../../flows/sdk/postal.ts';
import { envelopes, hasEnvelope, kindOf, printFormats } from '../../flows/sdk/print/paper.ts';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { FieldBox } from '../../renderer/ui/field-box.tsx';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { firstText, MessageSetup, MessageTexts } from '../../renderer/ui/message/message-form.tsx';
import { MessagePreview } from '../../renderer/ui/message/preview.tsx';
import { Paper } from '../../renderer/ui/print/paper.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { withLayout } from './parts.ts';
import { PictureField } from './picture-field.tsx';
import { spec } from './schema.ts';

/** Parts of a text that may be left out, in the order of the form. */
const extras = ['title', 'qr', 'caption', 'sender'] as const;
type Extra = (typeof extras)[number];
type Written = Record<Extra, string | undefined> & { text: string };

const most: Readonly<Record<Extra, number>> = { title: 200, qr: 500, caption: 300, sender: 400 };

/** Without what is empty. */
const kept = (parts: Partial<Written> & { text: string }): { text: string } & { [K in Extra]?: string } => ({
  text: parts.text,
  ...Object.fromEntries(extras.flatMap((part) => (parts[part] ? [[part, parts[part]]] : []))),
});

export const editor = defineEditor(spec, {
  icon: IconPrinter,
  summary: ({ format, content }, { t }) => {
    const kind = kindOf(format);
    if (kind === 'label') return t('summary.label');
    const text = firstText(content, 'title') || firstText(content, 'text');
    return text === '' ? t('summary.empty') : t(`summary.${kind}`, { text });
  },
  outletLabel: (outlet, _config, { t }) => (outlet === 'no-address' ? t('outlets.no-address') : null),
  Form: (props) => {
    const { config, onChange, problems, t } = props;
    const problem = useProblemText(problems, t);
    const fields = postalAttributes.map((name) => t(`fields.address.fields.${name}`)).join(', ');
    return (
      <MessageSetup {...props} capability="send.print" clicks={false}>
        <NativeSelect
          label={t('fields.format.label')}
          error={problem('format')}
          data={printFormats.map((value) => ({ value, label: t(`fields.format.options.${value}`) }))}
          value={config.format}
          onChange={(event) => {
            const format = printFormats.find((one) => one === event.currentTarget.value);
            if (format === undefined) return;
            const { envelope, ...rest } = config;
            onChange({ ...rest, ...(envelope !== undefined && hasEnvelope(format) ? { envelope } : {}), format });
          }}
        />
        {hasEnvelope(config.format) ? (
          <NativeSelect
            label={t('fields.envelope.label')}
            description={t('fields.envelope.help')}
            error={problem('envelope')}
            data={envelopes.map((value) => ({ value, label: t(`fields.envelope.options.${value}`) }))}
            value={config.envelope ?? 'left'}
            onChange={(event) => {
              const envelope = envelopes.find((one) => one === event.currentTarget.value);
              if (envelope !== undefined) onChange({ ...config, envelope });
            }}
          />
        ) : null}
        {kindOf(config.format) === 'label' ? null : (
          <PictureField
            t={t}
            value={config.picture}
            error={problem('picture')}
            onChange={(picture) => {
              const { picture: _old, ...rest } = config;
              onChange(picture === undefined ? rest : { ...rest, picture });
            }}
          />
        )}
        <FieldBox label={t('fields.address.label')}>
          <p className="k-hint">{t('fields.address.help', { fields })}</p>
        </FieldBox>
      </MessageSetup>
    );
  },
  Texts: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    const paper = (texts: Readonly<Record<string, string>>) => (
      <MessagePreview
        parts={withLayout(texts, config)}
        htmlParts={[]}
        draw={(parts) => <Paper parts={parts} picture={config.picture ?? null} />}
      />
    );
    if (kindOf(config.format) === 'label') {
      return (
        <div className="k-form">
          <p className="k-hint">{t('fields.labelOnly')}</p>
          {paper({})}
        </div>
      );
    }
    return (
      <MessageTexts
        content={config.content}
        empty={{ text: '' }}
        shownParts={[]}
        error={Object.keys(config.content).length === 0 ? problem('content') : undefined}
        onChange={(content) => onChange({ ...config, content })}
        preview={(parts) => paper(Object.fromEntries(Object.entries(kept({ ...parts, text: parts.text ?? '' }))))}
      >
        {(parts, set, language) => {
          const field = (part: Extra | 'text', rows: number) => (
            <LiquidField
              key={part}
              label={t(`fields.content.${part}.label`)}
              help={t(`fields.content.${part}.help`)}
              rows={rows}
              maxLength={part === 'text' ? 20_000 : most[part]}
              error={problem(`content.${language}.${part}`)}
              value={parts[part] ?? ''}
              onChange={(text) => set(kept({ ...parts, [part]: text }))}
            />
          );
          return [field('title', 1), field('text', 8), field('qr', 1), field('caption', 2), field('sender', 3)];
        }}
      </MessageTexts>
    );
  },
});
