/** One segment: its name, its rule with live counts, and some of the people it finds. */
import { Button, Group, Modal, Stack, Tabs, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { everybody, isEmptyRule, type RuleGroup } from '../../../flows/sdk/rule.ts';
import { orpc } from '../../app/client.ts';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import { EditorContextProvider } from '../../ui/define-editor.ts';
import { RuleBuilder } from '../../ui/rule/rule-builder.tsx';
import { contactName } from '../contacts/contact-name.ts';
import { useRuleContext } from '../contacts/use-rule-context.ts';
import { SegmentChannels } from './segment-channels.tsx';
import { SegmentHistory } from './segment-history.tsx';
import { SegmentWhy } from './segment-why.tsx';
import classes from './segments.module.css';
import type { Segment } from './segments-screen.tsx';
import { useSaveSegment } from './use-save-segment.ts';

export interface SegmentDialogProps {
  /** Null: closed. */
  editing: Segment | 'new' | null;
  onClose: () => void;
}

export function SegmentDialog({ editing, onClose }: SegmentDialogProps) {
  const { t } = useTranslation('segments');
  const title = t(editing === 'new' ? 'new' : 'edit');
  return (
    <Modal opened={editing !== null} onClose={onClose} title={title} size={760}>
      {editing === null ? null : <Body segment={editing === 'new' ? null : editing} onClose={onClose} />}
    </Modal>
  );
}

function Body({ segment, onClose }: { segment: Segment | null; onClose: () => void }) {
  const { t } = useTranslation('segments');
  const [name, setName] = useState(segment?.name ?? '');
  const [rule, setRule] = useState<RuleGroup>(segment?.rule ?? everybody);
  const [tab, setTab] = useState<string>('rule');
  // What is not saved yet was never looked at.
  const tabs = segment === null ? ['rule', 'channels', 'why'] : ['rule', 'time', 'channels', 'why'];
  const { context, error, retry } = useRuleContext(segment?.id ?? null);
  const save = useSaveSegment(onClose);
  if (error !== null) return <ErrorState error={error} onRetry={retry} />;
  if (context === null) return <RowsSkeleton rows={3} />;
  return (
    <EditorContextProvider value={context}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') save.mutate({ ...(segment === null ? {} : { id: segment.id }), name, rule });
        }}
      >
        <Stack>
          <TextInput
            data-autofocus
            label={t('name')}
            placeholder={t('namePlaceholder')}
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Tabs value={tab} onChange={(next) => setTab(next ?? 'rule')} keepMounted={false}>
            <Tabs.List mb="sm">
              {tabs.map((one) => (
                <Tabs.Tab key={one} value={one}>
                  {t(`sizes:tab.${one}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value="rule">
              <Stack>
                <RuleBuilder value={rule} onChange={setRule} label={t('who')} />
                {isEmptyRule(rule) ? null : <Sample rule={rule} />}
              </Stack>
            </Tabs.Panel>
            <Tabs.Panel value="time">
              {segment === null ? null : <SegmentHistory id={segment.id} name={segment.name} />}
            </Tabs.Panel>
            <Tabs.Panel value="channels">
              <SegmentChannels rule={rule} />
            </Tabs.Panel>
            <Tabs.Panel value="why">
              <SegmentWhy rule={rule} />
            </Tabs.Panel>
          </Tabs>
          {segment !== null && segment.flows.length > 0 ? (
            <Text size="sm" c="dimmed">
              {t('usedHint', { flows: segment.flows.map((flow) => flow.name).join(', ') })}
            </Text>
          ) : null}
          <Group justify="end" gap="xs" className="k-dialog-foot">
            <Button variant="default" onClick={onClose}>
              {t('app:cancel')}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
              {t('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </EditorContextProvider>
  );
}

/** Some of those it finds now, so that one sees whether they are the right people. */
function Sample({ rule }: { rule: RuleGroup }) {
  const { t } = useTranslation('segments');
  const [asked] = useDebouncedValue(rule, 350);
  const found = useQuery({
    ...orpc.contacts.list.queryOptions({ input: { rule: asked, limit: 6 } }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const rows = found.data?.rows ?? [];
  if (found.error !== null || rows.length === 0) return null;
  return (
    <p className={classes.sample}>
      <span>{t('sample')}</span>
      {rows.map((row) => (
        <Link key={row.id} href={`/contacts/${row.id}`}>
          {contactName(row)}
        </Link>
      ))}
    </p>
  );
}
