/** What the rule builder asks of the workspace, where no flow is open. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { emptyFlow } from '../../../flows/document/schema.ts';
import { client, orpc } from '../../app/client.ts';
import { countContacts } from '../../app/count-contacts.ts';
import type { EditorContext } from '../../ui/define-editor.ts';
import { contactName } from './contact-name.ts';

export interface RuleContextAnswer {
  /** Null while it is on its way. */
  context: EditorContext | null;
  error: Error | null;
  retry: () => void;
}

/** `without`: a segment that the rule must not name, because it is its own. */
export function useRuleContext(without: string | null = null): RuleContextAnswer {
  const { t, i18n } = useTranslation('contacts');
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
      segments: (segments ?? []).filter(({ id }) => id !== without).map(({ id, name }) => ({ slot: id, name })),
      flows: [],
      flowOf: () => null,
      bindFlow: (flow) => flow,
      offers: [],
      offerOf: () => null,
      offerSlot: (offer) => offer,
      count: countContacts,
      preview: (input) => client.content.preview({ ...input, flow: null }),
      searchContacts: async (search) => {
        const { rows } = await client.contacts.list({ search, limit: 20 });
        return rows.map((row) => ({ id: row.id, label: contactName(row) }));
      },
      languages: [i18n.language],
    };
  }, [fields.data, segments, t, i18n.language, without]);
  return { context, error: fields.error, retry: () => void fields.refetch() };
}
