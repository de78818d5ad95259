import { ActionIcon, Autocomplete, Button, Checkbox, CopyButton, TextInput } from '@mantine/core';
import { IconCheck, IconCopy, IconPlus, IconTrash, IconWebhook } from '@tabler/icons-react';
import type * as z from 'zod';
import { everybody } from '../../flows/sdk/rule.ts';
import { webhookReceived } from '../../flows/sdk/webhook.ts';
import { defineEditor, type FormProps, useEditorContext } from '../../renderer/ui/define-editor.ts';
import { FieldBox } from '../../renderer/ui/field-box.tsx';
import { placed } from '../../renderer/ui/placed.ts';
import { RuleBuilder } from '../../renderer/ui/rule/rule-builder.tsx';
import { Optional } from '../../renderer/ui/simple-fields.tsx';
import { useProblemText, useUi } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

type Config = z.output<typeof spec.config>;
type Pair = Config['fields'][number];
type T = FormProps<Config>['t'];

const plain = ['email', 'phone', 'key', 'first_name', 'last_name', 'language', 'country', 'timezone', 'tags'];

/** 192 bits: nobody guesses it. */
function newPath(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

function Address({
  config,
  onChange,
  error,
  t,
}: Pick<FormProps<Config>, 'config' | 'onChange' | 't'> & { error: string | undefined }) {
  const { webAddress = null } = useEditorContext();
  const address = `${webAddress ?? 'https://…'}/hooks/${config.path}`;
  return (
    <FieldBox label={t('fields.path.label')} help={t('fields.path.help')} error={error}>
      {config.path === '' ? null : (
        <div className="k-row">
          <TextInput className="k-grow" readOnly ff="monospace" aria-label={t('fields.path.label')} value={address} />
          <CopyButton value={address}>
            {({ copied, copy }) => (
              <ActionIcon size="lg" color="gray" aria-label={t('actions.copy')} onClick={copy}>
                {copied ? <IconCheck size={15} stroke={1.75} /> : <IconCopy size={15} stroke={1.75} />}
              </ActionIcon>
            )}
          </CopyButton>
        </div>
      )}
      <div>
        <Button size="compact-sm" variant="default" onClick={() => onChange({ ...config, path: newPath() })}>
          {t(config.path === '' ? 'actions.make' : 'actions.renew')}
        </Button>
      </div>
      <p className="k-hint">{t(webAddress === null ? 'how.nowhere' : 'how.served')}</p>
    </FieldBox>
  );
}

function Pairs({
  label,
  help,
  error,
  items,
  known,
  least,
  onChange,
  problem,
  t,
}: {
  label: string;
  help: string;
  error: string | undefined;
  items: readonly Pair[];
  /** Names to offer on the right side. */
  known: readonly string[];
  least: number;
  onChange: (items: Pair[]) => void;
  problem: (index: number) => string | undefined;
  t: T;
}) {
  const { t: ui } = useUi();
  return (
    <FieldBox label={label} help={help} error={error}>
      {placed(items, () => 'pair').map(({ item, index, key }) => {
        const set = (next: Pair) => onChange(items.map((one, at) => (at === index ? next : one)));
        return (
          <div className="k-row" key={key}>
            <TextInput
              className="k-grow"
              aria-label={t('pair.from')}
              placeholder="customer.email"
              error={problem(index)}
              maxLength={200}
              value={item.from}
              onChange={(event) => set({ ...item, from: event.currentTarget.value })}
            />
            <Autocomplete
              className="k-grow"
              aria-label={t('pair.to')}
              data={[...known]}
              maxLength={120}
              value={item.to}
              onChange={(to) => set({ ...item, to })}
            />
            <ActionIcon
              size="lg"
              color="gray"
              disabled={items.length <= least}
              aria-label={ui('list.remove', { name: item.to })}
              onClick={() => onChange(items.filter((_, at) => at !== index))}
            >
              <IconTrash size={15} stroke={1.75} />
            </ActionIcon>
          </div>
        );
      })}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} stroke={1.75} />}
          disabled={items.length >= 100}
          onClick={() => {
            const free = known.find((to) => items.every((one) => one.to !== to)) ?? `value${items.length + 1}`;
            onChange([...items, { from: free.replace(/^attributes\./, ''), to: free }]);
          }}
        >
          {t('actions.add')}
        </Button>
      </div>
    </FieldBox>
  );
}

function Form({ config, onChange, problems, t }: FormProps<Config>) {
  const { fields } = useEditorContext();
  const problem = useProblemText(problems, t);
  const attributes = fields.attributes.map(({ name }) => `attributes.${name}`);
  const own = (path: string) =>
    problems.some((one) => one.path.replace(/^config\./, '') === path) ? problem(path) : undefined;
  return (
    <div className="k-form">
      <Address config={config} onChange={onChange} error={problem('path')} t={t} />
      <Pairs
        label={t('fields.fields.label')}
        help={t('fields.fields.help')}
        error={own('fields')}
        items={config.fields}
        known={[...plain, ...attributes]}
        least={1}
        problem={(index) => problem(`fields.${index}`)}
        onChange={(next) => onChange({ ...config, fields: next })}
        t={t}
      />
      <Checkbox
        label={t('fields.unknown.label')}
        description={t('fields.unknown.help')}
        checked={config.unknown !== 'refuse'}
        onChange={(event) => {
          const { unknown: _old, ...rest } = config;
          onChange(event.currentTarget.checked ? rest : { ...rest, unknown: 'refuse' });
        }}
      />
      <Optional
        label={t('fields.props.toggle')}
        on={config.props !== undefined}
        onToggle={(on) => {
          const { props: _old, ...rest } = config;
          onChange(on ? { ...rest, props: [{ from: 'total', to: 'total' }] } : rest);
        }}
      >
        <Pairs
          label={t('fields.props.label')}
          help={t('fields.props.help')}
          error={own('props')}
          items={config.props ?? []}
          known={[]}
          least={1}
          problem={(index) => problem(`props.${index}`)}
          onChange={(props) => onChange({ ...config, props })}
          t={t}
        />
      </Optional>
      <TextInput
        label={t('fields.id.label')}
        description={t('fields.id.help')}
        error={problem('id')}
        placeholder="order.id"
        maxLength={200}
        value={config.id ?? ''}
        onChange={(event) => {
          const { id: _old, ...rest } = config;
          const id = event.currentTarget.value;
          onChange(id === '' ? rest : { ...rest, id });
        }}
      />
      <RuleBuilder
        label={t('fields.where.label')}
        help={t('fields.where.help')}
        error={problem('where')}
        nested
        scope={{ kind: 'event', subject: webhookReceived }}
        value={config.where ?? everybody}
        onChange={(where) => {
          const { where: _old, ...rest } = config;
          onChange(where.rules.length === 0 ? rest : { ...rest, where });
        }}
      />
    </div>
  );
}

export const editor = defineEditor(spec, {
  icon: IconWebhook,
  summary: ({ path, fields }, { t }) =>
    path === ''
      ? t('summary.unset')
      : t('summary.fields', { fields: fields.map(({ to }) => to.replace(/^attributes\./, '')).join(', ') }),
  Form,
});
