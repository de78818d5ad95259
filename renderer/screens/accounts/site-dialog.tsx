/** How blocks get onto the owner's site: the line of HTML, who its visitors are, and a look before anything is put online. */
import { Alert, Button, Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Client, client, orpc } from '../../app/client.ts';
import { Copied } from '../../app/copied.tsx';
import { useErrorWords } from '../../app/error-words.ts';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import { toast } from '../../app/toast.ts';
import classes from './accounts.module.css';
import { placeHtml, plainScript, type Signer, signedScript, signers } from './site-snippets.ts';
import { TrySite } from './try-site.tsx';

type Site = Awaited<ReturnType<Client['site']['get']>>;

/** Shown in the lines to copy while there is no public address. */
const wouldBe = 'https://go.example.com/p/site.js';

export function SiteDialog({
  account,
  onClose,
}: {
  account: { account: string; name: string } | null;
  onClose: () => void;
}) {
  const { t } = useTranslation('site');
  const site = useQuery({
    ...orpc.site.get.queryOptions({ input: { account: account?.account ?? '' } }),
    enabled: account !== null,
  });
  return (
    <Modal opened={account !== null} onClose={onClose} title={t('title', { name: account?.name ?? '' })} size={680}>
      {account === null ? null : site.error !== null ? (
        <ErrorState error={site.error} onRetry={() => void site.refetch()} />
      ) : site.data === undefined ? (
        <RowsSkeleton rows={3} height={80} />
      ) : (
        <Content account={account.account} site={site.data} />
      )}
    </Modal>
  );
}

function Content({ account, site }: { account: string; site: Site }) {
  const { t } = useTranslation('site');
  const words = useErrorWords();
  const queries = useQueryClient();
  const [signer, setSigner] = useState<Signer>('php');
  const script = site.script ?? wouldBe;
  const renew = useMutation({
    mutationFn: () => client.site.renew({ account }),
    onSuccess: () => {
      toast.done(t('secret.renewed'));
      void queries.invalidateQueries({ queryKey: orpc.site.key() });
    },
    onError: (error) => toast.failed(words(error)),
  });
  const confirmRenew = () =>
    modals.openConfirmModal({
      title: t('secret.renewTitle'),
      children: <Text>{t('secret.renewBody')}</Text>,
      labels: { confirm: t('secret.renew'), cancel: t('app:cancel') },
      confirmProps: { color: 'bad' },
      onConfirm: () => renew.mutate(),
    });
  return (
    <Stack gap="lg">
      <section className={classes.step} aria-labelledby="site-try">
        <h3 id="site-try">{t('try.title')}</h3>
        <p>{t('try.lead')}</p>
        <TrySite account={account} />
      </section>
      <section className={classes.step} aria-labelledby="site-script">
        <h3 id="site-script">{t('script.title')}</h3>
        {site.script === null ? <Alert color="warn">{t('script.noAddress')}</Alert> : null}
        <Copied
          label={t('script.label')}
          help={t('script.help', { origins: site.origins.join(', ') })}
          value={plainScript(script)}
          rows={2}
        />
        <Copied label={t('script.place')} help={t('script.placeHelp')} value={placeHtml('home-top')} />
      </section>
      <section className={classes.step} aria-labelledby="site-visitor">
        <h3 id="site-visitor">{t('visitor.title')}</h3>
        <p>{t('visitor.link', { link: '{{ links.site }}' })}</p>
        <p>{t('visitor.signed')}</p>
        <SegmentedControl
          size="xs"
          aria-label={t('visitor.language')}
          data={[
            { value: 'php', label: 'PHP' },
            { value: 'node', label: 'Node.js' },
            { value: 'python', label: 'Python' },
          ]}
          value={signer}
          onChange={(value) => setSigner(signers.find((one) => one === value) ?? 'php')}
        />
        <Copied label={t('visitor.code')} value={signedScript(script, signer)} rows={4} />
        <Copied label={t('secret.label')} help={t('secret.help')} value={site.secret} secret={t('secret.show')}>
          <Button
            mt={6}
            size="compact-sm"
            variant="subtle"
            color="gray"
            loading={renew.isPending}
            onClick={confirmRenew}
          >
            {t('secret.renew')}
          </Button>
        </Copied>
      </section>
    </Stack>
  );
}
