/** What needs a look: notices that nobody has seen yet, accounts that do not work, flows with people that stand still. */
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { noticePlace, useNoticeWords } from '../../app/notice-words.ts';
import { toast } from '../../app/toast.ts';
import classes from './home.module.css';

interface Item {
  key: string;
  text: string;
  note: string;
  href: string;
}

/** `quiet`: nothing is shown where nothing needs a look. */
export function Attention({ quiet = false }: { quiet?: boolean }) {
  const { t } = useTranslation('home');
  const format = useFormat();
  const words = useNoticeWords();
  const errors = useErrorWords();
  const queries = useQueryClient();
  const { data: notices } = useQuery(orpc.workspace.notices.queryOptions());
  const { data: accounts } = useQuery(orpc.accounts.list.queryOptions());
  const seen = useMutation(
    orpc.workspace.seen.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: orpc.workspace.notices.key() }),
      onError: (error) => toast.failed(errors(error)),
    }),
  );
  if (notices === undefined || accounts === undefined) return null;
  const named = (params: Record<string, unknown>) => {
    const account = accounts.find((one) => one.account === params.account);
    return account === undefined ? params : { ...params, account: account.name };
  };
  const fresh = notices.filter((notice) => !notice.seen);
  const items: Item[] = [];
  for (const account of accounts) {
    if (account.signIn?.needed != null)
      items.push({
        key: `sign-in-${account.account}`,
        text: t('attention.signIn', { account: account.name }),
        note: t('attention.signInNote'),
        href: '/accounts',
      });
    else if (account.paused !== null)
      items.push({
        key: `paused-${account.account}`,
        text: t('attention.paused', { account: account.name }),
        note: t('attention.pausedUntil', {
          until: format.dateTime(account.paused.until),
          reason: account.paused.reason,
        }),
        href: '/accounts',
      });
    else if (account.checked?.ok === false)
      items.push({
        key: `failing-${account.account}`,
        text: t('attention.failing', { account: account.name }),
        note: account.checked.detail,
        href: '/accounts',
      });
  }
  for (const notice of fresh.slice(0, 8))
    items.push({
      key: `notice-${notice.id}`,
      text: words(notice.code, named(notice.params)),
      note: format.ago(notice.at),
      href: noticePlace(notice.code, notice.params),
    });
  if (quiet && items.length === 0) return null;
  const newest = Math.max(0, ...fresh.map((notice) => notice.id));
  return (
    <section className={classes.section} aria-labelledby="attention">
      <div className={classes.head}>
        <h2 id="attention">{t('attention.title')}</h2>
        {fresh.length === 0 ? null : (
          <Button
            variant="subtle"
            size="compact-xs"
            loading={seen.isPending}
            onClick={() => seen.mutate({ upTo: newest })}
          >
            {t('attention.seen')}
          </Button>
        )}
      </div>
      <ul className={classes.panel}>
        {items.length === 0 ? (
          <li>
            <IconCircleCheck size={18} className={classes.ok} aria-hidden />
            <div className={classes.words}>{t('attention.nothing')}</div>
          </li>
        ) : (
          items.map((item) => (
            <li key={item.key}>
              <IconAlertTriangle size={18} className={classes.warn} aria-hidden />
              <div className={classes.words}>
                <p>
                  <Link href={item.href} className={classes.link}>
                    {item.text}
                  </Link>
                </p>
                <p className={classes.small}>{item.note}</p>
              </div>
            </li>
          ))
        )}
      </ul>
      {fresh.length > 8 ? (
        <p className={classes.small}>
          {t('attention.more', { count: fresh.length - 8, n: format.number(fresh.length - 8) })}
        </p>
      ) : null}
    </section>
  );
}
