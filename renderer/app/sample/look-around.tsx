/** The way into the sample data, from an empty workspace. */
import { Button } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { HowInTheBrowser } from './how-in-the-browser.tsx';
import { canSwitch, switchWorkspace } from './switch-workspace.ts';

export function LookAround() {
  const { t } = useTranslation('sample');
  const [asked, setAsked] = useState(false);
  const [going, setGoing] = useState(false);
  return (
    <>
      <Button
        variant="subtle"
        leftSection={<IconFlask size={16} aria-hidden />}
        loading={going}
        onClick={() => {
          if (!canSwitch()) return setAsked(true);
          setGoing(true);
          void switchWorkspace('sample');
        }}
      >
        {t('lookAround')}
      </Button>
      <HowInTheBrowser to="sample" opened={asked} onClose={() => setAsked(false)} />
    </>
  );
}
