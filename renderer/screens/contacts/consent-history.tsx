/** All that a person ever answered about being written to, with a file that proves it. */
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconHistory, IconShieldCheck } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { saveText } from '../../app/save-file.ts';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import table from '../../app/table.module.css';
import { toast } from '../../app/toast.ts';
import { useConsentSource } from './consent-source.ts';
import classes from './import.module.css';

export interface ConsentHistoryProps {
  contact: number;
  /** A channel and a topic, as the list of consents calls them. */
  label: (channel: string, topic: string) => string;
}

export function ConsentHistory({ contact, label }: ConsentHistoryProps) {
  const { t } = useTranslation('contacts');
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconHistory size={14} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        {t('ledger.open')}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t('ledger.title')} size={720}>
        {opened ? <Body contact={contact} label={label} /> : null}
      </Modal>
    </>
  );
}

function Body({ contact, label }: ConsentHistoryProps) {
  const { t } = useTranslation('contacts');
  const format = useFormat();
  const words = useErrorWords();
  const sourceName = useConsentSource();
  const reference = `id:${contact}`;
  const answers = useQuery(orpc.contacts.consents.queryOptions({ input: { contact: reference } }));
  const onError = (error: unknown) => toast.failed(words(error));
  const proof = useMutation({
    mutationFn: () => client.contacts.consentProof({ contact: reference }),
    onSuccess: ({ fileName, json }) => saveText(fileName, json, 'application/json'),
    onError,
  });
  const check = useMutation({ mutationFn: () => client.contacts.checkConsents(), onError });
  if (answers.error !== null) return <ErrorState error={answers.error} onRetry={() => void answers.refetch()} />;
  if (answers.data === undefined) return <RowsSkeleton rows={4} height={28} />;
  const said = (granted: boolean | null): string =>
    t(granted === null ? 'ledger.gone' : granted ? 'ledger.allowed' : 'ledger.refused');
  return (
    <Stack>
      <Text c="dimmed">{t('ledger.intro')}</Text>
      {answers.data.length === 0 ? (
        <Text>{t('ledger.none')}</Text>
      ) : (
        <div className={classes.columns}>
          <table className={table.table} aria-label={t('ledger.title')}>
            <thead>
              <tr>
                {(['when', 'what', 'answer', 'source'] as const).map((name) => (
                  <th key={name} scope="col">
                    {t(`ledger.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {answers.data.map(({ id, channel, topic, granted, at, source, text }) => (
                <tr key={id}>
                  <td>{format.dateTime(at)}</td>
                  <td>{label(channel, topic)}</td>
                  <td>{said(granted)}</td>
                  <td>
                    {sourceName(source)}
                    {text === null ? null : <div className={table.below}>{t('ledger.text', { text })}</div>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {check.data === undefined ? null : check.data.broken === null ? (
        <Alert color="ok" role="status" icon={<IconShieldCheck size={18} aria-hidden />}>
          {t('ledger.whole', { count: check.data.entries, n: format.number(check.data.entries) })}
          {check.data.erased === 0
            ? null
            : ` ${t('ledger.erased', { count: check.data.erased, n: format.number(check.data.erased) })}`}
        </Alert>
      ) : (
        <Alert color="bad" role="alert">
          {t('ledger.broken', {
            from: format.number(check.data.broken.from),
            to: format.number(check.data.broken.to),
          })}
        </Alert>
      )}
      <Group justify="end" gap="xs">
        <Button variant="default" loading={check.isPending} onClick={() => check.mutate()}>
          {t('ledger.check')}
        </Button>
        <Button loading={proof.isPending} disabled={answers.data.length === 0} onClick={() => proof.mutate()}>
          {t('ledger.proof')}
        </Button>
      </Group>
    </Stack>
  );
}
