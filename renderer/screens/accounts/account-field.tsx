/** One field of an account's form, with the connector's own words. */
import { Checkbox, NumberInput, PasswordInput, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FormField, fieldProblem } from './form-fields.ts';

export interface AccountFieldProps {
  /** The connector. */
  type: string;
  field: FormField;
  value: string | number | boolean;
  secretSet: boolean;
  problem: ReturnType<typeof fieldProblem>;
  onChange: (value: string | number | boolean) => void;
}

export function AccountField({ type, field, value, secretSet, problem, onChange }: AccountFieldProps) {
  const { t, i18n } = useTranslation('accounts');
  const own = (key: string) => {
    const full = `connector-${type}:fields.${field.name}.${key}`;
    return i18n.exists(full) ? t(full) : undefined;
  };
  const common = {
    label: own('label') ?? field.name,
    // What is said about the choice that was made says more than what is said about all.
    description: (field.kind === 'choice' ? own(`about.${value}`) : undefined) ?? own('help'),
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
          inputWrapperOrder={['label', 'input', 'description', 'error']}
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
