/** The fields of an offer. What is refused is said at its field, and nothing typed is lost. */
import {
  Autocomplete,
  Button,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, orpc, troubleOf } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { toast } from '../../app/toast.ts';
import { DateTimeField } from '../../ui/simple-fields.tsx';
import { contentOf, type Fields, fieldsOf, kinds, missing } from './offer-fields.ts';
import classes from './offers.module.css';
import type { Offer } from './offers-screen.tsx';
import { mostCodes, writtenCodes } from './written-codes.ts';

const currencies = ['UAH', 'USD', 'EUR', 'GBP', 'PLN', 'KZT', 'RUB'];
const codeKinds = ['none', 'same', 'pool'] as const;

export function OfferForm({ offer, onClose }: { offer: Offer | null; onClose: () => void }) {
  const { t } = useTranslation('offers');
  const format = useFormat();
  const words = useErrorWords();
  const queries = useQueryClient();
  const { data: workspace } = useQuery(orpc.workspace.get.queryOptions());
  const [fields, setFields] = useState<Fields>(() => fieldsOf(offer));
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({});
  const form = useRef<HTMLFormElement>(null);
  const set = (change: Partial<Fields>) => {
    setFields((now) => ({ ...now, ...change }));
    setRefused({});
  };
  const problem = (field: string): string | undefined => {
    const code = refused[field];
    return code === undefined ? undefined : t(`form.problem.${code}`, { defaultValue: t('form.problem.not-valid') });
  };
  const written = writtenCodes(fields.codeKind === 'pool' ? fields.codes : '');
  const badCodes =
    written.wrong !== null
      ? t('form.problem.badLine', written.wrong)
      : written.codes.length > mostCodes
        ? t('form.problem.tooMany', { n: format.number(mostCodes) })
        : undefined;
  const save = useMutation({
    mutationFn: () =>
      client.offers.save({ offer: offer?.offer ?? null, content: contentOf(fields), codes: written.codes ?? [] }),
    onSuccess: ({ added, known }) => {
      const said = [t('form.saved', { name: fields.name.trim() })];
      if (added > 0) said.push(t('form.added', { count: added, n: format.number(added) }));
      if (known > 0) said.push(t('form.known', { count: known, n: format.number(known) }));
      toast.done(said.join(' '));
      void queries.invalidateQueries({ queryKey: orpc.offers.key() });
      onClose();
    },
    onError: (error) => {
      const trouble = troubleOf(error);
      if (trouble.kind === 'refused' && trouble.code === 'offer-not-valid') {
        setRefused((trouble.details.fields ?? {}) as Record<string, string>);
      } else toast.failed(words(error));
    },
  });
  const submit = () => {
    const lacking = missing(fields);
    setRefused(lacking);
    if (Object.keys(lacking).length === 0 && badCodes === undefined) save.mutate();
    else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  };
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack>
        <TextInput
          data-autofocus
          label={t('form.name')}
          placeholder={t('form.namePlaceholder')}
          maxLength={100}
          error={problem('name')}
          value={fields.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <WhatIsPromised fields={fields} set={set} problem={problem} />
        <Code offer={offer} fields={fields} set={set} problem={problem} badCodes={badCodes} />
        <div>
          <div className={classes.pair}>
            <DateTimeField
              label={t('form.startsAt')}
              help={t('form.startsHelp')}
              error={problem('startsAt')}
              value={fields.startsAt}
              onChange={(startsAt) => set({ startsAt })}
            />
            <DateTimeField
              label={t('form.endsAt')}
              help={t('form.endsHelp')}
              error={problem('endsAt')}
              value={fields.endsAt}
              onChange={(endsAt) => set({ endsAt })}
            />
          </div>
          <Text size="xs" c="dimmed" mt={4}>
            {t('form.time', { zone: (workspace?.timezone ?? '').replaceAll('_', ' ') })}
          </Text>
        </div>
        <Redeemed fields={fields} set={set} />
        <Textarea
          label={t('form.terms')}
          placeholder={t('form.termsPlaceholder')}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={4000}
          error={problem('terms')}
          value={fields.terms}
          onChange={(event) => set({ terms: event.currentTarget.value })}
        />
        {offer !== null && offer.flows.length > 0 ? (
          <Text size="sm" c="dimmed">
            {t('form.usedHint', { flows: offer.flows.map((flow) => flow.name).join(', ') })}
          </Text>
        ) : null}
        <Group justify="end" gap="xs" className="k-dialog-foot">
          <Button variant="default" onClick={onClose}>
            {t('app:cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('form.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface PartProps {
  fields: Fields;
  set: (change: Partial<Fields>) => void;
  problem: (field: string) => string | undefined;
}

function WhatIsPromised({ fields, set, problem }: PartProps) {
  const { t } = useTranslation('offers');
  const number = (value: number | string): number | '' => (typeof value === 'number' ? value : '');
  return (
    <>
      <div>
        <span className="k-label" id="offer-kind">
          {t('form.kind')}
        </span>
        <SegmentedControl
          fullWidth
          mt={4}
          aria-labelledby="offer-kind"
          value={fields.kind}
          onChange={(chosen) => set({ kind: kinds.find((one) => one === chosen) ?? 'other' })}
          data={kinds.map((kind) => ({ value: kind, label: t(`form.kinds.${kind}`) }))}
        />
      </div>
      {fields.kind === 'other' ? null : (
        <div className={classes.pair}>
          {fields.kind === 'percent' ? (
            <NumberInput
              label={t('form.percent')}
              min={0}
              max={100}
              error={problem('percent')}
              value={fields.percent}
              onChange={(percent) => set({ percent: number(percent) })}
            />
          ) : (
            <>
              <NumberInput
                label={t('form.price')}
                min={0}
                decimalScale={2}
                error={problem('price')}
                value={fields.price}
                onChange={(price) => set({ price: number(price) })}
              />
              <Select
                label={t('form.currency')}
                searchable
                allowDeselect={false}
                data={[...new Set([...currencies, ...(fields.currency === null ? [] : [fields.currency])])]}
                error={problem('currency')}
                value={fields.currency}
                onChange={(currency) => set({ currency })}
              />
            </>
          )}
        </div>
      )}
      <TextInput
        label={t('form.product')}
        placeholder={t('form.productPlaceholder')}
        maxLength={200}
        error={problem('product')}
        value={fields.product}
        onChange={(event) => set({ product: event.currentTarget.value })}
      />
    </>
  );
}

function Code({
  offer,
  fields,
  set,
  problem,
  badCodes,
}: PartProps & { offer: Offer | null; badCodes: string | undefined }) {
  const { t } = useTranslation('offers');
  const format = useFormat();
  const words = useErrorWords();
  const queries = useQueryClient();
  const drop = useMutation({
    mutationFn: (id: string) => client.offers.dropCodes({ offer: id }),
    onSuccess: ({ dropped }) => {
      toast.done(t('form.dropped', { count: dropped, n: format.number(dropped) }));
      void queries.invalidateQueries({ queryKey: orpc.offers.key() });
    },
    onError: (error) => toast.failed(words(error)),
  });
  // The list behind the dialog is read anew when codes are taken out.
  const { data: list } = useQuery(orpc.offers.list.queryOptions());
  const left = list?.find((one) => one.offer === offer?.offer)?.left ?? 0;
  return (
    <div>
      <span className="k-label" id="offer-code">
        {t('form.code')}
      </span>
      <SegmentedControl
        fullWidth
        mt={4}
        aria-labelledby="offer-code"
        value={fields.codeKind}
        onChange={(chosen) => set({ codeKind: codeKinds.find((one) => one === chosen) ?? 'none' })}
        data={codeKinds.map((kind) => ({ value: kind, label: t(`form.codes.${kind}`) }))}
      />
      <Text size="xs" c="dimmed" mt={4}>
        {t(`form.codeHelps.${fields.codeKind}`)}
      </Text>
      {fields.codeKind === 'same' ? (
        <TextInput
          mt={8}
          label={t('form.sameCode')}
          maxLength={100}
          error={problem('code')}
          value={fields.sameCode}
          onChange={(event) => set({ sameCode: event.currentTarget.value })}
        />
      ) : null}
      {fields.codeKind === 'pool' ? (
        <>
          <Textarea
            mt={8}
            className={classes.codes ?? ''}
            label={t('form.poolCodes')}
            description={t('form.poolHelp')}
            rows={4}
            error={badCodes}
            value={fields.codes}
            onChange={(event) => set({ codes: event.currentTarget.value })}
          />
          {offer !== null && left > 0 ? (
            <Group gap={8} mt={4}>
              <Text size="sm">{t('form.left', { count: left, n: format.number(left) })}</Text>
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                loading={drop.isPending}
                onClick={() => drop.mutate(offer.offer)}
              >
                {t('form.drop')}
              </Button>
            </Group>
          ) : null}
        </>
      ) : null}
    </div>
  );
}

function Redeemed({ fields, set }: Pick<PartProps, 'fields' | 'set'>) {
  const { t } = useTranslation('offers');
  const { data: known } = useQuery(orpc.contacts.fields.queryOptions());
  const events = known?.events ?? [];
  const props = events.find(({ type }) => type === fields.event)?.props ?? [];
  if (fields.codeKind === 'none') return null;
  return (
    <div>
      <span className="k-label">{t('form.redeemed')}</span>
      <Text size="xs" c="dimmed">
        {t('form.redeemedHelp')}
      </Text>
      <div className={classes.pair}>
        <Autocomplete
          mt={4}
          label={t('form.event')}
          placeholder={t('form.eventPlaceholder')}
          maxLength={100}
          data={events.map(({ type }) => type)}
          value={fields.event}
          onChange={(event) => set({ event })}
        />
        <Autocomplete
          mt={4}
          label={t('form.property')}
          placeholder={t('form.propertyPlaceholder')}
          maxLength={100}
          data={props.map(({ name }) => name)}
          value={fields.property}
          onChange={(property) => set({ property })}
        />
      </div>
    </div>
  );
}
