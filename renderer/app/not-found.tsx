import { Button } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ScreenFrame } from './frame.tsx';
import { StateMessage } from './states.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <ScreenFrame title={t('notFound.title')}>
      <StateMessage
        icon={IconMapQuestion}
        title={t('notFound.title')}
        body={t('notFound.body')}
        action={
          <Button component={Link} href="/">
            {t('notFound.action')}
          </Button>
        }
      />
    </ScreenFrame>
  );
}
