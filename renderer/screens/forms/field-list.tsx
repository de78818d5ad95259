/** What a form asks: each answer goes into a field of the contact. */
import { ActionIcon, Autocomplete, Button, Card, Checkbox, Group, Menu, Select, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerKinds, answerName, type FormField, formTargets } from '../../../flows/sdk/form.ts';
import { orpc } from '../../app/client.ts';
import { emptyField, freeId, moved, withText } from './form-draft.ts';
import classes from './forms.module.css';
import { type PartProps, TextIn } from './text-in.tsx';

export function FieldList({ draft, language, onChange, problem }: PartProps) {
  const { t } = useTranslation('forms');
  const { data: known } = useQuery(orpc.contacts.fields.queryOptions());
  const attributes = (known?.attributes ?? []).map(({ name }) => name);
  const free = formTargets.filter((to) => draft.fields.every((one) => one.to !== to));
  const set = (fields: FormField[]) => onChange({ ...draft, fields });
  const add = (to: string) => set([...draft.fields, emptyField(draft.fields, to)]);
  const freshAttribute = () => {
    const taken = draft.fields.map(({ to }) => ({ id: answerName(to) }));
    return `attributes.${freeId(taken, 'answer').replaceAll('-', '_')}`;
  };
  return (
    <Card component="section" className={classes.block ?? ''} aria-labelledby="form-fields">
      <h2 id="form-fields">{t('fields.title')}</h2>
      <p>{t('fields.help')}</p>
      {problem('fields') === undefined ? null : (
        <p className={classes.bad} role="alert">
          {problem('fields')}
        </p>
      )}
      <ul className={classes.list}>
        {draft.fields.map((field, index) => (
          <li key={field.id}>
            <Field
              field={field}
              index={index}
              count={draft.fields.length}
              attributes={attributes}
              taken={draft.fields.filter((one) => one !== field).map(({ to }) => to)}
              language={language}
              first={draft.languages[0] ?? language}
              problem={problem}
              onChange={(next) => set(draft.fields.map((one) => (one === field ? next : one)))}
              onMove={(by) => set(moved(draft.fields, index, index + by))}
              onRemove={() => set(draft.fields.filter((one) => one !== field))}
            />
          </li>
        ))}
      </ul>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="default"
            className={classes.start ?? ''}
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={draft.fields.length >= 30}
          >
            {t('fields.add')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {free.map((to) => (
            <Menu.Item key={to} onClick={() => add(to)}>
              {t(`fields.to.${to}`)}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => add(freshAttribute())}>{t('fields.to.attribute')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Card>
  );
}

interface FieldProps {
  field: FormField;
  index: number;
  count: number;
  attributes: readonly string[];
  taken: readonly string[];
  language: string;
  first: string;
  problem: PartProps['problem'];
  onChange: (field: FormField) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

function Field(props: FieldProps) {
  const { t } = useTranslation('forms');
  const { field, index, count, language, first, problem, onChange, onMove, onRemove } = props;
  const isAttribute = field.to.startsWith('attributes.');
  const name = isAttribute ? answerName(field.to) : t(`fields.to.${field.to}`);
  return (
    <fieldset className={classes.item} aria-label={name}>
      <div className={classes.itemHead}>
        <b>{name}</b>
        <Checkbox
          label={t('fields.required')}
          checked={field.required}
          onChange={(event) => onChange({ ...field, required: event.currentTarget.checked })}
        />
        <Group gap={2} wrap="nowrap">
          <ActionIcon color="gray" disabled={index === 0} aria-label={t('up', { name })} onClick={() => onMove(-1)}>
            <IconArrowUp size={15} aria-hidden />
          </ActionIcon>
          <ActionIcon
            color="gray"
            disabled={index === count - 1}
            aria-label={t('down', { name })}
            onClick={() => onMove(1)}
          >
            <IconArrowDown size={15} aria-hidden />
          </ActionIcon>
          <ActionIcon color="gray" aria-label={t('take', { name })} onClick={onRemove}>
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </Group>
      </div>
      <TextIn
        label={t('fields.label')}
        rows={1}
        max={200}
        error={problem(`fields.${index}.label`)}
        texts={field.label}
        language={language}
        first={first}
        onChange={(label) => onChange({ ...field, label })}
      />
      {isAttribute ? <Attribute {...props} /> : null}
    </fieldset>
  );
}

/** An attribute has a name and a way of being asked. */
function Attribute({ field, index, attributes, taken, problem, onChange, language, first }: FieldProps) {
  const { t } = useTranslation('forms');
  return (
    <>
      <div className={classes.pair}>
        <Autocomplete
          label={t('fields.name')}
          description={t('fields.nameHelp')}
          maxLength={100}
          data={attributes.filter((one) => !taken.includes(`attributes.${one}`))}
          error={problem(`fields.${index}.to`)}
          value={answerName(field.to)}
          onChange={(name) => onChange({ ...field, to: `attributes.${name.replaceAll(/\s+/g, '_')}` })}
        />
        <Select
          label={t('fields.kind')}
          description={t('fields.kindHelp')}
          allowDeselect={false}
          data={answerKinds.map((kind) => ({ value: kind, label: t(`fields.kinds.${kind}`) }))}
          value={field.kind}
          onChange={(kind) => onChange({ ...field, kind: answerKinds.find((one) => one === kind) ?? 'text' })}
        />
      </div>
      {field.kind === 'choice' ? (
        <Options field={field} index={index} problem={problem} onChange={onChange} language={language} first={first} />
      ) : null}
    </>
  );
}

function Options({
  field,
  index,
  problem,
  onChange,
  language,
  first,
}: Pick<FieldProps, 'field' | 'index' | 'problem' | 'onChange' | 'language' | 'first'>) {
  const { t } = useTranslation('forms');
  const set = (options: FormField['options']) => onChange({ ...field, options });
  const free = freeId(
    field.options.map(({ value }) => ({ id: value })),
    'answer',
  );
  return (
    <div className={classes.options}>
      <span className="k-label">{t('fields.options')}</span>
      {problem(`fields.${index}.options`) === undefined ? null : (
        <p className={classes.bad} role="alert">
          {problem(`fields.${index}.options`)}
        </p>
      )}
      {field.options.map((option) => (
        <div key={option.value} className={classes.option}>
          <TextInput
            aria-label={t('fields.option')}
            maxLength={100}
            lang={language}
            placeholder={language === first ? option.value : (option.label[first] ?? option.value)}
            value={option.label[language] ?? ''}
            onChange={(event) => {
              const label = withText(option.label, language, event.currentTarget.value);
              set(field.options.map((one) => (one === option ? { ...one, label } : one)));
            }}
          />
          <ActionIcon
            color="gray"
            aria-label={t('take', { name: option.label[language] ?? option.value })}
            onClick={() => set(field.options.filter((one) => one !== option))}
          >
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-sm"
        variant="subtle"
        className={classes.start ?? ''}
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={field.options.length >= 50}
        onClick={() => set([...field.options, { value: free, label: {} }])}
      >
        {t('fields.addOption')}
      </Button>
    </div>
  );
}
