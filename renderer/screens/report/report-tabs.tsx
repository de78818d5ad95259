/** The two kinds of reports: how flows do, and what people answer. */
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import classes from '../contacts/contacts.module.css';

const tabs = [
  { id: 'flows', path: '/report' },
  { id: 'surveys', path: '/surveys' },
] as const;

export function ReportTabs({ here }: { here: (typeof tabs)[number]['id'] }) {
  const { t } = useTranslation('surveys');
  return (
    <nav className={classes.tabs} aria-label={t('tabs')}>
      {tabs.map(({ id, path }) => (
        <Link key={id} href={path} className={classes.tab} aria-current={id === here ? 'page' : undefined}>
          {t(`tab.${id}`)}
        </Link>
      ))}
    </nav>
  );
}
