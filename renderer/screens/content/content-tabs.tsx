/** The screens about what is promised and how it looks. */
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import classes from './brand.module.css';

const tabs = [
  { id: 'offers', path: '/content' },
  { id: 'brand', path: '/content/brand' },
] as const;

export function ContentTabs({ here }: { here: (typeof tabs)[number]['id'] }) {
  const { t } = useTranslation('brand');
  return (
    <nav className={classes.tabs} aria-label={t('nav')}>
      {tabs.map(({ id, path }) => (
        <Link key={id} href={path} className={classes.tab} aria-current={id === here ? 'page' : undefined}>
          {t(`tab.${id}`)}
        </Link>
      ))}
    </nav>
  );
}
