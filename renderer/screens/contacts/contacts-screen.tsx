/** Everybody in the workspace: found by name, narrowed by a rule, opened one by one. */
import { Button, Group, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconSearchOff, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import type { RuleGroup } from '../../../flows/sdk/rule.ts';
import { useFormat } from '../../app/format.ts';
import { ScreenFrame } from '../../app/frame.tsx';
import { ErrorState, RowsSkeleton, StateMessage } from '../../app/states.tsx';
import { ContactTable, useTablePages } from './contact-table.tsx';
import classes from './contacts.module.css';
import { ImportContacts } from './import-contacts.tsx';
import { ProfilePanel } from './profile-panel.tsx';
import type { ContactQuery } from './use-contact-pages.ts';

export function ContactsScreen({ contact }: { contact: string | null }) {
  const { t } = useTranslation('contacts');
  const format = useFormat();
  const [, go] = useLocation();
  const importing = new URLSearchParams(useSearch()).has('import');
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 180);
  const [rule, setRule] = useState<RuleGroup | null>(null);
  const [order, setOrder] = useState<Pick<ContactQuery, 'sort' | 'descending'>>({
    sort: 'createdAt',
    descending: true,
  });
  const query: ContactQuery = { search, rule, ...order };
  const { pages, setPages } = useTablePages(query);
  const onPages = useCallback((wanted: number[]) => setPages(wanted), [setPages]);
  const { error, refetch, isPlaceholderData } = pages.first;
  const narrowed = search !== '' || rule !== null;
  const openImport = () => go('/contacts?import');
  const importButton = (
    <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={openImport}>
      {t('import.open')}
    </Button>
  );
  const empty = pages.total === 0 && !narrowed && !isPlaceholderData;
  return (
    <ScreenFrame
      title={t('title')}
      fill
      actions={empty || pages.total === undefined ? null : importButton}
      beside={
        pages.total === undefined || empty ? null : (
          <span className={classes.count} aria-live="polite">
            {t(narrowed ? 'found' : 'app:unit.contacts', { count: pages.total, n: format.number(pages.total) })}
          </span>
        )
      }
    >
      {error !== null ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : pages.total === undefined ? (
        <div className={classes.pad}>
          <RowsSkeleton rows={12} height={32} />
        </div>
      ) : empty ? (
        <StateMessage
          icon={IconUsers}
          tone="accent"
          title={t('empty.title')}
          body={t('empty.body')}
          action={importButton}
        />
      ) : (
        <>
          <Group className={classes.bar ?? ''} gap="xs">
            <TextInput
              size="xs"
              w={320}
              type="search"
              leftSection={<IconSearch size={15} aria-hidden />}
              placeholder={t('search')}
              aria-label={t('search')}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          </Group>
          <div className={classes.area}>
            {pages.total === 0 ? (
              <div className={classes.none}>
                <StateMessage
                  icon={IconSearchOff}
                  title={t('nothing.title')}
                  body={t('nothing.body')}
                  action={
                    <Button
                      variant="default"
                      onClick={() => {
                        setText('');
                        setRule(null);
                      }}
                    >
                      {t('nothing.action')}
                    </Button>
                  }
                />
              </div>
            ) : (
              <ContactTable
                query={query}
                pages={pages}
                onPages={onPages}
                open={contact}
                onSort={(sort, descending) => setOrder({ sort, descending })}
              />
            )}
            {contact === null ? null : <ProfilePanel contact={contact} onClose={() => go('/contacts')} />}
          </div>
        </>
      )}
      <ImportContacts opened={importing} onClose={() => go('/contacts', { replace: true })} />
    </ScreenFrame>
  );
}
