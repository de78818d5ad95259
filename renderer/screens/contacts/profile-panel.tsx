/** One person: who it is, how to reach them, what they allow, and all that happened. */
import { ActionIcon, Badge, Button, CloseButton, Group, Skeleton, Stack, Tabs, TagsInput, Text } from '@mantine/core';
import { IconPencil, IconUserOff, IconUsersGroup } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Profile } from '../../../flows/api/shapes.ts';
import { ChannelIcon, useChannelName } from '../../app/channel-icon.tsx';
import { client, orpc, troubleOf } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { ErrorState, StateMessage } from '../../app/states.tsx';
import { toast } from '../../app/toast.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import { AttributeForm, type AttributeSet } from './attribute-form.tsx';
import { Consents } from './consents.tsx';
import { contactName } from './contact-name.ts';
import { ContactOffers } from './contact-offers.tsx';
import { Engagement } from './engagement.tsx';
import { ContactLists } from './lists.tsx';
import { MergeDialog } from './merge/merge-dialog.tsx';
import { MergedFrom } from './merge/merged-from.tsx';
import { PauseNote } from './pause-note.tsx';
import classes from './profile.module.css';
import { PersonRights } from './rights/person-rights.tsx';
import { Timeline } from './timeline.tsx';
import { useAttributeName, useAttributeText } from './use-attribute-text.ts';

export interface ProfileChange {
  set?: AttributeSet;
  addTags?: string[];
  removeTags?: string[];
  consents?: { channel: string; topic: string; granted: boolean }[];
}

export interface ProfilePanelProps {
  contact: string;
  onClose: () => void;
  onErase: (person: { contact: number; name: string }) => void;
}

export function ProfilePanel({ contact, onClose, onErase }: ProfilePanelProps) {
  const { t } = useTranslation('contacts');
  const words = useErrorWords();
  const queries = useQueryClient();
  const panel = useRef<HTMLElement>(null);
  const options = orpc.contacts.get.queryOptions({ input: { contact: `id:${contact}` } });
  const profile = useQuery(options);
  const update = useMutation({
    mutationFn: (change: ProfileChange) => client.contacts.update({ contact: `id:${contact}`, ...change }),
    onSuccess: (saved) => {
      queries.setQueryData(options.queryKey, saved);
      void queries.invalidateQueries({ queryKey: orpc.contacts.list.key() });
    },
    onError: (error) => toast.failed(words(error)),
  });
  useEffect(() => {
    if (contact !== '') panel.current?.focus();
  }, [contact]);
  const refused = profile.error === null ? null : troubleOf(profile.error);
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      className={classes.panel}
      aria-label={t('profile.title')}
      onKeyDown={(event) => {
        // A dialog opened from here stands elsewhere on the page: its Escape closes it alone.
        const within = event.target instanceof Node && event.currentTarget.contains(event.target);
        if (event.key === 'Escape' && within && !event.defaultPrevented) onClose();
      }}
    >
      <CloseButton className={classes.close ?? ''} onClick={onClose} aria-label={t('profile.close')} />
      {profile.error !== null ? (
        refused?.kind === 'refused' ? (
          <StateMessage icon={IconUserOff} title={t('profile.gone')} body={words(profile.error).body} />
        ) : (
          <ErrorState error={profile.error} onRetry={() => void profile.refetch()} />
        )
      ) : profile.data === undefined ? (
        <Stack p="md">
          <Skeleton height={20} width="60%" />
          <Skeleton height={14} width="40%" />
          <Skeleton height={180} />
        </Stack>
      ) : (
        <ProfileView
          profile={profile.data}
          saving={update.isPending}
          onChange={(change) => update.mutateAsync(change)}
          onErase={onErase}
        />
      )}
    </aside>
  );
}

interface ViewProps {
  profile: Profile;
  saving: boolean;
  onChange: (change: ProfileChange) => Promise<unknown>;
  onErase: ProfilePanelProps['onErase'];
}

