import { useTranslation } from 'react-i18next';
import type { Report } from '../../../flows/api/shapes.ts';
import { ChannelIcon } from '../../app/channel-icon.tsx';
import { useFormat } from '../../app/format.ts';
import { useReasonWords } from '../../app/reason-words.ts';
import table from '../../app/table.module.css';
import { PeopleButton } from './people-button.tsx';
import type { PeopleOf } from './people-drawer.tsx';
import classes from './report.module.css';
import type { BlockWords } from './use-block-words.ts';

const states = ['queued', 'sent', 'delivered', 'read', 'clicked', 'replied', 'failed', 'unknown'] as const;

const rare: ReadonlySet<string> = new Set(['queued', 'unknown']);

export interface MessagesTableProps {
  messages: Report['messages'];
  words: BlockWords;
  currency: string | null;
  onOpen: (of: Omit<PeopleOf, 'flow' | 'version'>) => void;
}

export function MessagesTable({ messages, words, currency, onOpen }: MessagesTableProps) {
  const { t } = useTranslation('report');
  const format = useFormat();
  const reason = useReasonWords().message;
  // What passes, or hardly ever happens, has a column once it is there.
  const shown = states.filter((state) => !rare.has(state) || messages.some((message) => message[state] > 0));
  return (
    <div className={table.wrap}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t('messages.block')}</th>
            {shown.map((state) => (
              <th key={state} scope="col" className={table.number}>
                {t(`messages.${state}`)}
              </th>
            ))}
            <th scope="col">{t('messages.suppressed')}</th>
            <th scope="col" className={table.number}>
              {t('messages.cost')}
            </th>
          </tr>
        </thead>
        <tbody>
          {messages.map((message) => {
            const name = words.block(message.node);
            return (
              <tr key={`${message.node} ${message.channel}`}>
                <th scope="row">
                  <span className={classes.named}>
                    <ChannelIcon channel={message.channel} />
                    {name}
                  </span>
                </th>
                {shown.map((state) => (
                  <td key={state} className={table.number}>
                    <PeopleButton
                      n={message[state]}
                      label={`${name}, ${t(`messages.${state}`)}`}
                      onOpen={() =>
                        onOpen({
                          node: message.node,
                          what: 'message',
                          by: state,
                          title: `${name}: ${t(`messages.${state}`)}`,
                        })
                      }
                    />
                    {state !== 'sent' && state !== 'queued' && message[state] > 0 && message.sent > 0 ? (
                      <div className={table.muted}>{format.share(message[state], message.sent)}</div>
                    ) : null}
                    {state === 'clicked' && (message.machine ?? 0) > 0 ? (
                      <div className={table.muted}>
                        {t('links:report.machine')}{' '}
                        <PeopleButton
                          n={message.machine ?? 0}
                          label={t('links:report.machineOf', { name })}
                          onOpen={() =>
                            onOpen({
                              node: message.node,
                              what: 'message',
                              by: 'machine',
                              title: t('links:report.machineOf', { name }),
                            })
                          }
                        />
                      </div>
                    ) : null}
                  </td>
                ))}
                <td>
                  <ul className={classes.chips}>
                    {Object.entries(message.suppressed).map(([code, n]) => (
                      <li key={code} data-tone="warn">
                        {reason(code)}{' '}
                        <PeopleButton
                          n={n}
                          label={`${name}, ${reason(code)}`}
                          onOpen={() =>
                            onOpen({
                              node: message.node,
                              what: 'message',
                              by: `suppressed:${code}`,
                              title: `${name}: ${reason(code)}`,
                            })
                          }
                        />
                      </li>
                    ))}
                  </ul>
                </td>
                <td className={table.number}>{format.money(message.cost, currency)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
