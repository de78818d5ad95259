import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import '@mantine/dropzone/styles.css';
import '../ui/tokens.css';
import './app.css';
import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import 'dayjs/locale/ru.js';
import 'dayjs/locale/uk.js';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { IncomingFlow } from '../sharing/incoming-flow.tsx';
import { queryClient, watchChanges } from './connection.ts';
import { Routes } from './routes.tsx';
import { Shell } from './shell.tsx';
import { cssVariables, themeIn } from './theme.ts';

function Dressed() {
  const { t, i18n } = useTranslation();
  useEffect(() => {
    const stop = new AbortController();
    void watchChanges(stop.signal);
    return () => stop.abort();
  }, []);
  return (
    <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: 1 }}>
      <ModalsProvider labels={{ confirm: t('confirm'), cancel: t('cancel') }}>
        <Notifications position="bottom-left" />

        <Shell>
          <Routes />
        </Shell>
        <IncomingFlow />
      </ModalsProvider>
    </DatesProvider>
  );
}

export function App() {
  const { t } = useTranslation();
  const close = t('close');
  const named = useMemo(() => themeIn(close), [close]);
  return (
    <StrictMode>
      <MantineProvider theme={named} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <Dressed />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>
  );
}
