/** Which screen stands at which address. Each is loaded when first opened. */
import { type ComponentType, lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Route, Switch, useLocation } from 'wouter';
import { ErrorBoundary } from './error-boundary.tsx';
import { ScreenFrame } from './frame.tsx';
import { NotFound } from './not-found.tsx';
import { RowsSkeleton } from './states.tsx';

const HomeScreen = lazy(async () => ({ default: (await import('../screens/home/home-screen.tsx')).HomeScreen }));
const FlowsScreen = lazy(async () => ({ default: (await import('../screens/flows/flows-screen.tsx')).FlowsScreen }));
const canvas = import.meta.glob<{ CanvasScreen: ComponentType<{ flow: string }> }>('../canvas/canvas-screen.tsx');
type CanvasModule = { default: ComponentType<{ flow: string }> };
let canvasModule: CanvasModule | null = null;
const loadCanvas = async (): Promise<CanvasModule> => {
  const module = await canvas['../canvas/canvas-screen.tsx']?.();
  if (module === undefined) throw new Error('The canvas is not part of this build');
  canvasModule = { default: module.CanvasScreen };
  return canvasModule;
};
const LazyCanvas = lazy(loadCanvas);
/** Once it is there it is drawn at once: behind a boundary that waits, React would show the waiting for 300 ms. */
function CanvasScreen({ flow }: { flow: string }) {
  // Chosen once: another component in its place would be another canvas, and what was chosen on it gone.
  const [Screen] = useState(() => canvasModule?.default ?? LazyCanvas);
  return <Screen flow={flow} />;
}
const ContactsScreen = lazy(async () => ({
  default: (await import('../screens/contacts/contacts-screen.tsx')).ContactsScreen,
}));
const SegmentsScreen = lazy(async () => ({
  default: (await import('../screens/segments/segments-screen.tsx')).SegmentsScreen,
}));
const FormsScreen = lazy(async () => ({ default: (await import('../screens/forms/forms-screen.tsx')).FormsScreen }));
const FormScreen = lazy(async () => ({ default: (await import('../screens/forms/form-screen.tsx')).FormScreen }));
const OffersScreen = lazy(async () => ({
  default: (await import('../screens/content/offers-screen.tsx')).OffersScreen,
}));
const BrandScreen = lazy(async () => ({
  default: (await import('../screens/content/brand-screen.tsx')).BrandScreen,
}));
const ReportScreen = lazy(async () => ({
  default: (await import('../screens/report/report-screen.tsx')).ReportScreen,
}));
const SurveysScreen = lazy(async () => ({
  default: (await import('../screens/surveys/surveys-screen.tsx')).SurveysScreen,
}));
const MailboxScreen = lazy(async () => ({
  default: (await import('../screens/mailbox/mailbox-screen.tsx')).MailboxScreen,
}));
const AccountsScreen = lazy(async () => ({
  default: (await import('../screens/accounts/accounts-screen.tsx')).AccountsScreen,
}));
const InboxScreen = lazy(async () => ({ default: (await import('../screens/inbox/inbox-screen.tsx')).InboxScreen }));
const ConversationsScreen = lazy(async () => ({
  default: (await import('../screens/inbox/conversations-screen.tsx')).ConversationsScreen,
}));
const PrintScreen = lazy(async () => ({ default: (await import('../screens/print/print-screen.tsx')).PrintScreen }));
const SettingsScreen = lazy(async () => ({
  default: (await import('../screens/settings/settings-screen.tsx')).SettingsScreen,
}));

function Waiting() {
  const { t } = useTranslation();
  return (
    <ScreenFrame title={t('loading')}>
      <RowsSkeleton />
    </ScreenFrame>
  );
}

/** The largest part is fetched while nothing else is to do, so that the first flow opens as quickly as the next. */
function useCanvasAhead(): void {
  useEffect(() => {
    const idle = requestIdleCallback(() => void loadCanvas().catch(() => undefined));
    return () => cancelIdleCallback(idle);
  }, []);
}

export function Routes() {
  useCanvasAhead();
  const [location] = useLocation();
  return (
    <ErrorBoundary resetKey={location}>
      <Suspense fallback={<Waiting />}>
        <Switch>
          <Route path="/">
            <HomeScreen />
          </Route>
          <Route path="/flows">
            <FlowsScreen />
          </Route>
          <Route path="/flows/:flow">{({ flow }) => <CanvasScreen key={flow} flow={decodeURIComponent(flow)} />}</Route>
          <Route path="/contacts/:contact?">
            {({ contact }) => <ContactsScreen contact={contact === undefined ? null : decodeURIComponent(contact)} />}
          </Route>
          <Route path="/segments">
            <SegmentsScreen />
          </Route>
          <Route path="/forms">
            <FormsScreen />
          </Route>
          <Route path="/forms/:form">
            {({ form }) => <FormScreen key={form} form={form === 'new' ? null : decodeURIComponent(form)} />}
          </Route>
          <Route path="/content">
            <OffersScreen />
          </Route>
          <Route path="/surveys">
            <SurveysScreen />
          </Route>
          <Route path="/content/brand">
            <BrandScreen />
          </Route>
          <Route path="/report/:flow?">
            {({ flow }) => <ReportScreen flow={flow === undefined ? null : decodeURIComponent(flow)} />}
          </Route>
          <Route path="/mailbox/:contact?/:channel?">
            {({ contact, channel }) => (
              <MailboxScreen
                open={contact === undefined || channel === undefined ? null : { contact: Number(contact), channel }}
              />
            )}
          </Route>
          <Route path="/accounts">
            <AccountsScreen />
          </Route>
          <Route path="/inbox/:task?">
            {({ task }) => <InboxScreen open={task === undefined ? null : Number(task)} />}
          </Route>
          <Route path="/conversations/:contact?">
            {({ contact }) => <ConversationsScreen open={contact === undefined ? null : Number(contact)} />}
          </Route>
          <Route path="/print">
            <PrintScreen />
          </Route>
          <Route path="/settings">
            <SettingsScreen />
          </Route>
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Suspense>
    </ErrorBoundary>
  );
}
