/**
 * Signing in to an account by the browser. The page is opened by a link that the person presses, so that no browser holds
 * it back, and the desktop asks as for every address; meanwhile this window waits for the way back.
 */
import { Alert, Button, Group, Loader, Modal, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconExternalLink } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { toast } from '../../app/toast.ts';

type Step =
  | { kind: 'beginning' }
  | { kind: 'ready'; url: string; opened: boolean }
  | { kind: 'over'; title: string; body: string };

export interface SignInDialogProps {
  signingIn: { account: string; name: string } | null;
  onClose: () => void;
}

export function SignInDialog({ signingIn, onClose }: SignInDialogProps) {
  const { t } = useTranslation('accounts');
  return (
    <Modal
      opened={signingIn !== null}
      onClose={onClose}
      size={480}
      title={t('signIn.title', { name: signingIn?.name ?? '' })}
    >
      {signingIn === null ? null : <SignIn key={signingIn.account} {...signingIn} onClose={onClose} />}
    </Modal>
  );
}

function SignIn({ account, name, onClose }: { account: string; name: string; onClose: () => void }) {
  const { t, i18n } = useTranslation('accounts');
  const words = useErrorWords();
  const queries = useQueryClient();
  const [step, setStep] = useState<Step>({ kind: 'beginning' });
  const [round, setRound] = useState(0);
  /** What the effect below needs of this render, without beginning anew for it. */
  const latest = useRef({ t, words, queries, onClose, language: i18n.language });
  latest.current = { t, words, queries, onClose, language: i18n.language };

  // biome-ignore lint/correctness/useExhaustiveDependencies: each round is an attempt of its own
  useEffect(() => {
    let gone = false;
    let attempt: string | null = null;
    const over = (title: string, body: string): void => {
      if (!gone) setStep({ kind: 'over', title, body });
    };
    const run = async (): Promise<void> => {
      const { language } = latest.current;
      const begun = await client.accounts.beginSignIn({ account, language });
      attempt = begun.attempt;
      if (gone) {
        await client.accounts.cancelSignIn({ attempt });
        return;
      }
      setStep({ kind: 'ready', url: begun.url, opened: false });
      const { outcome, detail } = await client.accounts.awaitSignIn({ attempt });
      attempt = null;
      if (gone) return;
      const now = latest.current;
      if (outcome !== 'signed-in') {
        over(
          now.t(`signIn.outcome.${outcome}.title`),
          now.t(`signIn.outcome.${outcome}.body`, {
            detail: outcome === 'refused' ? detail.replace(/\.$/, '') : detail,
          }),
        );
        return;
      }
      const tested = await client.accounts.test({ account });
      void now.queries.invalidateQueries({ queryKey: orpc.accounts.key() });
      if (tested.ok) toast.done(now.t('tested', { name, detail: tested.detail }));
      else toast.failed({ title: now.t('signIn.notWorking', { name }), body: tested.detail });
      now.onClose();
    };
    run().catch((error: unknown) => {
      const { title, body } = latest.current.words(error);
      over(title, body);
    });
    return () => {
      gone = true;
      if (attempt !== null) client.accounts.cancelSignIn({ attempt }).catch(() => undefined);
    };
  }, [account, round]);

  if (step.kind === 'beginning') return <Loader size="sm" aria-label={t('signIn.beginning')} />;
  if (step.kind === 'over') {
    return (
      <Stack gap="md">
        <Alert color="warn" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />} title={step.title}>
          {step.body}
        </Alert>
        <Group justify="end">
          <Button variant="default" onClick={onClose}>
            {t('app:close')}
          </Button>
          <Button
            onClick={() => {
              setStep({ kind: 'beginning' });
              setRound(round + 1);
            }}
          >
            {t('signIn.again')}
          </Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      <Text>{t('signIn.lead', { host: new URL(step.url).hostname })}</Text>
      {step.opened ? (
        <Group gap="xs" wrap="nowrap" role="status">
          <Loader size={16} aria-hidden />
          <Text c="dimmed">{t('signIn.waiting')}</Text>
        </Group>
      ) : null}
      <Group justify="end">
        <Button variant="default" onClick={onClose}>
          {t('app:cancel')}
        </Button>
        <Button
          component="a"
          href={step.url}
          target="_blank"
          rel="noreferrer"
          variant={step.opened ? 'default' : 'filled'}
          rightSection={<IconExternalLink size={16} aria-hidden />}
          onClick={() => setStep({ ...step, opened: true })}
        >
          {t(step.opened ? 'signIn.openAgain' : 'signIn.open')}
        </Button>
      </Group>
    </Stack>
  );
}
