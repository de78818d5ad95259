/** The screens about people: everybody, the segments, and the forms by which people come in. */
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import classes from './contacts.module.css';

const tabs = [
  { id: 'contacts', path: '/contacts' },
  { id: 'segments', path: '/segments' },
  { id: 'forms', path: '/forms' },
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
