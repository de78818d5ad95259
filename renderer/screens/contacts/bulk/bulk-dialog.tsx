/** One change of many: what is to be changed, whom it is about, and what would come of it. */
import { Alert, Autocomplete, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BulkChange } from '../../../../flows/api/bulk.ts';
import { client, orpc } from '../../../app/client.ts';
import { useErrorWords } from '../../../app/error-words.ts';
import { useFormat } from '../../../app/format.ts';
import { toast } from '../../../app/toast.ts';
import { useFieldName } from './bulk-words.ts';
import type { Target } from './selection.ts';

export type BulkKind = BulkChange['kind'] | 'empty';

export interface BulkDialogProps {
  /** Null: closed. */
  kind: BulkKind | null;
  target: Target;
  onClose: () => void;
  onStarted: (action: number) => void;
}

export function BulkDialog({ kind, target, onClose, onStarted }: BulkDialogProps) {
  const { t } = useTranslation('bulk');
  return (
    <Modal opened={kind !== null} onClose={onClose} title={kind === null ? '' : t(`title.${kind}`)} size={480}>
      {kind === null ? null : <Body kind={kind} target={target} onClose={onClose} onStarted={onStarted} />}
    </Modal>
  );
}

const newList = 'new';

interface Draft {
  tag: string;
  field: string | null;
  value: string;
  list: string | null;
  listName: string;
}

