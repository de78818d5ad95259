/** Each field of the CRM, what it becomes here, and which value wins for it alone. */
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { conflictRules } from '../../../../flows/sdk/sync-mapping.ts';
import { orpc } from '../../../app/client.ts';
import table from '../../../app/table.module.css';
import classes from './sync.module.css';
import { attributeOf, builtIn, remapped, type SyncField, type SyncMapping, stays, withRule } from './sync-fields.ts';

export interface SyncMappingTableProps {
  fields: readonly SyncField[];
  mapping: SyncMapping;
  onChange: (mapping: SyncMapping) => void;
}

const asAll = 'all';

export function SyncMappingTable({ fields, mapping, onChange }: SyncMappingTableProps) {
  const { t } = useTranslation('syncs');
  const known = useQuery(orpc.contacts.fields.queryOptions());
  const attributes = (known.data?.attributes ?? []).map(({ name }) => `attributes.${name}`);
  const labelOf = (to: string): string =>
    to === stays
      ? t('fields.stays')
      : to.startsWith('attributes.')
        ? to.slice('attributes.'.length)
        : t(`contacts:field.${to}`);
  const mapped = new Map(mapping.fields.map((one) => [one.from, one]));
  return (
    <div className={`${table.wrap} ${classes.fields}`}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t('fields.theirs')}</th>
            <th scope="col">{t('fields.ours')}</th>
            <th scope="col">{t('fields.wins')}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => {
            const one = mapped.get(field.name);
            const own = attributeOf(field);
            const others = [...new Set([own, ...(one === undefined ? [] : [one.to]), ...attributes])].filter((to) =>
              to.startsWith('attributes.'),
            );
            return (
              <tr key={field.name}>
                <th scope="row">{field.label}</th>
                <td>
                  <Select
                    size="xs"
                    searchable
                    aria-label={t('fields.becomes', { field: field.label })}
                    allowDeselect={false}
                    value={one?.to ?? stays}
                    data={[
                      { value: stays, label: labelOf(stays) },
                      { group: t('fields.profile'), items: builtIn.map((value) => ({ value, label: labelOf(value) })) },
                      {
                        group: t('fields.attributes'),
                        items: others.map((value) => ({ value, label: labelOf(value) })),
                      },
                    ]}
                    onChange={(to) => {
                      if (to !== null) onChange(remapped(mapping, field.name, to));
                    }}
                  />
                </td>
                <td>
                  {one === undefined || one.to === 'tags' ? null : (
                    <Select
                      size="xs"
                      aria-label={t('fields.winsFor', { field: field.label })}
                      allowDeselect={false}
                      value={one.rule ?? asAll}
                      data={[
                        { value: asAll, label: t('rule.asAll') },
                        ...conflictRules.map((value) => ({ value, label: t(`rule.${value}`) })),
                      ]}
                      onChange={(value) =>
                        onChange(
                          withRule(
                            mapping,
                            field.name,
                            conflictRules.find((rule) => rule === value),
                          ),
                        )
                      }
                    />
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
