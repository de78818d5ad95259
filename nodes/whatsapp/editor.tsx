import { SegmentedControl } from '@mantine/core';
import { IconBrandWhatsapp } from '@tabler/icons-react';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { firstText, MessageSetup } from '../../renderer/ui/message/message-form.tsx';
import { FreeText } from './free-text.tsx';
import { messageOf, spec } from './schema.ts';
import { TemplateTexts } from './template-texts.tsx';

export const editor = defineEditor(spec, {
  icon: IconBrandWhatsapp,
  summary: (config, { t }) => {
    const message = messageOf(config);
    const text = firstText(message.content, 'text');
    if (text === '') return t(config.kind === 'template' ? 'summary.noTemplate' : 'summary.empty');
    const said = t('summary.text', { text });
    const count = message.buttons?.length ?? 0;
    return count === 0 ? said : t('summary.buttons', { text: said, count });
  },
  // What WhatsApp approved leaves word for word.
  Form: (props) => <MessageSetup {...props} capability="send.whatsapp" clicks={props.config.kind !== 'template'} />,
  Texts: (props) => {
    const { config, onChange, t } = props;
    return (
      <div className="k-form">
        <SegmentedControl
          fullWidth
          aria-label={t('fields.kind.label')}
          data={(['template', 'text'] as const).map((value) => ({ value, label: t(`fields.kind.options.${value}`) }))}
          value={config.kind}
          onChange={(kind) => onChange({ ...config, kind: kind === 'text' ? 'text' : 'template' })}
        />
        <p className="k-hint">{t(`kindHelp.${config.kind}`)}</p>
        {config.kind === 'template' ? <TemplateTexts {...props} /> : <FreeText {...props} />}
      </div>
    );
  },
});
