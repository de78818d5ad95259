/** Always in sight while the workspace holds sample data: that nobody gets anything, and the way out. */
import { Button } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { orpc } from '../client.ts';
import { HowInTheBrowser } from './how-in-the-browser.tsx';
import classes from './sample.module.css';
import { canSwitch, switchWorkspace } from './switch-workspace.ts';

export function SampleBanner() {
  const { t } = useTranslation('sample');
  const { data } = useQuery(orpc.workspace.get.queryOptions());
  const [asked, setAsked] = useState(false);
  if (data?.demo !== true) return null;
  return (
    <aside className={classes.banner} aria-label={t('label')}>
      <IconFlask size={16} stroke={1.75} aria-hidden />
      <p>
        <b>{t('title')}</b> <span>{t('body')}</span>
      </p>
      <Button size="xs" variant="default" onClick={() => (canSwitch() ? void switchWorkspace('own') : setAsked(true))}>
        {t('leave')}
      </Button>
      <HowInTheBrowser to="own" opened={asked} onClose={() => setAsked(false)} />
    </aside>
  );
}
