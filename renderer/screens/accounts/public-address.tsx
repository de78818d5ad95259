/** The public address: where strangers reach this workspace, what needs that, and whether it leads here. */
import { Alert, Button, Card, CopyButton, Group, NumberInput, Text, TextInput } from '@mantine/core';
import { IconCheck, IconCopy, IconWorld } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Client, client, orpc, troubleOf } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { toast } from '../../app/toast.ts';
import classes from './public-address.module.css';

type Web = Awaited<ReturnType<Client['web']['get']>>;

export function PublicAddress() {
  const web = useQuery(orpc.web.get.queryOptions());
  return web.data === undefined ? null : <Panel key={`${web.data.address}|${web.data.port}`} web={web.data} />;
}

function Panel({ web }: { web: Web }) {
  const { t } = useTranslation('web');
  const words = useErrorWords();
  const queries = useQueryClient();
  const { data: workspace } = useQuery(orpc.workspace.get.queryOptions());
  const [address, setAddress] = useState(web.address ?? '');
  const [port, setPort] = useState<number | ''>(web.port ?? '');
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({});
  const desktop = workspace?.host === 'desktop';
  const changed = address.trim() !== (web.address ?? '') || port !== (web.port ?? '');
  const save = useMutation({
    mutationFn: () => client.web.save({ address: address.trim() || null, port: port === '' ? null : port }),
    onSuccess: async () => {
      toast.done(t(address.trim() === '' ? 'removed' : 'saved'));
      await queries.invalidateQueries({ queryKey: orpc.web.key() });
    },
    onError: (error) => {
      const trouble = troubleOf(error);
      const field =
        trouble.kind !== 'refused'
          ? null
          : trouble.code === 'bad-public-address'
            ? 'address'
            : trouble.code === 'port-in-use'
              ? 'port'
              : null;
      if (field === null) toast.failed(words(error));
      else setRefused({ [field]: words(error).body });
    },
  });
  const check = useMutation({
    mutationFn: () => client.web.check(),
    onError: (error) => toast.failed(words(error)),
  });
  return (
    <Card component="section" className={classes.panel ?? ''} aria-labelledby="public-address">
      <div className={classes.head}>
        <IconWorld size={20} aria-hidden />
        <h2 id="public-address">{t('title')}</h2>
      </div>
      <p>{t('lead')}</p>
      <div className={classes.two}>
        <div>
          <h3>{t('without.title')}</h3>
          <p>{t('without.body')}</p>
        </div>
        <div>
          <h3>{t('with.title')}</h3>
          <p>{t('with.body')}</p>
        </div>
      </div>
      <form
        id="public-address-form"
        noValidate
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          setRefused({});
          check.reset();
          save.mutate();
        }}
      >
        <TextInput
          className={classes.address ?? ''}
          label={t('address')}
          description={t('addressHelp')}
          placeholder="https://go.example.com"
          maxLength={300}
          spellCheck={false}
          error={refused.address}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        {desktop ? (
          <NumberInput
            className={classes.port ?? ''}
            label={t('port')}
            description={t('portHelp')}
            placeholder={t('portAny')}
            min={1024}
            max={65535}
            allowDecimal={false}
            thousandSeparator=""
            error={refused.port}
            value={port}
            onChange={(value) => setPort(typeof value === 'number' ? value : '')}
          />
        ) : null}
      </form>
      {web.local === null ? null : <Local origin={web.local} />}
      {web.keyMissing ? (
        <Alert color="warn" role="status">
          {t('keyMissing')}
        </Alert>
      ) : null}
      {check.data === undefined ? null : (
        <Alert color={check.data.result === 'ok' ? 'ok' : 'bad'} role="status">
          {t(`check.${check.data.result}`, { detail: check.data.detail })}
        </Alert>
      )}
      <Group gap="xs">
        <Button
          disabled={!changed && !web.keyMissing}
          loading={save.isPending}
          type="submit"
          form="public-address-form"
        >
          {t('app:save')}
        </Button>
        <Button
          variant="default"
          disabled={changed || web.address === null}
          loading={check.isPending}
          onClick={() => check.mutate()}
        >
          {t('try')}
        </Button>
        {changed ? (
          <Text c="dimmed" role="status">
            {t('settings:unsaved')}
          </Text>
        ) : null}
      </Group>
    </Card>
  );
}

/** Where a tunnel is to lead. */
function Local({ origin }: { origin: string }) {
  const { t } = useTranslation('web');
  return (
    <div className={classes.local}>
      <span>{t('local')}</span>
      <code>{origin}</code>
      <CopyButton value={origin}>
        {({ copied, copy }) => (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            aria-label={t('copyLocal')}
            leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            onClick={copy}
          >
            {t(copied ? 'copied' : 'copy')}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
