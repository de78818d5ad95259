import { ActionIcon, Autocomplete, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { IconPencilPlus, IconPlus, IconTrash } from '@tabler/icons-react';
import type * as z from 'zod';
import { defineEditor, type FormProps, useEditorContext } from '../../renderer/ui/define-editor.ts';
import { FieldBox } from '../../renderer/ui/field-box.tsx';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { placed } from '../../renderer/ui/placed.ts';
import { plainName } from '../../renderer/ui/rule/rule-words.ts';
import { useProblemText, useUi } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

type Config = z.output<typeof spec.config>;
type Change = Config['changes'][number];
const ops = ['set', 'add', 'append', 'remove', 'tag', 'untag'] as const;
const profile = ['first_name', 'last_name', 'language', 'country', 'timezone'] as const;

function fresh(op: string, old: Change): Change {
  const field = 'field' in old && old.field.startsWith('attributes.') ? old.field : 'attributes.points';
  switch (op) {
    case 'set':
      return { op, field: 'field' in old ? old.field : field, value: '' };
    case 'add':
      return { op, field, value: 1 };
    case 'append':
      return { op, field, value: '' };
    case 'remove':
      return { op, field };
    case 'untag':
      return { op, value: 'op' in old && old.op === 'tag' ? old.value : 'customer' };
    default:
      return { op: 'tag', value: old.op === 'untag' ? old.value : 'customer' };
  }
}

/** Numbers and yes/no stay what they are; other text is a template. */
const typed = (text: string): string | number | boolean =>
  text === 'true' ? true : text === 'false' ? false : /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : text;

function ChangeFields({
  change,
  set,
  error,
  t,
}: {
  change: Change;
  set: (change: Change) => void;
  error: string | undefined;
  t: FormProps<Config>['t'];
}) {
  const { fields } = useEditorContext();
  const { t: ui } = useUi();
  if (change.op === 'tag' || change.op === 'untag')
    return (
      <Autocomplete
        label={t('fields.changes.tag.label')}
        error={error}
        data={[...fields.tags]}
        maxLength={100}
        value={change.value}
        onChange={(value) => set({ ...change, value })}
      />
    );
  const names = fields.attributes.map(({ name }) => name);
  const shown = change.field.replace(/^attributes\./, '');
  const isProfile = profile.some((name) => name === change.field);
  return (
    <>
      {change.op === 'set' ? (
        <NativeSelect
          label={t('fields.changes.field.label')}
          value={isProfile ? change.field : ''}
          data={[
            ...profile.map((name) => ({ value: name, label: ui(`rule.field.${name}`) })),
            { value: '', label: ui('rule.group.attributes') },
          ]}
          onChange={(event) => {
            const name = profile.find((one) => one === event.currentTarget.value);
            set({ ...change, field: name ?? `attributes.${names[0] ?? 'points'}` });
          }}
        />
      ) : null}
      {isProfile ? null : (
        <Autocomplete
          label={change.op === 'set' ? ui('list.name') : t('fields.changes.field.label')}
          error={error}
          data={names}
          maxLength={100}
          value={shown}
          onChange={(name) => set({ ...change, field: `attributes.${name}` })}
        />
      )}
      {change.op === 'remove' ? (
        <Checkbox
          label={t('actions.onlyValue')}
          checked={change.value !== undefined}
          onChange={(event) => {
            const { value: _old, ...rest } = change;
            set(event.currentTarget.checked ? { ...rest, value: '' } : rest);
          }}
        />
      ) : null}
      {change.op === 'remove' && change.value === undefined ? null : change.op === 'add' ? (
        <TextInput
          label={t('fields.changes.value.label')}
          maxLength={2000}
          value={String(change.value)}
          onChange={(event) => {
            const next = typed(event.currentTarget.value);
            set({ ...change, value: typeof next === 'boolean' ? String(next) : next });
          }}
        />
      ) : (
        <LiquidField
          label={t('fields.changes.value.label')}
          help={t('fields.changes.value.help')}
          rows={1}
          value={change.value === undefined || change.value === null ? '' : String(change.value)}
          onChange={(text) => set({ ...change, value: typed(text) })}
        />
      )}
    </>
  );
}

function Form({ config, onChange, problems, t }: FormProps<Config>) {
  const { t: ui } = useUi();
  const problem = useProblemText(problems, t);
  const { changes } = config;
  return (
    <FieldBox label={t('fields.changes.label')} help={t('fields.changes.help')}>
      {placed(changes, ({ op }) => op).map(({ item: change, index, key }) => {
        const set = (next: Change) =>
          onChange({ ...config, changes: changes.map((one, at) => (at === index ? next : one)) });
        const name = t(`fields.changes.op.options.${change.op}`);
        return (
          <div className="k-card k-stack" key={key}>
            <div className="k-row">
              <NativeSelect
                className="k-grow"
                aria-label={t('fields.changes.op.label')}
                value={change.op}
                data={ops.map((op) => ({ value: op, label: t(`fields.changes.op.options.${op}`) }))}
                onChange={(event) => set(fresh(event.currentTarget.value, change))}
              />
              <ActionIcon
                size="lg"
                color="gray"
                disabled={changes.length === 1}
                aria-label={ui('list.remove', { name })}
                onClick={() => onChange({ ...config, changes: changes.filter((_, at) => at !== index) })}
              >
                <IconTrash size={15} stroke={1.75} />
              </ActionIcon>
            </div>
            <ChangeFields change={change} set={set} error={problem(`changes.${index}`)} t={t} />
          </div>
        );
      })}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} stroke={1.75} />}
          disabled={changes.length >= 50}
          onClick={() => onChange({ ...config, changes: [...changes, { op: 'tag', value: 'customer' }] })}
        >
          {t('actions.addChange')}
        </Button>
      </div>
    </FieldBox>
  );
}

export const editor = defineEditor(spec, {
  icon: IconPencilPlus,
  summary: ({ changes }, { t }) => {
    const [change] = changes;
    if (change === undefined) return t('fields.changes.label');
    const first =
      change.op === 'tag' || change.op === 'untag'
        ? t(`summary.${change.op}`, { tag: change.value })
        : t(change.op === 'remove' && change.value !== undefined ? 'summary.removeValue' : `summary.${change.op}`, {
            field: plainName(change.field.replace(/^attributes\./, '')),
            value: String(change.value ?? ''),
          });
    return changes.length > 1 ? t('summary.more', { first, count: changes.length - 1 }) : first;
  },
  Form,
});
