/** A screen that broke says so in words, keeps the rail, and can be tried again; the engine is not touched by it. */
import { Button, Group } from '@mantine/core';
import { IconMoodSad, IconRefresh } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { StateMessage } from './states.tsx';

function Broken({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <main id="content" tabIndex={-1}>
      <StateMessage
        icon={IconMoodSad}
        tone="bad"
        title={t('broken.title')}
        body={t('broken.body')}
        action={
          <Group justify="center" gap="xs">
            <Button onClick={onRetry} leftSection={<IconRefresh size={16} aria-hidden />}>
              {t('retry')}
            </Button>
            <Button variant="default" onClick={() => window.location.reload()}>
              {t('broken.reload')}
            </Button>
          </Group>
        }
        detail={error.message}
      />
    </main>
  );
}

interface Props {
  children: ReactNode;
  /** A change of it (the address) clears the error. */
  resetKey: string;
}

export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidUpdate(previous: Props): void {
    if (previous.resetKey !== this.props.resetKey && this.state.error !== null) this.setState({ error: null });
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return <Broken error={error} onRetry={() => this.setState({ error: null })} />;
  }
}
