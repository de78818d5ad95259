/** Erases a person: what goes and what stays is said before, because there is no way back. */
import { Alert, Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, orpc } from '../../../app/client.ts';
import { useErrorWords } from '../../../app/error-words.ts';
import { useFormat } from '../../../app/format.ts';
import { ErrorState, RowsSkeleton } from '../../../app/states.tsx';
import { toast } from '../../../app/toast.ts';
import { AskedFields, nobodyAsked } from './asked-fields.tsx';
import classes from './rights.module.css';
import { useSaveCertificate } from './use-certificate.ts';

export interface EraseDialogProps {
  /** Null: closed. */
  person: { contact: number; name: string } | null;
  onClose: () => void;
  /** The person is gone; the dialog stays, for the certificate. */
  onErased: () => void;
}

type Erased = Awaited<ReturnType<typeof client.rights.erase>>;

export function EraseDialog({ person, onClose, onErased }: EraseDialogProps) {
  const { t } = useTranslation('rights');
  const [erased, setErased] = useState<Erased | null>(null);
  const close = () => {
    onClose();
    setErased(null);
  };
  const title = person === null ? '' : erased === null ? t('erase.title', { name: person.name }) : t('erase.done');
  return (
    <Modal opened={person !== null} onClose={close} title={title} size={620}>
      {person === null ? null : erased === null ? (
        <Form
          {...person}
          onClose={close}
          onErased={(done) => {
            setErased(done);
            onErased();
          }}
        />
      ) : (
        <Done erased={erased} onClose={close} />
      )}
    </Modal>
  );
}

interface FormProps {
  contact: number;
  name: string;
  onClose: () => void;
  onErased: (erased: Erased) => void;
}

function Form({ contact, name, onClose, onErased }: FormProps) {
  const { t } = useTranslation('rights');
  const words = useErrorWords();
  const queries = useQueryClient();
  const [asked, setAsked] = useState(nobodyAsked);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const preview = useQuery({
    ...orpc.rights.preview.queryOptions({ input: { contact: `id:${contact}` } }),
    staleTime: 0,
  });
  const erase = useMutation({
    mutationFn: () => client.rights.erase({ contact: `id:${contact}`, confirm: contact, ...asked, reason }),
    onSuccess: (done) => {
      onErased(done);
      for (const key of [orpc.rights.requests.key(), orpc.contacts.list.key(), orpc.contacts.count.key()])
        void queries.invalidateQueries({ queryKey: key });
    },
    onError: (error) => toast.failed(words(error)),
  });
  const same = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();
  const { data } = preview;
  if (preview.error !== null) return <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />;
  if (data === undefined) return <RowsSkeleton rows={6} height={28} />;
  const list = (names: readonly { name: string }[]): string => names.map((one) => `“${one.name}”`).join(', ');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (same(typed) === same(name)) erase.mutate();
      }}
    >
      <Stack>
        <Alert color="bad" icon={<IconAlertTriangle size={18} aria-hidden />} title={t('erase.never')}>
          {t('erase.neverBody')}
        </Alert>
        <div className={classes.sides}>
          <Counts title={t('erase.goes')} counts={data.gone} />
          <Counts title={t('erase.stays')} counts={data.blanked} />
        </div>
        {data.inside.length === 0 ? null : <Text>{t('erase.inside', { flows: list(data.inside) })}</Text>}
        {data.namedIn.length === 0 ? null : (
          <Alert color="warn">{t('erase.named', { names: list(data.namedIn) })}</Alert>
        )}
        <Text size="sm" c="dimmed">
          {t('erase.again')}
          {data.cleanedLater ? ` ${t('erase.later')}` : ''}
        </Text>
        <AskedFields value={asked} onChange={setAsked} />
        <Textarea
          label={t('asked.reason')}
          autosize
          minRows={1}
          maxRows={4}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <TextInput
          label={t('erase.confirm', { name })}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Group justify="end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('app:cancel')}
          </Button>
          <Button type="submit" color="bad" loading={erase.isPending} disabled={same(typed) !== same(name)}>
            {t('erase.run')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Counts({ title, counts }: { title: string; counts: Readonly<Record<string, number>> }) {
  const { t } = useTranslation('rights');
  const format = useFormat();
  return (
    <section>
      <h3>{title}</h3>
      <dl className={classes.counts}>
        {Object.entries(counts).map(([table, n]) => (
          <div key={table}>
            <dt>{t(`kind.${table}`)}</dt>
            <dd>{format.number(n)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Done({ erased, onClose }: { erased: Erased; onClose: () => void }) {
  const { t } = useTranslation('rights');
  const save = useSaveCertificate();
  return (
    <Stack>
      <Alert color="ok" role="status">
        {t('erase.doneBody', { n: erased.request })} {t(erased.cleaned ? 'erase.cleaned' : 'erase.cleanedLater')}
      </Alert>
      <Group justify="end" gap="xs">
        <Button variant="default" onClick={() => save(erased, 'json')}>
          {t('erase.saveJson')}
        </Button>
        <Button variant="default" onClick={() => save(erased, 'page')}>
          {t('erase.savePage')}
        </Button>
        <Button onClick={onClose}>{t('app:close')}</Button>
      </Group>
    </Stack>
  );
}