function ProfileView({ profile, saving, onChange, onErase }: ViewProps) {
  const { t } = useTranslation('contacts');
  const format = useFormat();
  const channelName = useChannelName();
  const [editing, setEditing] = useState(false);
  const [merging, setMerging] = useState(false);
  const [, go] = useLocation();
  const { data: fields } = useQuery(orpc.contacts.fields.queryOptions());
  const onTags = (tags: string[]) => {
    const addTags = tags.filter((tag) => !profile.tags.includes(tag));
    const removeTags = profile.tags.filter((tag) => !tags.includes(tag));
    void onChange({ addTags, removeTags }).catch(() => undefined);
  };
  return (
    <>
      <header className={classes.head}>
        <h2>{contactName(profile)}</h2>
        <Text c="dimmed">
          {t('profile.since', { date: format.date(profile.createdAt) })}
          {profile.key === null ? null : ` · ${t('profile.key', { key: profile.key })}`}
        </Text>
      </header>
      <Tabs defaultValue="about" className={classes.tabs ?? ''} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="about">{t('profile.about')}</Tabs.Tab>
          <Tabs.Tab value="timeline">{t('profile.timeline', { n: format.number(profile.timeline.length) })}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="about" className={classes.content ?? ''}>
          <PauseNote profile={profile} />
          <section>
            <h3>{t('profile.addresses')}</h3>
            {profile.addresses.length === 0 ? (
              <Text c="dimmed">{t('profile.noAddresses')}</Text>
            ) : (
              <ul className={classes.rows}>
                {profile.addresses.map((address, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: two browsers may have one name.
                  <li key={`${address.kind} ${address.value} ${index}`}>
                    <ChannelIcon channel={address.kind} />
                    <span className={classes.value}>{address.value}</span>
                    <Badge color={address.state === 'valid' ? 'ok' : address.state === 'unconfirmed' ? 'gray' : 'bad'}>
                      {t(`app:address.${address.state}`)}
                    </Badge>
                    <span className={classes.kind}>{channelName(address.kind)}</span>
                  </li>
                ))}
              </ul>
            )}
          </section>
          <Consents profile={profile} topics={fields?.topics ?? []} saving={saving} onChange={onChange} />
          <Engagement contact={profile.id} />
          <section>
            <h3 id="tags">{t('profile.tags')}</h3>
            <TagsInput
              value={profile.tags}
              onChange={onTags}
              data={fields?.tags ?? []}
              disabled={saving}
              placeholder={profile.tags.length === 0 ? t('profile.addTag') : ''}
              aria-labelledby="tags"
              maxTags={100}
            />
          </section>
          <ContactLists contact={profile.id} lists={profile.lists} />
          <section>
            <Group justify="space-between" mb={8}>
              <h3>{t('profile.attributes')}</h3>
              {editing ? null : (
                <Tooltip label={t('app:edit')}>
                  <ActionIcon aria-label={t('profile.editAttributes')} onClick={() => setEditing(true)}>
                    <IconPencil size={16} aria-hidden />
                  </ActionIcon>
                </Tooltip>
              )}
            </Group>
            {editing ? (
              <AttributeForm
                profile={profile}
                types={fields?.attributes ?? []}
                saving={saving}
                onCancel={() => setEditing(false)}
                onSave={(set) => {
                  onChange({ set }).then(
                    () => setEditing(false),
                    () => undefined,
                  );
                }}
              />
            ) : (
              <AttributeList profile={profile} onEdit={() => setEditing(true)} />
            )}
          </section>
          <ContactOffers contact={profile.id} />
          <MergedFrom contact={profile.id} />
          <Button
            variant="subtle"
            size="compact-sm"
            mt={12}
            leftSection={<IconUsersGroup size={15} aria-hidden />}
            onClick={() => setMerging(true)}
          >
            {t('merge:with')}
          </Button>
          <PersonRights
            contact={profile.id}
            name={contactName(profile)}
            onErase={() => onErase({ contact: profile.id, name: contactName(profile) })}
          />
          <MergeDialog
            contact={merging ? profile.id : null}
            other={null}
            onClose={() => setMerging(false)}
            onMerged={(id) => go(`/contacts/${id}`)}
          />
        </Tabs.Panel>
        <Tabs.Panel value="timeline" tabIndex={0} className={classes.content ?? ''}>
          <Timeline entries={profile.timeline} contact={{ id: profile.id, name: contactName(profile) }} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function AttributeList({ profile, onEdit }: { profile: Profile; onEdit: () => void }) {
  const { t } = useTranslation('contacts');
  const attributeText = useAttributeText();
  const attributeName = useAttributeName();
  const zone = `${profile.zone.name} (${t(`profile.zone.${profile.zone.source}`)})`;
  const rows: [string, string][] = [
    [t('field.first_name'), profile.first_name ?? ''],
    [t('field.last_name'), profile.last_name ?? ''],
    [t('field.language'), profile.language ?? ''],
    [t('field.country'), profile.country ?? ''],
    [t('field.timezone'), zone],
    ...Object.entries(profile.attributes).map(([name, value]): [string, string] => [
      attributeName(name),
      attributeText(value),
    ]),
  ];
  const filled = rows.filter(([, value]) => value !== '');
  return (
    <>
      <dl className={classes.facts}>
        {filled.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {filled.length === rows.length ? null : (
        <Button variant="subtle" size="compact-sm" mt={6} onClick={onEdit}>
          {t('profile.fillIn')}
        </Button>
      )}
    </>
  );
}
