import { useTranslation } from 'react-i18next';
import type { Report } from '../../../flows/api/shapes.ts';
import { useFormat } from '../../app/format.ts';
import table from '../../app/table.module.css';
import type { BlockWords } from './use-block-words.ts';

export interface SavingsTableProps {
  savings: Report['savings'];
  words: BlockWords;
  currency: string | null;
}

/** What cascades saved: had everybody whom they reached got the dearest message, less what was spent. */
export function SavingsTable({ savings, words, currency }: SavingsTableProps) {
  const { t } = useTranslation('report');
  const format = useFormat();
  return (
    <div className={table.wrap}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t('savings.block')}</th>
            {(['people', 'dearest', 'cost', 'saved'] as const).map((column) => (
              <th key={column} scope="col" className={table.number}>
                {t(`savings.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {savings.map((row) => (
            <tr key={row.node}>
              <th scope="row">{words.block(row.node)}</th>
              <td className={table.number}>{format.number(row.people)}</td>
              <td className={table.number}>{format.money(row.people * row.dearest, currency)}</td>
              <td className={table.number}>{format.money(row.cost, currency)}</td>
              <td className={table.number}>
                <b>{format.money(row.saved, currency)}</b>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
