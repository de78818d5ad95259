/** What people write in all channels, and a place to answer. */
import { useDebouncedValue } from '@mantine/hooks';
import { IconInbox, IconMessages } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { ScreenFrame } from '../../app/frame.tsx';
import { StateMessage } from '../../app/states.tsx';
import { ConversationList } from './conversation-list.tsx';
import { ConversationView } from './conversation-view.tsx';
import classes from './conversations.module.css';
import inbox from './inbox.module.css';
import { InboxTabs } from './inbox-tabs.tsx';
import { PauseSetting } from './pause-setting.tsx';
import { type ConversationFilter, useConversations } from './use-conversations.ts';

export function ConversationsScreen({ open }: { open: number | null }) {
  const { t } = useTranslation('conversations');
  const [, go] = useLocation();
  const [filter, setFilter] = useState<ConversationFilter>({ view: 'open', channel: null, search: '' });
  /** Rises when somebody opens a conversation: its heading takes the focus. */
  const [opened, setOpened] = useState(0);
  const [search] = useDebouncedValue(filter.search.trim(), 180);
  const found = useConversations({ ...filter, search });
  const plain = filter.view === 'open' && filter.channel === null && search === '';
  const nothing = plain && found.query.data !== undefined && found.rows.length === 0;
  return (
    <ScreenFrame title={t('title')} fill beside={<InboxTabs here="conversations" />} actions={<PauseSetting />}>
      <div className={classes.panes}>
        <ConversationList
          found={found}
          filter={filter}
          onFilter={setFilter}
          open={open}
          onOpen={(contact) => {
            setOpened((times) => times + 1);
            go(`/conversations/${contact}`);
          }}
        />
        {open !== null ? (
          <ConversationView key={open} contact={open} opened={opened} />
        ) : (
          <div className={inbox.nothing}>
            <StateMessage
              icon={nothing ? IconInbox : IconMessages}
              tone={nothing ? 'accent' : 'plain'}
              title={t(nothing ? 'empty.title' : 'choose.title')}
              body={t(nothing ? 'empty.body' : 'choose.body')}
            />
          </div>
        )}
      </div>
    </ScreenFrame>
  );
}
