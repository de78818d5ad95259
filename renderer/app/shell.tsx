/** The rail, the state of the connection, the command palette and the frame in which a screen stands. */
import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { Tooltip, TooltipLayer } from '../ui/tooltip.tsx';
import { useAppKeys } from './app-keys.ts';
import { orpc } from './client.ts';
import { useConnection } from './connection.ts';
import { useFormat } from './format.ts';
import { Logo } from './logo.tsx';
import { useOverlay } from './overlay.ts';
import { CommandPalette } from './palette.tsx';
import { places } from './places.ts';
import { RailSettings } from './rail-settings.tsx';
import { SampleBanner } from './sample/sample-banner.tsx';
import classes from './shell.module.css';

const isHere = (path: string, location: string): boolean =>
  path === '/' ? location === '/' : location === path || location.startsWith(`${path}/`);
/** What belongs to a place has none of its own in the rail: segments and forms are about contacts, conversations and pages to print wait as tasks do. */
const placeOf = (location: string): string => {
  if (isHere('/segments', location) || isHere('/forms', location)) return '/contacts';
  if (isHere('/print', location) || isHere('/conversations', location)) return '/inbox';
  return isHere('/surveys', location) ? '/report' : location;
};

/** What waits for a person, and where: those who wrote come before tasks. */
const waitingIn = (tasks: number, waiting: number) => ({
  count: tasks + waiting,
  path: waiting > 0 ? '/conversations' : '/inbox',
  words: waiting === 0 ? 'inboxOpen' : tasks === 0 ? 'inboxWaiting' : 'inboxBoth',
  values: (number: (value: number) => string) => ({
    count: waiting === 0 ? tasks : waiting,
    n: number(waiting === 0 ? tasks : waiting),
    tasks: number(tasks),
    waiting: number(waiting),
  }),
});

function Rail() {
  const { t } = useTranslation();
  const [location] = useLocation();
  const { data: notices } = useQuery(orpc.workspace.notices.queryOptions());
  const { data: tasks } = useQuery(orpc.tasks.count.queryOptions());
  const { data: talk } = useQuery(orpc.conversations.count.queryOptions());
  const format = useFormat();
  const unseen = notices?.some((notice) => !notice.seen) === true;
  return (
    <nav className={classes.rail} aria-label={t('rail')}>
      <Link href="/" className={classes.logo} aria-label="Kaskad" tabIndex={-1}>
        <Logo />
      </Link>
      <ul className={classes.list}>
        {places.map(({ path, key, icon: Glyph }) => {
          const flagged = key === 'home' && unseen;
          const inbox = key === 'inbox' ? waitingIn(tasks?.open ?? 0, talk?.waiting ?? 0) : null;
          const open = inbox?.count ?? 0;
          const name = flagged
            ? t('place.homeFlagged')
            : inbox === null || open === 0
              ? t(`place.${key}`)
              : t(`place.${inbox.words}`, inbox.values(format.number));
          return (
            <li key={key}>
              <Tooltip label={name} side="right">
                <Link
                  href={inbox?.path ?? path}
                  className={classes.item}
                  aria-label={name}
                  aria-current={isHere(path, placeOf(location)) ? 'page' : undefined}
                >
                  <Glyph size={20} stroke={1.7} aria-hidden />
                  {flagged ? <span className={classes.badge} /> : null}
                  {open > 0 ? (
                    <span className={classes.count} aria-hidden>
                      {open > 99 ? '99+' : format.number(open)}
                    </span>
                  ) : null}
                </Link>
              </Tooltip>
            </li>
          );
        })}
      </ul>
      <span className={classes.grow} />
      <RailSettings className={classes.item} />
    </nav>
  );
}

function ConnectionStrip() {
  const { t } = useTranslation();
  const { state, retry } = useConnection();
  return (
    <div role="status">
      {state === 'offline' ? (
        <div className={classes.strip}>
          <span>{t('connection.lost')}</span>
          <Button size="xs" variant="default" leftSection={<IconRefresh size={14} aria-hidden />} onClick={retry}>
            {t('retry')}
          </Button>
        </div>
      ) : state === 'locked' ? (
        <div className={classes.strip}>
          <span>{t('connection.locked')}</span>
        </div>
      ) : null}
    </div>
  );
}

const ShortcutsDialog = lazy(async () => ({
  default: (await import('./shortcuts/shortcuts-dialog.tsx')).ShortcutsDialog,
}));
const PreferencesDialog = lazy(async () => ({
  default: (await import('./preferences/preferences-dialog.tsx')).PreferencesDialog,
}));

function Overlays() {
  const open = useOverlay((state) => state.open);
  return (
    <Suspense fallback={null}>
      {open === 'shortcuts' ? <ShortcutsDialog /> : open === 'preferences' ? <PreferencesDialog /> : null}
    </Suspense>
  );
}

export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  useAppKeys();
  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip}>
        {t('skip')}
      </a>
      <Rail />
      <div className={classes.page}>
        <ConnectionStrip />
        <SampleBanner />
        {children}
      </div>
      <CommandPalette />
      <Overlays />
      <TooltipLayer />
    </div>
  );
}
