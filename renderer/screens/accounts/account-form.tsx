/** The form of an account, made from the connector's JSON Schema and its own words. Tested right after it is stored. */
import {
  Alert,
  Button,
  Checkbox,
  Collapse,
  Group,
  NumberInput,
  PasswordInput,
  Select,
  Stack,
  TextInput,
} from '@mantine/core';
import { IconChevronRight, IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { toast } from '../../app/toast.ts';
import { type Account, type AccountType, channelOf } from './account-types.ts';
import classes from './accounts.module.css';
import { useConnectorWords } from './connector-mark.tsx';
import { configOf, type FormField, type FormValues, fieldProblem, formFields, startValues } from './form-fields.ts';
import { currencyFits, type PriceFields, PriceList, priceFields, pricesOf } from './price-list.tsx';

export interface AccountFormProps {
  type: AccountType;
  account: Account | null;
  onBack: (() => void) | null;
  onDone: () => void;
}

export function AccountForm({ type, account, onBack, onDone }: AccountFormProps) {
  const { t } = useTranslation('accounts');
  const words = useErrorWords();
  const connector = useConnectorWords()(type.type);
  const queries = useQueryClient();
  const fields = formFields(type.schema);
  const [name, setName] = useState(account?.name ?? connector.name);
  const [values, setValues] = useState<FormValues>(() => startValues(fields, account?.config ?? {}));
  const [makeDefault, setMakeDefault] = useState(account === null ? true : account.defaultFor.length > 0);
  const [prices, setPrices] = useState<PriceFields>(() => priceFields(account?.prices ?? {}));
  const pricesFine = Object.values(prices).every((price) => price.amount === '' || currencyFits(price.currency));
  const [tried, setTried] = useState(false);
  const [more, setMore] = useState(false);
  const isSet = (field: FormField) => account?.config[field.name] === true;
  const problemOf = (field: FormField) => fieldProblem(field, values, isSet(field));

  const save = useMutation({
    mutationFn: async () => {
      const form = { name: name.trim(), config: configOf(fields, values), makeDefault, prices: pricesOf(prices) };
      const id = account?.account ?? (await client.accounts.add({ ...form, type: type.type })).account;
      if (account !== null) await client.accounts.update({ ...form, account: id });
      return client.accounts.test({ account: id });
    },
    onSuccess: ({ ok, detail }) => {
      void queries.invalidateQueries({ queryKey: orpc.accounts.key() });
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
    <Field
      key={field.name}
      type={type.type}
      field={field}
      value={values[field.name] ?? ''}
      secretSet={isSet(field)}
      problem={tried ? problemOf(field) : null}
      onChange={(value) => setValues({ ...values, [field.name]: value })}
    />
  );
  const usual = fields.filter(({ rare }) => !rare);
  const unusual = fields.filter(({ rare }) => rare);
  return (
    <form
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
        <Group justify={onBack === null ? 'end' : 'space-between'} mt="xs" className={classes.formFoot}>
          {onBack === null ? null : (
            <Button variant="default" onClick={onBack}>
              {t('app:back')}
            </Button>
          )}
          <Button type="submit" loading={save.isPending}>
            {t(account === null ? 'form.connect' : 'form.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface FieldProps {
  type: string;
  field: FormField;
  value: string | number | boolean;
  secretSet: boolean;
  problem: ReturnType<typeof fieldProblem>;
  onChange: (value: string | number | boolean) => void;
}

function Field({ type, field, value, secretSet, problem, onChange }: FieldProps) {
  const { t, i18n } = useTranslation('accounts');
  const own = (key: string) => {
    const full = `connector-${type}:fields.${field.name}.${key}`;
    return i18n.exists(full) ? t(full) : undefined;
  };
  const common = {
    label: own('label') ?? field.name,
    description: own('help'),
    error: problem === null ? undefined : t(`problem.${problem}`, { min: field.min ?? '', max: field.max ?? '' }),
    withAsterisk: field.required && field.fallback === null && !secretSet,
  };
  switch (field.kind) {
    case 'secret':
      return (
        <PasswordInput
          {...common}
          autoComplete="new-password"
          placeholder={secretSet ? t('form.secretSet') : ''}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('form.showSecret') }}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...common}
          value={typeof value === 'boolean' ? '' : value}
          thousandSeparator={false}
          onChange={onChange}
        />
      );
    case 'boolean':
      return (
        <Checkbox
          label={common.label}
          description={common.description}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          data={field.options.map((option) => ({ value: option, label: own(`options.${option}`) ?? option }))}
          value={String(value)}
          allowDeselect={false}
          onChange={(option) => option !== null && onChange(option)}
        />
      );
    case 'text':
      return (
        <TextInput
          {...common}
          spellCheck={false}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}
