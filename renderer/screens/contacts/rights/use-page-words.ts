/** Words for the pages that are saved as files, in the language of the app. */
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../app/format.ts';
import { useReasonWords } from '../../../app/reason-words.ts';
import type { PageWords } from './person-page.ts';

export function usePageWords(): PageWords {
  const { t, i18n } = useTranslation('rights');
  const format = useFormat();
  const reasons = useReasonWords();
  return {
    language: i18n.language,
    t: (key, values = {}) => t(key, values),
    column: (name) => t(`column.${name}`, { defaultValue: name }),
    moment: (iso) => format.dateTime(iso),
    reason: (code) => {
      const exit = reasons.exit(code);
      return exit === code ? reasons.message(code) : exit;
    },
    yes: t('app:yes'),
    no: t('app:no'),
  };
}
