import { Button, Group, Select, Switch, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '../../../flows/api/shapes.ts';
import { useChannelName } from '../../app/channel-icon.tsx';
import { useFormat } from '../../app/format.ts';
import { ConsentHistory } from './consent-history.tsx';
import { useConsentSource } from './consent-source.ts';
import classes from './profile.module.css';
import type { ProfileChange } from './profile-panel.tsx';

const channels = [
  'email',
  'sms',
  'telegram',
  'viber',
  'whatsapp',
  'messenger',
  'instagram',
  'vk',
  'web-push',
  'phone-call',
  'print',
  'site',
] as const;

export interface ConsentsProps {
  profile: Profile;
  topics: readonly string[];
  saving: boolean;
  onChange: (change: ProfileChange) => Promise<unknown>;
}

/** What the person allows, by channel and topic; each change is recorded as made by hand. */
export function Consents({ profile, topics, saving, onChange }: ConsentsProps) {
  const { t } = useTranslation('contacts');
  const format = useFormat();
  const channelName = useChannelName();
  const sourceName = useConsentSource();
  const [adding, setAdding] = useState<{ channel: string; topic: string } | null>(null);
  const label = (channel: string, topic: string) =>
    topic === '' ? channelName(channel) : t('consent.topic', { channel: channelName(channel), topic });
  const give = (channel: string, topic: string, granted: boolean) =>
    onChange({ consents: [{ channel, topic, granted }] }).then(
      () => setAdding(null),
      () => undefined,
    );
  return (
    <section>
      <h3>{t('consent.title')}</h3>
      {profile.consents.length === 0 ? <Text c="dimmed">{t('consent.none')}</Text> : null}
      <ul className={classes.rows}>
        {profile.consents.map(({ channel, topic, granted, at, source }) => (
          <li key={`${channel} ${topic}`}>
            <Switch
              checked={granted}
              disabled={saving}
              label={label(channel, topic)}
              description={t('consent.since', { date: format.date(at), source: sourceName(source) })}
              onChange={(event) => void give(channel, topic, event.currentTarget.checked)}
            />
          </li>
        ))}
      </ul>
      {adding === null ? (
        <Group gap={4} mt={4}>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setAdding({ channel: 'email', topic: '' })}
          >
            {t('consent.add')}
          </Button>
          <ConsentHistory contact={profile.id} label={label} />
        </Group>
      ) : (
        <Group gap="xs" align="end" mt="xs">
          <Select
            size="xs"
            w={130}
            label={t('consent.channel')}
            data={channels.map((channel) => ({ value: channel, label: channelName(channel) }))}
            value={adding.channel}
            onChange={(channel) => setAdding({ ...adding, channel: channel ?? 'email' })}
            allowDeselect={false}
          />
          <TextInput
            size="xs"
            flex={1}
            label={t('consent.topicLabel')}
            placeholder={topics[0] ?? t('consent.all')}
            value={adding.topic}
            onChange={(event) => setAdding({ ...adding, topic: event.currentTarget.value })}
          />
          <Button size="xs" loading={saving} onClick={() => void give(adding.channel, adding.topic.trim(), true)}>
            {t('consent.grant')}
          </Button>
          <Button size="xs" variant="default" onClick={() => setAdding(null)}>
            {t('app:cancel')}
          </Button>
        </Group>
      )}
    </section>
  );
}
