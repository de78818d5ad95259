/** A flow tried on a hundred people who do not exist: how far it comes, whom it reaches, and what stands in its way. */
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle, IconSend, IconUsersGroup } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rehearsal } from '../../flows/api/rehearsal.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { client } from '../app/client.ts';
import { useErrorWords } from '../app/error-words.ts';
import { useFormat } from '../app/format.ts';
import { useReasonWords } from '../app/reason-words.ts';
import { eventName } from '../ui/rule/rule-words.ts';
import classes from './sharing.module.css';

export interface RehearsalOfferProps {
  document: FlowDocument;
  nameOf: (id: string) => string;
}

export function RehearsalOffer({ document, nameOf }: RehearsalOfferProps) {
  const { t } = useTranslation('sharing');
  const errorWords = useErrorWords();
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const section = useRef<HTMLElement>(null);
  const run = useMutation({
    mutationFn: () => {
      stop.current?.abort();
      stop.current = new AbortController();
      return client.simulate.rehearse({ document }, { signal: stop.current.signal });
    },
  });
  const { status } = run;
  // It opens below the button: what was asked for comes into sight.
  useEffect(() => {
    if (status === 'success' || status === 'error') section.current?.scrollIntoView({ block: 'nearest' });
  }, [status]);
  return (
    <section ref={section} className={classes.rehearsal} aria-label={t('rehearsal.title')}>
      <div className={classes.offer}>
        <div>
          <b>{t('rehearsal.title')}</b>
          <p>{t('rehearsal.hint')}</p>
        </div>
        <Button
          variant="default"
          leftSection={<IconUsersGroup size={16} stroke={1.75} aria-hidden />}
          loading={run.isPending}
          onClick={() => run.mutate()}
        >
          {t(run.data === undefined ? 'rehearsal.run' : 'rehearsal.again')}
        </Button>
      </div>
      <div role="status">
        {run.isError ? <p>{t('rehearsal.failed', { why: errorWords(run.error).body })}</p> : null}
        {run.data === undefined || run.isPending ? null : <Result result={run.data} nameOf={nameOf} />}
      </div>
    </section>
  );
}

/** Longer lists would say no more than their beginning. */
const shown = 6;

function Result({ result, nameOf }: { result: Rehearsal; nameOf: (id: string) => string }) {
  const { t, i18n } = useTranslation('sharing');
  const format = useFormat();
  const reasons = useReasonWords();
  const sent = result.messages.reduce((sum, row) => sum + row.sent, 0);
  const n = format.number;
  const why = (reason: string): string => {
    if (reason.startsWith('exit:'))
      return t('canvas:simulation.why.exit', { reason: reasons.exit(reason.slice('exit:'.length)) });
    const known = `canvas:simulation.why.${reason}`;
    return i18n.exists(known) ? t(known) : reasons.message(reason);
  };
  const names = (ids: readonly string[]): string => format.list(ids.slice(0, shown).map(nameOf));
  return (
    <div className={classes.rehearsal} style={{ padding: 0, border: 0 }}>
      <dl className={classes.figures}>
        <div>
          <dt>{t('rehearsal.entered', { people: n(result.people) })}</dt>
          <dd>{n(result.entered)}</dd>
        </div>
        <div>
          <dt>{t('rehearsal.reached')}</dt>
          <dd>{n(result.reached)}</dd>
        </div>
        <div>
          <dt>{t('rehearsal.messages')}</dt>
          <dd>{n(sent)}</dd>
        </div>
        {result.goal === null ? null : (
          <div>
            <dt>{t('rehearsal.goal')}</dt>
            <dd>{n(result.goal)}</dd>
          </div>
        )}
      </dl>
      <ul className={classes.list}>
        {result.letIn ? (
          <li>
            <IconInfoCircle size={16} stroke={1.75} aria-hidden />
            <span>{t('rehearsal.letIn')}</span>
          </li>
        ) : null}
        {result.messages
          .filter((row) => row.sent > 0)
          .slice(0, shown)
          .map((row) => (
            <li key={`${row.node} ${row.channel}`}>
              <IconSend size={16} stroke={1.75} aria-hidden />
              <span>
                {t('rehearsal.sent', {
                  name: nameOf(row.node),
                  channel: t(`app:channel.${row.channel}`, { defaultValue: row.channel }),
                  count: row.sent,
                  n: n(row.sent),
                })}
              </span>
            </li>
          ))}
        {result.nobody.slice(0, shown).map(({ reason, contacts }) => (
          <li key={reason}>
            <IconInfoCircle size={16} stroke={1.75} aria-hidden />
            <span>{t('rehearsal.nobody', { count: contacts, n: n(contacts), reason: why(reason) })}</span>
          </li>
        ))}
        {result.unreached.length === 0 ? null : (
          <li>
            <IconAlertTriangle size={16} stroke={1.75} color="var(--k-warn)" aria-hidden />
            <span>
              {t('rehearsal.unreached', {
                count: result.unreached.length,
                n: n(result.unreached.length),
                blocks: names(result.unreached),
              })}
            </span>
          </li>
        )}
      </ul>
      {result.events.length === 0 ? null : (
        <p>
          {t('rehearsal.events', {
            events: format.list(result.events.map((event) => eventName(event, (key, params) => t(key, { ...params })))),
          })}
        </p>
      )}
    </div>
  );
}
