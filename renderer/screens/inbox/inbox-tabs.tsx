/** What waits for a person: conversations, tasks, and pages to print. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { orpc } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import classes from '../contacts/contacts.module.css';

export function InboxTabs({ here }: { here: 'conversations' | 'tasks' | 'print' }) {
  const { t } = useTranslation('print');
  const format = useFormat();
  const { data } = useQuery(orpc.print.queue.queryOptions());
  const { data: talk } = useQuery(orpc.conversations.count.queryOptions());
  const asking = talk?.waiting ?? 0;
  const waiting = data?.waiting.reduce((sum, { count }) => sum + count, 0) ?? 0;
  const tabs = [
    {
      id: 'conversations',
      path: '/conversations',
      name: asking > 0 ? t('tab.conversationsCount', { n: format.number(asking) }) : t('tab.conversations'),
    },
    { id: 'tasks', path: '/inbox', name: t('tab.tasks') },
    {
      id: 'print',
      path: '/print',
      name: waiting > 0 ? t('tab.printCount', { n: format.number(waiting) }) : t('tab.print'),
    },
  ] as const;
  return (
    <nav className={classes.tabs} aria-label={t('tabs')}>
      {tabs.map(({ id, path, name }) => (
        <Link key={id} href={path} className={classes.tab} aria-current={id === here ? 'page' : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  );
}
