/** Empty, loading and error states: one sentence, one picture, one button. */
import { Button, Skeleton, Stack } from '@mantine/core';
import { type Icon, IconLock, IconMoodSad, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { troubleOf } from './client.ts';
import { useErrorWords } from './error-words.ts';
import classes from './states.module.css';

export interface StateMessageProps {
  icon: Icon;
  title: string;
  body?: ReactNode;
  action?: ReactNode;
  /** Small print, such as an error's own words. */
  detail?: string;
  tone?: 'plain' | 'accent' | 'bad';
}

export function StateMessage({ icon: Glyph, title, body, action, detail, tone = 'plain' }: StateMessageProps) {
  return (
    <div className={classes.state}>
      <div className={classes.picture} data-tone={tone}>
        <Glyph size={30} stroke={1.5} aria-hidden />
      </div>
      <h2 className={classes.title}>{title}</h2>
      {body === undefined ? null : <p className={classes.body}>{body}</p>}
      {action === undefined ? null : <div className={classes.action}>{action}</div>}
      {detail === undefined ? null : <div className={classes.detail}>{detail}</div>}
    </div>
  );
}

/** What went wrong with a query, in words, with a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const { kind } = troubleOf(error);
  const { title, body } = words(error);
  return (
    <div role="alert">
      <StateMessage
        icon={kind === 'locked' ? IconLock : kind === 'unreachable' ? IconPlugConnectedX : IconMoodSad}
        tone="bad"
        title={title}
        body={body}
        action={
          kind === 'locked' ? undefined : (
            <Button onClick={onRetry} leftSection={<IconRefresh size={16} aria-hidden />}>
              {t('retry')}
            </Button>
          )
        }
      />
    </div>
  );
}

/** Grey rows of the height of the real ones, so that nothing jumps when they come. */
export function RowsSkeleton({ rows = 6, height = 40 }: { rows?: number; height?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap={8} role="status" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, index) => `row-${index}`).map((row) => (
        <Skeleton key={row} height={height} radius="md" />
      ))}
    </Stack>
  );
}
