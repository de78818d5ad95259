/** How web push gets onto the owner's site: the file, the script, the buttons; and what is still missing for it. */
import { Alert, Button, Modal, Stack } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Client, orpc } from '../../app/client.ts';
import { Copied } from '../../app/copied.tsx';
import { saveText } from '../../app/save-file.ts';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import classes from './accounts.module.css';
import { plainScript, pushButtons } from './site-snippets.ts';

type Push = Awaited<ReturnType<Client['push']['get']>>;

/** Shown in the lines to copy while there is no public address, and no site. */
const wouldBe = { script: 'https://go.example.com/p/site.js', origin: 'https://shop.example' };

export function PushDialog({
  account,
  onClose,
}: {
  account: { account: string; name: string } | null;
  onClose: () => void;
}) {
  const { t } = useTranslation('push');
  const push = useQuery({
    ...orpc.push.get.queryOptions({ input: { account: account?.account ?? '' } }),
    enabled: account !== null,
  });
  return (
    <Modal opened={account !== null} onClose={onClose} title={t('title')} size={680}>
      {account === null ? null : push.error !== null ? (
        <ErrorState error={push.error} onRetry={() => void push.refetch()} />
      ) : push.data === undefined ? (
        <RowsSkeleton rows={3} height={80} />
      ) : (
        <Content account={account.account} push={push.data} onClose={onClose} />
      )}
    </Modal>
  );
}

/** The panel stands below the accounts, on the same screen. */
function toPublicAddress(): void {
  const title = document.getElementById('public-address');
  title?.scrollIntoView({ block: 'start' });
  title?.closest('section')?.querySelector('input')?.focus();
}

function Content({ account, push, onClose }: { account: string; push: Push; onClose: () => void }) {
  const { t } = useTranslation('push');
  const { name, text } = push.worker;
  const origin = push.origins[0] ?? wouldBe.origin;
  return (
    <Stack gap="lg">
      {push.origins.length > 0 ? null : (
        <Alert color="warn" title={t('noSite.title')}>
          {t('noSite.body')}
        </Alert>
      )}
      {push.script !== null ? null : (
        <Alert color="warn" title={t('noAddress.title')}>
          <p>{t('noAddress.body')}</p>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              onClose();
              // The window gives the focus back first.
              setTimeout(toPublicAddress, 300);
            }}
          >
            {t('noAddress.lead')}
          </Button>
        </Alert>
      )}
      <section className={classes.step} aria-labelledby="push-file">
        <h3 id="push-file">{t('file.title')}</h3>
        <p>{t('file.lead', { name, url: `${origin}/${name}` })}</p>
        <Copied label={t('file.label')} help={t('file.elsewhere', { name })} value={text} rows={3}>
          <Button
            mt={6}
            size="compact-sm"
            leftSection={<IconDownload size={14} aria-hidden />}
            onClick={() => saveText(name, text, 'text/javascript')}
          >
            {t('file.download', { name })}
          </Button>
        </Copied>
      </section>
      <section className={classes.step} aria-labelledby="push-script">
        <h3 id="push-script">{t('script.title')}</h3>
        <Copied
          label={t('script.label')}
          help={t('script.help', { origins: push.origins.length > 0 ? push.origins.join(', ') : origin })}
          value={plainScript(push.script ?? wouldBe.script)}
          rows={2}
        />
      </section>
      <section className={classes.step} aria-labelledby="push-buttons">
        <h3 id="push-buttons">{t('buttons.title')}</h3>
        <Copied
          label={t('buttons.label')}
          help={t('buttons.help')}
          value={pushButtons(account, t('buttons.on'), t('buttons.off'))}
          rows={3}
        />
      </section>
      <section className={classes.step} aria-labelledby="push-who">
        <h3 id="push-who">{t('who.title')}</h3>
        <p>{t('who.body')}</p>
      </section>
    </Stack>
  );
}
