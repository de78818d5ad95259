/** The form of an account, made from the connector's JSON Schema and its own words. Tested right after it is stored. */
import { Alert, Button, Checkbox, Collapse, Group, Stack, TextInput } from '@mantine/core';
import { IconChevronRight, IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { toast } from '../../app/toast.ts';
import { AccountField } from './account-field.tsx';
import { type Account, type AccountType, channelOf } from './account-types.ts';
import { useConnectorWords } from './connector-mark.tsx';
import {
  configOf,
  type FormField,
  type FormValues,
  fieldProblem,
  formFields,
  isAsked,
  isRare,
  startValues,
  withPreset,
} from './form-fields.ts';
import { currencyFits, type PriceFields, PriceList, priceFields, pricesOf } from './price-list.tsx';

export interface AccountFormProps {
  type: AccountType;
  account: Account | null;
  onBack: (() => void) | null;
  onDone: () => void;
  /** The account is stored, and somebody has to sign in to it by the browser now. */
  onSignIn: (account: string, name: string) => void;
}

export function AccountForm({ type, account, onBack, onDone, onSignIn }: AccountFormProps) {
  const { t } = useTranslation('accounts');
  const words = useErrorWords();
  const connector = useConnectorWords()(type.type);
  const queries = useQueryClient();
  const fields = formFields(type.schema);
  const { presets } = type;
  const [name, setName] = useState(account?.name ?? connector.name);
  const [values, setValues] = useState<FormValues>(() => startValues(fields, account?.config ?? {}));
  const [makeDefault, setMakeDefault] = useState(account === null ? true : account.defaultFor.length > 0);
  const [prices, setPrices] = useState<PriceFields>(() => priceFields(account?.prices ?? {}));
  const pricesFine = Object.values(prices).every((price) => price.amount === '' || currencyFits(price.currency));
  const [tried, setTried] = useState(false);
  const [more, setMore] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  // The list of kinds may have been scrolled far down, and what was pressed in it is gone.
  useEffect(() => {
    if (account !== null) return;
    form.current?.closest('[role="dialog"]')?.scrollTo({ top: 0 });
    form.current?.querySelector('input')?.focus({ preventScroll: true });
  }, [account]);
  /** The next step is signing in by the browser, for who has not done so. */
  const byBrowser = values.signIn === undefined || values.signIn === 'browser';
  const signsIn = type.signsIn && byBrowser && account?.signIn?.needed !== null;
  const isSet = (field: FormField) => account?.config[field.name] === true;
  const problemOf = (field: FormField) => fieldProblem(field, values, isSet(field));

  const save = useMutation({
    mutationFn: async () => {
      const form = { name: name.trim(), config: configOf(fields, values), makeDefault, prices: pricesOf(prices) };
      const id = account?.account ?? (await client.accounts.add({ ...form, type: type.type })).account;
      if (account !== null) await client.accounts.update({ ...form, account: id });
      const stored = (await client.accounts.list()).find((one) => one.account === id);
      if (stored?.signIn?.needed != null) return { signIn: id };
      return client.accounts.test({ account: id });
    },
    onSuccess: (result) => {
      void queries.invalidateQueries({ queryKey: orpc.accounts.key() });
      if ('signIn' in result) {
        onSignIn(result.signIn, name.trim());
        return;
      }
      const { ok, detail } = result;
      if (ok) toast.done(t('tested', { name, detail }));
      else toast.failed({ title: t('form.savedFails', { name }), body: detail });
      onDone();
    },
    onError: (error) => {
      void queries.invalidateQueries({ queryKey: orpc.accounts.key() });
      toast.failed(words(error));
    },
  });
  const input = (field: FormField) => (
    <AccountField
      key={field.name}
      type={type.type}
      field={field}
      value={values[field.name] ?? ''}
      secretSet={isSet(field)}
      problem={tried ? problemOf(field) : null}
      onChange={(value) =>
        setValues(
          field.name === presets?.field
            ? withPreset(fields, presets, values, String(value))
            : { ...values, [field.name]: value },
        )
      }
    />
  );
  const asked = fields.filter((field) => isAsked(field, values));
  const usual = asked.filter((field) => !isRare(field, values, presets));
  const unusual = asked.filter((field) => isRare(field, values, presets));
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (name.trim() !== '' && pricesFine && fields.every((field) => problemOf(field) === null)) save.mutate();
      }}
    >
      <Stack gap="sm">
        {connector.help === null ? null : (
          <Alert color="accent" variant="light" icon={<IconInfoCircle size={18} aria-hidden />}>
            {connector.help}
          </Alert>
        )}
        <TextInput
          label={t('form.name')}
          description={t('form.nameHint')}
          value={name}
          maxLength={100}
          required
          error={tried && name.trim() === '' ? t('problem.needed') : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {usual.map(input)}
        {unusual.length === 0 ? null : (
          <div>
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              aria-expanded={more}
              leftSection={<IconChevronRight size={14} aria-hidden style={{ rotate: more ? '90deg' : '0deg' }} />}
              onClick={() => setMore(!more)}
            >
              {t('form.more')}
            </Button>
            <Collapse expanded={more || (tried && unusual.some((field) => problemOf(field) !== null))}>
              <Stack gap="sm" mt="xs">
                {unusual.map(input)}
              </Stack>
            </Collapse>
          </div>
        )}
        <PriceList
          channels={type.capabilities.map(channelOf).filter((channel) => channel !== null)}
          value={prices}
          tried={tried}
          onChange={setPrices}
        />
        <Checkbox
          label={t('form.makeDefault')}
          description={t('form.makeDefaultHint')}
          checked={makeDefault}
          onChange={(event) => setMakeDefault(event.currentTarget.checked)}
        />
        <Group justify={onBack === null ? 'end' : 'space-between'} mt="xs" className="k-dialog-foot">
          {onBack === null ? null : (
            <Button variant="default" onClick={onBack}>
              {t('app:back')}
            </Button>
          )}
          <Button type="submit" loading={save.isPending}>
            {t(`form.${signsIn ? 'signIn' : account === null ? 'connect' : 'save'}`)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
