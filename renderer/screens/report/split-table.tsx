import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { Report } from '../../../flows/api/shapes.ts';
import { useFormat } from '../../app/format.ts';
import table from '../../app/table.module.css';
import { PeopleButton } from './people-button.tsx';
import type { PeopleOf } from './people-drawer.tsx';
import type { BlockWords } from './use-block-words.ts';

export interface SplitTableProps {
  split: Report['split'];
  words: BlockWords;
  onOpen: (of: Omit<PeopleOf, 'flow' | 'version'>) => void;
}

export function SplitTable({ split, words, onOpen }: SplitTableProps) {
  const { t } = useTranslation('report');
  const format = useFormat();
  return (
    <div className={table.wrap}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t('split.arm')}</th>
            <th scope="col" className={table.number}>
              {t('split.entered')}
            </th>
            <th scope="col" className={table.number}>
              {t('split.goal')}
            </th>
            <th scope="col" className={table.number}>
              {t('split.rate')}
            </th>
          </tr>
        </thead>
        <tbody>
          {split.map(({ node, arms }) => (
            <Fragment key={node}>
              {arms.map((arm) => {
                const name = `${words.block(node)}: ${words.outlet(node, arm.id)}`;
                return (
                  <tr key={arm.id}>
                    <th scope="row">{name}</th>
                    <td className={table.number}>
                      <PeopleButton
                        n={arm.entered}
                        label={name}
                        onOpen={() => onOpen({ node, what: 'left', by: arm.id, title: name })}
                      />
                    </td>
                    <td className={table.number}>{format.number(arm.goal)}</td>
                    <td className={table.number}>{format.percent(arm.rate)}</td>
                  </tr>
                );
              })}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
