/** Why a person is in the segment, or is not: each condition of the rule with what was found. */
import { Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleGroup } from '../../../flows/sdk/rule.ts';
import { orpc } from '../../app/client.ts';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import { StateBadge } from '../../ui/bits.tsx';
import { contactName } from '../contacts/contact-name.ts';
import { Tree } from '../explain/rule-tree.tsx';
import { useExplainWords } from '../explain/use-explain-words.ts';

export function SegmentWhy({ rule }: { rule: RuleGroup }) {
  const { t } = useTranslation('sizes');
  const words = useExplainWords();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed, 200);
  const [person, setPerson] = useState<{ value: string; label: string } | null>(null);
  const people = useQuery({
    ...orpc.contacts.list.queryOptions({ input: { search: person?.label === search ? '' : search, limit: 20 } }),
    placeholderData: keepPreviousData,
  });
  const options = (people.data?.rows ?? []).map((row) => ({ value: `id:${row.id}`, label: contactName(row) }));
  const why = useQuery({
    ...orpc.segments.why.queryOptions({ input: { contact: person?.value ?? '', rule } }),
    enabled: person !== null,
    retry: false,
  });
  return (
    <Stack>
      <Select
        label={t('why.who')}
        placeholder={t('why.search')}
        searchable
        data={person === null || options.some(({ value }) => value === person.value) ? options : [person, ...options]}
        filter={({ options: all }) => all}
        nothingFoundMessage={t('why.nobody')}
        searchValue={typed}
        onSearchChange={setTyped}
        value={person?.value ?? null}
        onChange={(_, option) => setPerson(option)}
        maw={420}
      />
      {person === null ? (
        <Text c="dimmed">{t('why.hint')}</Text>
      ) : why.error !== null ? (
        <ErrorState error={why.error} onRetry={() => void why.refetch()} />
      ) : why.data === undefined ? (
        <RowsSkeleton rows={3} />
      ) : (
        <div role="status">
          <StateBadge state={why.data.matched ? 'ok' : 'paused'}>
            {t(why.data.matched ? 'why.in' : 'why.out', { name: person.label })}
          </StateBadge>
          <Tree tree={why.data} talk={words.contact} />
        </div>
      )}
    </Stack>
  );
}
