import { IconLogin2 } from '@tabler/icons-react';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { spec } from './schema.ts';

export const editor = defineEditor(spec, {
  icon: IconLogin2,
  summary: (_, { t }) => t('summary.text'),
  Form: ({ t }) => <p className="k-hint">{t('description')}</p>,
});
