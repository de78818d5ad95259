/** Where an answer came from, in words; an account is called by its name already. */
import { useTranslation } from 'react-i18next';

export function useConsentSource(): (source: string) => string {
  const { t, i18n } = useTranslation('contacts');
  return (source) => (i18n.exists(`contacts:consent.from.${source}`) ? t(`consent.from.${source}`) : source);
}
