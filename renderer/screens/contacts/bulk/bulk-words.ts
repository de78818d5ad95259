/** A change of many in words. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { BulkAction, BulkChange } from '../../../../flows/api/bulk.ts';
import { orpc } from '../../../app/client.ts';
import { useAttributeName } from '../use-attribute-text.ts';

export function useFieldName(): (field: string) => string {
  const { t } = useTranslation('contacts');
  const attributeName = useAttributeName();
  return (field) =>
    field.startsWith('attributes.') ? attributeName(field.slice('attributes.'.length)) : t(`field.${field}`);
}

/** What is done: `undo` while it is taken back. */
export function useBulkWords(): (action: Pick<BulkAction, 'change' | 'state'>) => string {
  const { t } = useTranslation('bulk');
  const fieldName = useFieldName();
  const { data: segments } = useQuery(orpc.segments.list.queryOptions());
  const what = (change: BulkChange): string => {
    if ('tag' in change) return change.tag;
    if ('list' in change) return segments?.find(({ id }) => id === change.list)?.name ?? change.list;
    const name = fieldName(change.field);
    return change.value === null ? name : `${name} = ${String(change.value)}`;
  };
  return ({ change }) =>
    t(`doing.${change.kind === 'set' && change.value === null ? 'empty' : change.kind}`, { what: what(change) });
}
