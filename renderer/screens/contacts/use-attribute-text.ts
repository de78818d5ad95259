/** The value of a field as a person reads it. */
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';

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
