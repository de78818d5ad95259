/** The kinds of account one may connect: by what they are for, and found by name. */
import { Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChannelIcon, useChannelName } from '../../app/channel-icon.tsx';
import { type AccountType, channelOf, syncs } from './account-types.ts';
import classes from './accounts.module.css';
import { ConnectorMark, useConnectorWords } from './connector-mark.tsx';

const groups = ['messages', 'records', 'other'] as const;

const groupOf = (type: AccountType): (typeof groups)[number] =>
  type.capabilities.some((capability) => channelOf(capability) !== null)
    ? 'messages'
    : syncs(type)
      ? 'records'
      : 'other';

export function AccountKinds({ types, onChoose }: { types: readonly AccountType[]; onChoose: (type: string) => void }) {
  const { t } = useTranslation('accounts');
  const words = useConnectorWords();
  const channelName = useChannelName();
  const [asked, setAsked] = useState('');
  const sought = asked.trim().toLocaleLowerCase();
  const channelsOf = ({ capabilities }: AccountType): string[] => capabilities.map(channelOf).filter((c) => c !== null);
  const found = types.filter((type) => {
    const { name, description } = words(type.type);
    const text = [type.type, name, description ?? '', ...channelsOf(type).map(channelName)].join('\n');
    return text.toLocaleLowerCase().includes(sought);
  });
  const inGroups = groups
    .map((group) => ({ group, types: found.filter((type) => groupOf(type) === group) }))
    .filter((one) => one.types.length > 0);
  return (
    <>
      <TextInput
        data-autofocus
        value={asked}
        onChange={(event) => setAsked(event.currentTarget.value)}
        placeholder={t('kinds.find')}
        aria-label={t('kinds.find')}
        leftSection={<IconSearch size={15} aria-hidden />}
      />
      {inGroups.length === 0 ? (
        <Text role="status" c="dimmed" mt="md">
          {t('kinds.none', { asked: asked.trim() })}
        </Text>
      ) : null}
      {inGroups.map(({ group, types: some }) => (
        <section key={group} className={classes.kinds} aria-labelledby={`account-kinds-${group}`}>
          <h3 id={`account-kinds-${group}`}>{t(`kinds.${group}`)}</h3>
          <ul className={classes.types}>
            {some.map((type) => {
              const { name, description } = words(type.type);
              return (
                <li key={type.type}>
                  <UnstyledButton className={classes.type ?? ''} onClick={() => onChoose(type.type)}>
                    <ConnectorMark type={type.type} />
                    <span className={classes.names}>
                      <b>{name}</b>
                      {description === null ? null : (
                        <Text c="dimmed" component="span" display="block">
                          {description}
                        </Text>
                      )}
                    </span>
                    <span className={classes.icons}>
                      {channelsOf(type).map((channel) => (
                        <ChannelIcon key={channel} channel={channel} />
                      ))}
                    </span>
                  </UnstyledButton>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </>
  );
}
