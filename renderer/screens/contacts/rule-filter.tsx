/** A filter by a rule, written with the same builder as on the canvas; the builder shows how many match. */
import { Button, Group, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { emptyFlow } from '../../../flows/document/schema.ts';
import { everybody, isEmptyRule, type RuleGroup } from '../../../flows/sdk/rule.ts';
import { client, orpc } from '../../app/client.ts';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import { type EditorContext, EditorContextProvider } from '../../ui/define-editor.ts';
import { RuleBuilder } from '../../ui/rule/rule-builder.tsx';
import { contactName } from './contact-name.ts';

export interface RuleFilterProps {
  opened: boolean;
  rule: RuleGroup | null;
  onApply: (rule: RuleGroup | null) => void;
  onClose: () => void;
}

export function RuleFilter({ opened, rule, onApply, onClose }: RuleFilterProps) {
  const { t } = useTranslation('contacts');
  return (
    <Modal opened={opened} onClose={onClose} title={t('filter.title')} size={760}>
      <Body rule={rule} onApply={onApply} />
    </Modal>
  );
}

function Body({ rule, onApply }: Pick<RuleFilterProps, 'rule' | 'onApply'>) {
  const { t, i18n } = useTranslation('contacts');
  const [draft, setDraft] = useState<RuleGroup>(rule ?? everybody);
  const fields = useQuery(orpc.contacts.fields.queryOptions());
  const { data: segments } = useQuery(orpc.segments.list.queryOptions());
  const context = useMemo((): EditorContext | null => {
    if (fields.data === undefined) return null;
    return {
      document: emptyFlow(t('title'), i18n.language),
      accounts: [],
      bindings: {},
      bindAccount: (slot) => slot ?? '',
      fields: fields.data,
      segments: (segments ?? []).map(({ id, name }) => ({ slot: id, name })),
      flows: [],
      flowOf: () => null,
      bindFlow: (flow) => flow,
      count: async (asked, signal) => (await client.contacts.count({ rule: asked }, { signal })).count,
      preview: (input) => client.content.preview({ ...input, flow: null }),
      searchContacts: async (search) => {
        const { rows } = await client.contacts.list({ search, limit: 20 });
        return rows.map((row) => ({ id: row.id, label: contactName(row) }));
      },
      languages: [i18n.language],
    };
  }, [fields.data, segments, t, i18n.language]);
  if (fields.error !== null) return <ErrorState error={fields.error} onRetry={() => void fields.refetch()} />;
  if (context === null) return <RowsSkeleton rows={3} />;
  return (
    <EditorContextProvider value={context}>
      <RuleBuilder value={draft} onChange={setDraft} label={t('filter.who')} />
      <Group justify="space-between" mt="lg">
        <Button variant="subtle" color="gray" disabled={rule === null} onClick={() => onApply(null)}>
          {t('filter.clear')}
        </Button>
        <Button onClick={() => onApply(isEmptyRule(draft) ? null : draft)}>{t('filter.apply')}</Button>
      </Group>
    </EditorContextProvider>
  );
}
