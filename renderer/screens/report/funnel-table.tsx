import { useTranslation } from 'react-i18next';
import type { Report } from '../../../flows/api/shapes.ts';
import { useFormat } from '../../app/format.ts';
import { useReasonWords } from '../../app/reason-words.ts';
import table from '../../app/table.module.css';
import { PeopleButton } from './people-button.tsx';
import type { PeopleOf } from './people-drawer.tsx';
import classes from './report.module.css';
import type { BlockWords } from './use-block-words.ts';

export interface FunnelTableProps {
  report: Report;
  nodes: Report['nodes'];
  words: BlockWords;
  onOpen: (of: Omit<PeopleOf, 'flow' | 'version'>) => void;
}

/** The funnel's numbers: entered = here + went on + ended here. */
export function FunnelTable({ report, nodes, words, onOpen }: FunnelTableProps) {
  const { t } = useTranslation('report');
  const format = useFormat();
  const reason = useReasonWords().exit;
  return (
    <div className={table.wrap}>
      <table className={table.table}>
        <caption className={classes.hidden}>{t('funnel.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('funnel.block')}</th>
            <th scope="col" className={table.number}>
              {t('funnel.entered')}
            </th>
            <th scope="col" className={table.number}>
              {t('funnel.share')}
            </th>
            <th scope="col" className={table.number}>
              {t('funnel.here')}
            </th>
            <th scope="col">{t('funnel.left')}</th>
            <th scope="col">{t('funnel.ended')}</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => {
            const name = words.block(node.id);
            return (
              <tr key={node.id}>
                <th scope="row">{name}</th>
                <td className={table.number}>
                  <PeopleButton
                    n={node.entered}
                    label={`${name}, ${t('funnel.entered')}`}
                    onOpen={() => onOpen({ node: node.id, what: 'entered', title: `${name}: ${t('funnel.entered')}` })}
                  />
                </td>
                <td className={`${table.number} ${table.muted}`}>{format.share(node.entered, report.entered)}</td>
                <td className={table.number}>
                  <PeopleButton
                    n={node.waiting}
                    label={`${name}, ${t('funnel.here')}`}
                    onOpen={() => onOpen({ node: node.id, what: 'here', title: `${name}: ${t('funnel.here')}` })}
                  />
                </td>
                <td>
                  <ul className={classes.chips}>
                    {Object.entries(node.left).map(([outlet, n]) => {
                      const way = words.outlet(node.id, outlet);
                      return (
                        <li key={outlet}>
                          {way}{' '}
                          <PeopleButton
                            n={n}
                            label={`${name}, ${way}`}
                            onOpen={() => onOpen({ node: node.id, what: 'left', by: outlet, title: `${name}: ${way}` })}
                          />
                        </li>
                      );
                    })}
                  </ul>
                </td>
                <td>
                  <ul className={classes.chips}>
                    {Object.entries(node.exited).map(([code, n]) => (
                      <li key={code}>
                        {reason(code)}{' '}
                        <PeopleButton
                          n={n}
                          label={`${name}, ${reason(code)}`}
                          onOpen={() =>
                            onOpen({ node: node.id, what: 'ended', by: code, title: `${name}: ${reason(code)}` })
                          }
                        />
                      </li>
                    ))}
                  </ul>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
