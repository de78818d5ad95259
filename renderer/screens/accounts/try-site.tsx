/** A page of this computer that shows what one person would see on the site. */
import { Button, Group, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconExternalLink } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, orpc } from '../../app/client.ts';
import { Copied } from '../../app/copied.tsx';
import { useErrorWords } from '../../app/error-words.ts';
import { toast } from '../../app/toast.ts';
import { contactName } from '../contacts/contact-name.ts';

/** People who are offered at a time. */
const offered = 20;

export function TrySite({ account }: { account: string }) {
  const { t } = useTranslation('site');
  const words = useErrorWords();
  const [search, setSearch] = useState('');
  const [contact, setContact] = useState<string | null>(null);
  const [wanted] = useDebouncedValue(contact === null ? search : '', 200);
  const { data } = useQuery({
    ...orpc.contacts.list.queryOptions({ input: { search: wanted, limit: offered } }),
    placeholderData: keepPreviousData,
  });
  const make = useMutation({
    mutationFn: (id: number) => client.site.try({ account, contact: id }),
    onError: (error) => toast.failed(words(error)),
  });
  return (
    <>
      <Group align="end" gap="xs" wrap="nowrap">
        <Select
          style={{ flex: 1 }}
          label={t('try.person')}
          placeholder={t('try.choose')}
          searchable
          clearable
          nothingFoundMessage={t('try.nobody')}
          filter={({ options }) => options}
          data={(data?.rows ?? []).map((row) => ({ value: String(row.id), label: contactName(row) }))}
          value={contact}
          onChange={(value) => {
            setContact(value);
            make.reset();
          }}
          onSearchChange={setSearch}
        />
        <Button
          variant="default"
          disabled={contact === null}
          loading={make.isPending}
          onClick={() => make.mutate(Number(contact))}
        >
          {t('try.make')}
        </Button>
      </Group>
      {make.data === undefined ? null : (
        <div role="status">
          <Copied label={t('try.address')} help={t('try.addressHelp')} value={make.data.url}>
            <Button
              mt={6}
              size="compact-sm"
              component="a"
              href={make.data.url}
              target="_blank"
              rel="noreferrer"
              leftSection={<IconExternalLink size={14} aria-hidden />}
            >
              {t('try.open')}
            </Button>
          </Copied>
        </div>
      )}
    </>
  );
}
