/** The form of an operation, made from its schema: each value is a template, read as the operation wants it. */
import { NativeSelect, TextInput } from '@mantine/core';
import { type OperationField, type OperationForm, type Reading, readingOf } from '../../flows/sdk/operation.ts';
import { LiquidField } from './message/liquid-field.tsx';
import { useOperationWords } from './operation-words.ts';
import { Rows } from './rows.tsx';
import { useUi } from './use-ui.ts';

export interface OperationValue {
  field: string;
  as?: Reading | undefined;
  value: string;
}

const filledIn = (field: OperationField, value: string): OperationValue => {
  const as = readingOf(field);
  return { field: field.name, ...(as === undefined ? {} : { as }), value };
};

/** What a block begins with that has the operation done: all that is needed, and what is plainly the contact's. */
export const startOf = ({ fields }: OperationForm): OperationValue[] =>
  fields
    .filter(({ required, fill }) => required || fill !== null)
    .map((field) => filledIn(field, field.fill ?? (field.kind === 'choice' ? (field.options[0] ?? '') : '')));

export function OperationFields({
  form,
  values,
  problem,
  onChange,
}: {
  form: OperationForm;
  values: readonly OperationValue[];
  /** What is wrong with the value at an index. */
  problem: (index: number) => string | undefined;
  onChange: (values: OperationValue[]) => void;
}) {
  const put = (field: OperationField, value: string): void => {
    const next = filledIn(field, value);
    if (values.some((one) => one.field === field.name)) {
      const kept = value !== '' || field.required ? [next] : [];
      onChange(values.flatMap((one) => (one.field === field.name ? kept : [one])));
    } else onChange([...values, next]);
  };
  return form.fields.map((field) => {
    const index = values.findIndex((one) => one.field === field.name);
    return (
      <ValueField
        key={field.name}
        operation={form.name}
        field={field}
        value={values[index]?.value ?? ''}
        error={index === -1 ? undefined : problem(index)}
        onChange={(value) => put(field, value)}
      />
    );
  });
}

interface FieldProps {
  operation: string;
  field: OperationField;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

/** Names of the kinds that a text is read as, for the line below a field that says nothing of itself. */
const read = new Set(['number', 'moment', 'json']);

function ValueField({ operation, field, value, error, onChange }: FieldProps) {
  const { t } = useUi();
  const words = useOperationWords();
  const { name, kind, options, maxLength, required } = field;
  const label = words.label(operation, name);
  const said = words.hint(operation, name);
  const help = read.has(kind) ? [said, t(`operation.${kind}`)].filter((part) => part).join(' ') : said;
  if (kind === 'pairs' && pairsIn(value) !== null) return <PairsField {...{ label, help, value, error, onChange }} />;
  if (kind === 'choice' || (kind === 'boolean' && ['', 'true', 'false'].includes(value)))
    return (
      <NativeSelect
        label={label}
        description={help}
        error={error}
        value={value}
        data={[
          ...(required && value !== '' ? [] : [{ value: '', label: t('operation.unsaid') }]),
          ...(kind === 'boolean'
            ? ['true', 'false'].map((one) => ({ value: one, label: t(`operation.${one}`) }))
            : options.map((one) => ({ value: one, label: words.option(operation, name, one) }))),
        ]}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  const long = kind === 'text' || kind === 'json' || kind === 'pairs';
  return (
    <LiquidField
      label={label}
      {...(help === undefined || help === '' ? {} : { help })}
      code={kind === 'json' || kind === 'pairs'}
      rows={long ? 4 : 1}
      maxLength={Math.min(20_000, Math.max(2000, maxLength ?? 20_000))}
      error={error}
      value={value}
      onChange={(text) => onChange(long ? text : text.replaceAll('\n', ' '))}
    />
  );
}

/** Names with values, as they stand in JSON; null where the JSON is something else. */
function pairsIn(json: string): { name: string; value: string }[] | null {
  if (json.trim() === '') return [];
  try {
    const found: unknown = JSON.parse(json);
    if (typeof found !== 'object' || found === null || Array.isArray(found)) return null;
    const entries = Object.entries(found);
    return entries.every(([, value]) => typeof value === 'string')
      ? entries.map(([name, value]) => ({ name, value: value as string }))
      : null;
  } catch {
    return null;
  }
}

function PairsField({
  label,
  help,
  value,
  error,
  onChange,
}: Pick<FieldProps, 'value' | 'error' | 'onChange'> & { label: string; help: string | undefined }) {
  const { t } = useUi();
  const pairs = pairsIn(value) ?? [];
  const write = (next: readonly { name: string; value: string }[]): void =>
    onChange(next.length === 0 ? '' : JSON.stringify(Object.fromEntries(next.map((one) => [one.name, one.value]))));
  const fresh = (): string => {
    for (let n = 1; ; n++) {
      const name = n === 1 ? 'field' : `field${n}`;
      if (!pairs.some((one) => one.name === name)) return name;
    }
  };
  return (
    <div>
      <Rows
        label={label}
        help={help}
        items={pairs}
        max={30}
        addLabel={t('operation.add')}
        create={() => ({ name: fresh(), value: '' })}
        onChange={write}
      >
        {(pair, set, index) => (
          <>
            <TextInput
              label={t('operation.name')}
              maxLength={200}
              value={pair.name}
              onChange={(event) => {
                const name = event.currentTarget.value;
                // Two of one name would be one.
                if (!pairs.some((one, at) => at !== index && one.name === name)) set({ ...pair, name });
              }}
            />
            <LiquidField
              label={t('operation.value')}
              rows={1}
              maxLength={2000}
              value={pair.value}
              onChange={(text) => set({ ...pair, value: text.replaceAll('\n', ' ') })}
            />
          </>
        )}
      </Rows>
      {error === undefined ? null : (
        <p className="k-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
