/** The two screens about people: everybody, and the segments. */
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import classes from './contacts.module.css';

const tabs = [
  { id: 'contacts', path: '/contacts' },
  { id: 'segments', path: '/segments' },
] as const;

export function ContactsTabs({ here }: { here: (typeof tabs)[number]['id'] }) {
  const { t } = useTranslation('segments');
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
