/** Somebody comes with a code: whose is it, and was it used? */
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Client, orpc } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import table from '../../app/table.module.css';
import classes from './offers.module.css';
import { useRedeem } from './use-redeem.ts';

export function FindCode({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('offers');
  return (
    <Modal opened={opened} onClose={onClose} title={t('find.title')} size={560}>
      {opened ? <Body /> : null}
    </Modal>
  );
}

function Body() {
  const { t } = useTranslation('offers');
  const [code, setCode] = useState('');
  const [asked, setAsked] = useState('');
  const found = useQuery({ ...orpc.offers.find.queryOptions({ input: { code: asked } }), enabled: asked !== '' });
  return (
    <Stack>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(code.trim());
        }}
      >
        <Group align="end" gap={8} wrap="nowrap">
          <TextInput
            data-autofocus
            className={classes.grow ?? ''}
            label={t('find.code')}
            maxLength={100}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <Button type="submit" disabled={code.trim() === ''}>
            {t('find.ask')}
          </Button>
        </Group>
      </form>
      {found.error !== null ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : asked === '' ? null : found.data === undefined ? (
        <RowsSkeleton rows={2} />
      ) : found.data.length === 0 ? (
        <Text c="dimmed">{t('find.nobody')}</Text>
      ) : (
        <ul className={classes.found}>
          {found.data.map((one) => (
            <Held key={`${one.offer} ${one.contact} ${one.code}`} held={one} />
          ))}
        </ul>
      )}
    </Stack>
  );
}

type HeldCode = Awaited<ReturnType<Client['offers']['find']>>[number];

function Held({ held }: { held: HeldCode }) {
  const { t } = useTranslation('offers');
  const format = useFormat();
  const redeem = useRedeem();
  const { offer, contact, code, name, person, issuedAt, redeemedAt } = held;
  return (
    <li>
      <span className={classes.grow}>
        {person === '' ? (
          t('find.gone')
        ) : (
          <Link href={`/contacts/${contact}`} className={table.leads}>
            {person}
          </Link>
        )}
        <div className={table.below}>
          {name} · {issuedAt === null ? t('find.notGiven') : t('find.given', { time: format.dateTime(issuedAt) })}
          {redeemedAt === null ? '' : ` · ${t('find.used', { time: format.dateTime(redeemedAt) })}`}
        </div>
      </span>
      {redeemedAt === null ? (
        <Button
          size="compact-sm"
          variant="default"
          loading={redeem.isPending}
          onClick={() => redeem.mutate({ offer, contact, code })}
        >
          {t('find.mark')}
        </Button>
      ) : null}
    </li>
  );
}