function Body({ kind, target, onClose, onStarted }: BulkDialogProps & { kind: BulkKind }) {
  const { t } = useTranslation('bulk');
  const words = useErrorWords();
  const queries = useQueryClient();
  const { data: fields } = useQuery(orpc.contacts.fields.queryOptions());
  const { data: segments } = useQuery(orpc.segments.list.queryOptions());
  const lists = (segments ?? []).filter(({ byHand }) => byHand);
  const [written, setDraft] = useState<Draft>({ tag: '', field: null, value: '', list: null, listName: '' });
  const firstList = kind === 'list' && segments !== undefined && lists.length === 0;
  const draft = firstList ? { ...written, list: newList } : written;
  const put = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));
  const type = fields?.attributes.find(({ name }) => `attributes.${name}` === draft.field)?.type ?? 'string';
  const change = changeOf(kind, draft, type);
  const makesList = draft.list === newList && draft.listName.trim() !== '';
  const run = useMutation({
    mutationFn: async () => {
      let asked = change;
      if (makesList) {
        const { id } = await client.segments.saveList({ name: draft.listName });
        void queries.invalidateQueries({ queryKey: orpc.segments.key() });
        asked = { kind: 'list', list: id };
      }
      if (asked === null) throw new Error('Nothing is to be changed');
      return client.bulk.start({ change: asked, target });
    },
    onSuccess: ({ action }) => onStarted(action),
    onError: (error) => toast.failed(words(error)),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (change !== null || makesList) run.mutate();
      }}
    >
      <Stack>
        {kind === 'tag' || kind === 'untag' ? (
          <Autocomplete
            data-autofocus
            label={t('form.tag')}
            data={fields?.tags ?? []}
            limit={50}
            maxLength={200}
            value={draft.tag}
            onChange={(tag) => put({ tag })}
          />
        ) : kind === 'set' || kind === 'empty' ? (
          <FieldForm draft={draft} put={put} type={type} withValue={kind === 'set'} />
        ) : kind === 'unlist' && lists.length === 0 ? (
          <Text>{t('form.noLists')}</Text>
        ) : (
          <>
            <Select
              data-autofocus
              label={t('form.list')}
              data={[
                ...lists.map(({ id, name }) => ({ value: id, label: name })),
                ...(kind === 'list' ? [{ value: newList, label: t('form.newList') }] : []),
              ]}
              value={draft.list}
              onChange={(list) => put({ list })}
              searchable={lists.length > 8}
              allowDeselect={false}
            />
            {draft.list === newList ? (
              <TextInput
                label={t('form.listName')}
                maxLength={200}
                value={draft.listName}
                onChange={(event) => put({ listName: event.currentTarget.value })}
              />
            ) : null}
          </>
        )}
        <Preview change={change} target={target} />
        <Group justify="end" gap="xs" className="k-dialog-foot">
          <Button variant="default" onClick={onClose}>
            {t('app:cancel')}
          </Button>
          <Button type="submit" loading={run.isPending} disabled={change === null && !makesList}>
            {t('run')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type AttributeType = 'string' | 'number' | 'boolean' | 'date';

/** Null while something is missing. */
function changeOf(kind: BulkKind, draft: Draft, type: AttributeType): BulkChange | null {
  const { tag, field, value, list } = draft;
  switch (kind) {
    case 'tag':
    case 'untag':
      return tag.trim() === '' ? null : { kind, tag: tag.trim() };
    case 'list':
    case 'unlist':
      return list === null || list === newList ? null : { kind, list };
    case 'empty':
      return field === null ? null : { kind: 'set', field, value: null };
    case 'set': {
      const text = value.trim();
      if (field === null || text === '') return null;
      if (type === 'boolean') return { kind, field, value: text === 'true' };
      const number = Number(text.replace(',', '.'));
      if (type === 'number') return Number.isFinite(number) ? { kind, field, value: number } : null;
      return { kind, field, value: text };
    }
  }
}

interface FieldFormProps {
  draft: Draft;
  put: (change: Partial<Draft>) => void;
  type: AttributeType;
  withValue: boolean;
}

function FieldForm({ draft, put, type, withValue }: FieldFormProps) {
  const { t } = useTranslation('bulk');
  const fieldName = useFieldName();
  const { data: fields } = useQuery(orpc.contacts.fields.queryOptions());
  const names = [
    ...(fields?.attributes ?? []).map(({ name }) => `attributes.${name}`),
    'language',
    'country',
    'timezone',
  ];
  return (
    <>
      <Select
        data-autofocus
        label={t('form.field')}
        data={names.map((name) => ({ value: name, label: fieldName(name) }))}
        value={draft.field}
        onChange={(field) => put({ field, value: '' })}
        searchable
        allowDeselect={false}
      />
      {!withValue || draft.field === null ? null : type === 'boolean' ? (
        <Select
          label={t('form.value')}
          data={[
            { value: 'true', label: t('form.yes') },
            { value: 'false', label: t('form.no') },
          ]}
          value={draft.value === '' ? null : draft.value}
          onChange={(value) => put({ value: value ?? '' })}
          allowDeselect={false}
        />
      ) : (
        <TextInput
          label={t('form.value')}
          type={type === 'date' ? 'date' : 'text'}
          inputMode={type === 'number' ? 'decimal' : undefined}
          maxLength={10_000}
          value={draft.value}
          onChange={(event) => put({ value: event.currentTarget.value })}
        />
      )}
    </>
  );
}

/** Said before: how many it is about, whom it would change, and who would enter a running flow because of it. */
function Preview({ change, target }: { change: BulkChange | null; target: Target }) {
  const { t } = useTranslation('bulk');
  const format = useFormat();
  const words = useErrorWords();
  const [asked] = useDebouncedValue(change, 300);
  const found = useQuery({
    ...orpc.bulk.preview.queryOptions({ input: { change: asked ?? { kind: 'tag', tag: '-' }, target } }),
    enabled: asked !== null && change !== null,
    staleTime: 0,
    retry: false,
  });
  if (change === null || asked === null) return null;
  if (found.error !== null) {
    return (
      <Alert color="bad" role="alert">
        {words(found.error).body}
      </Alert>
    );
  }
  if (found.data === undefined) return null;
  const { total, tried, changed, entering } = found.data;
  const counted = (key: string, count: number, more = {}) => t(key, { count, n: format.number(count), ...more });
  return (
    <Alert color={entering.length > 0 ? 'warn' : 'accent'} role="status">
      <Stack gap={4}>
        <span>{counted('preview.total', total)}</span>
        <span>
          {tried < total
            ? t('preview.tried', { n: format.number(tried), changed: format.number(changed) })
            : counted('preview.changed', changed)}
        </span>
        {entering.map(({ flow, name, contacts }) => (
          <strong key={flow}>{counted('preview.enters', contacts, { flow: name })}</strong>
        ))}
        {entering.length > 0 ? null : <span>{t(tried < total ? 'preview.noFlowTried' : 'preview.noFlow')}</span>}
      </Stack>
    </Alert>
  );
}
