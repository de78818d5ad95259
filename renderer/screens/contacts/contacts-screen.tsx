/** Everybody in the workspace: found by name, narrowed by a rule, opened one by one. */
import { ActionIcon, Button, CloseButton, Group, Menu, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import {
  IconDots,
  IconFilter,
  IconGridDots,
  IconSearch,
  IconSearchOff,
  IconStack2,
  IconUserPlus,
  IconUserQuestion,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import type { RuleGroup } from '../../../flows/sdk/rule.ts';
import { orpc } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { ScreenFrame } from '../../app/frame.tsx';
import { ErrorState, RowsSkeleton, StateMessage } from '../../app/states.tsx';
import { ruleInWords } from '../../ui/rule/rule-words.ts';
import { useUi } from '../../ui/use-ui.ts';
import { BulkBar } from './bulk/bulk-bar.tsx';
import { BulkProgress } from './bulk/bulk-progress.tsx';
import { BulkRecent } from './bulk/bulk-recent.tsx';
import { countOf, targetOf } from './bulk/selection.ts';
import { useSelection } from './bulk/use-selection.ts';
import { ContactTable, useTablePages } from './contact-table.tsx';
import classes from './contacts.module.css';
import { ContactsTabs } from './contacts-tabs.tsx';
import { ImportContacts } from './import-contacts.tsx';
import { DuplicatesDialog } from './merge/duplicates-dialog.tsx';
import { PastImports } from './past-imports.tsx';
import { ProfilePanel } from './profile-panel.tsx';
import { RfmDialog } from './rfm/rfm-dialog.tsx';
import { EraseDialog } from './rights/erase-dialog.tsx';
import { RequestsDialog } from './rights/requests-dialog.tsx';
import { RuleFilter } from './rule-filter.tsx';
import type { ContactQuery } from './use-contact-pages.ts';

const inSegment = (segment: string): RuleGroup => ({
  combinator: 'and',
  rules: [{ field: 'segment', operator: '=', value: segment }],
});

const foundWords = { 'more than': 'foundMore', about: 'foundAbout', exactly: 'found' } as const;

export function ContactsScreen({ contact }: { contact: string | null }) {
  const { t } = useTranslation('contacts');
  const format = useFormat();
  const [, go] = useLocation();
  const asked = new URLSearchParams(useSearch());
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 180);
  const ui = useUi();
  const { data: segments } = useQuery(orpc.segments.list.queryOptions());
  const segmentName = (id: string): string => segments?.find((one) => one.id === id)?.name ?? id;
  const ruleWords = (group: RuleGroup) => ruleInWords(group, { ...ui, segmentName });
  const [filtering, setFiltering] = useState(false);
  const [scoring, setScoring] = useState(false);
  const [rule, setRule] = useState<RuleGroup | null>(() => {
    const segment = asked.get('segment');
    return segment === null ? null : inSegment(segment);
  });
  const [order, setOrder] = useState<Pick<ContactQuery, 'sort' | 'descending'>>({
    sort: 'createdAt',
    descending: true,
  });
  const query: ContactQuery = { search, rule, ...order };
  const { pages, setPages } = useTablePages(query);
  const onPages = useCallback((wanted: number[]) => setPages(wanted), [setPages]);
  const { selection, setSelection, choose } = useSelection(query, pages.rowAt);
  const [erasing, setErasing] = useState<{ contact: number; name: string } | null>(null);
  const [started, setStarted] = useState<number | null>(null);
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
      actions={
        empty || pages.total === undefined ? null : (
          <Group gap="xs" wrap="nowrap">
            <Button
              variant="default"
              leftSection={<IconUsersGroup size={16} aria-hidden />}
              onClick={() => go('/contacts?duplicates')}
            >
              {t('merge:open')}
            </Button>
            {importButton}
            <Menu position="bottom-end" width={260}>
              <Menu.Target>
                <ActionIcon size={36} variant="default" aria-label={t('more')}>
                  <IconDots size={18} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<IconStack2 size={15} aria-hidden />} onClick={() => go('/contacts?changes')}>
                  {t('bulk:recent.open')}
                </Menu.Item>
                <Menu.Item
                  leftSection={<IconUserQuestion size={15} aria-hidden />}
                  onClick={() => go('/contacts?requests')}
                >
                  {t('rights:requests.open')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Group>
        )
      }
      beside={
        <>
          <ContactsTabs here="contacts" />
          {pages.total === undefined || empty ? null : (
            <span className={classes.count} aria-live="polite">
              {t(narrowed ? foundWords[pages.totalIs] : 'app:unit.contacts', {
                count: pages.total,
                n: format.number(pages.total),
              })}
            </span>
          )}
        </>
      }
    >
      {empty ? (
        <StateMessage
          icon={IconUsers}
          tone="accent"
          title={t('empty.title')}
          body={t('empty.body')}
          action={importButton}
        />
      ) : (
        <>
          <Group className={classes.bar ?? ''} gap="xs" wrap="nowrap">
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
            <Button
              size="xs"
              variant={rule === null ? 'default' : 'light'}
              leftSection={<IconFilter size={14} aria-hidden />}
              className={classes.filter ?? ''}
              title={rule === null ? undefined : ruleWords(rule)}
              onClick={() => setFiltering(true)}
            >
              {rule === null ? t('filter.open') : t('filter.active', { rule: ruleWords(rule) })}
            </Button>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconGridDots size={14} aria-hidden />}
              onClick={() => setScoring(true)}
            >
              {t('rfm:open')}
            </Button>
            {rule === null ? null : (
              <CloseButton size="sm" aria-label={t('filter.clear')} onClick={() => setRule(null)} />
            )}
          </Group>
          {countOf(selection, pages.total ?? 0) === 0 ? (
            <BulkProgress mine={started} onClose={() => setStarted(null)} />
          ) : (
            <BulkBar
              selection={selection}
              onSelect={setSelection}
              total={pages.total ?? 0}
              target={targetOf(selection, query)}
              onStarted={setStarted}
            />
          )}
          <div className={classes.area}>
            {error !== null ? (
              <div className={classes.none}>
                <ErrorState error={error} onRetry={() => void refetch()} />
              </div>
            ) : pages.total === undefined ? (
              <div className={`${classes.none} ${classes.pad}`}>
                <RowsSkeleton rows={12} height={32} />
              </div>
            ) : pages.total === 0 ? (
              <div className={classes.none}>
                <StateMessage
                  icon={IconSearchOff}
                  title={t('nothing.title')}
                  body={t(search === '' ? 'nothing.rule' : 'nothing.body')}
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
                busy={isPlaceholderData || text.trim() !== search}
                pages={pages}
                onPages={onPages}
                open={contact}
                onSort={(sort, descending) => setOrder({ sort, descending })}
                selection={selection}
                onChoose={choose}
              />
            )}
            {contact === null ? null : (
              <ProfilePanel contact={contact} onClose={() => go('/contacts')} onErase={setErasing} />
            )}
          </div>
        </>
      )}
      <RuleFilter
        opened={filtering}
        rule={rule}
        onClose={() => setFiltering(false)}
        onApply={(next) => {
          setRule(next);
          setFiltering(false);
        }}
      />
      <RfmDialog
        opened={scoring}
        onClose={() => setScoring(false)}
        onChoose={(next) => {
          setRule(next);
          setScoring(false);
        }}
      />
      <DuplicatesDialog opened={asked.has('duplicates')} onClose={() => go('/contacts', { replace: true })} />
      <EraseDialog person={erasing} onClose={() => setErasing(null)} onErased={() => go('/contacts')} />
      <RequestsDialog opened={asked.has('requests')} onClose={() => go('/contacts', { replace: true })} />
      <BulkRecent opened={asked.has('changes')} onClose={() => go('/contacts', { replace: true })} />
      <PastImports opened={asked.has('imports')} onClose={() => go('/contacts', { replace: true })} />
      <ImportContacts opened={asked.has('import')} onClose={() => go('/contacts', { replace: true })} />
    </ScreenFrame>
  );
}
