/** The web host serves one workspace. To see another, one starts it beside: this says with which commands. */
import { Button, CopyButton, Modal } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './sample.module.css';

const commands = {
  sample: ['kaskad demo', 'kaskad serve demo.kaskad --open'],
  own: ['kaskad init my-shop.kaskad', 'kaskad serve my-shop.kaskad --open'],
} as const;

export function HowInTheBrowser({
  to,
  opened,
  onClose,
}: {
  to: 'sample' | 'own';
  opened: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation('sample');
  const text = commands[to].join('\n');
  return (
    <Modal opened={opened} onClose={onClose} title={t(`web.${to}.title`)} size={520}>
      <div className={classes.how}>
        <p>{t(`web.${to}.body`)}</p>
        <pre>{text}</pre>
        <p className={classes.hint}>{t('web.sources')}</p>
        <div>
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
                onClick={copy}
              >
                <span aria-live="polite">{t(copied ? 'web.copied' : 'web.copy')}</span>
              </Button>
            )}
          </CopyButton>
        </div>
      </div>
    </Modal>
  );
}
