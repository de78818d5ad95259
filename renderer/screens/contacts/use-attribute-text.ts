/** Names and values of one's own fields as a person reads them. */
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import { plainName } from '../../ui/rule/rule-words.ts';

/** Common fields have a word; others are called as in the file they came from. */
export function useAttributeName(): (name: string) => string {
  const { t } = useTranslation('ui');
  return (name) => t(`known.${name}`, { defaultValue: plainName(name) });
}

export function useAttributeText(): (value: unknown) => string {
  const { t } = useTranslation('contacts');
  const format = useFormat();
  function text(value: unknown): string {
    if (value === null || value === undefined) return '';
    if (typeof value === 'number') return format.number(value);
    if (typeof value === 'boolean') return t(value ? 'app:yes' : 'app:no');
    if (typeof value === 'string')
      return /^\d{4}-\d\d-\d\d(T|$)/.test(value)
        ? value.length === 10
          ? format.date(`${value}T12:00:00Z`)
          : format.dateTime(value)
        : value;
    return Array.isArray(value) ? value.map(text).join(', ') : JSON.stringify(value);
  }
  return text;
}
