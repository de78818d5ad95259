/** The sandbox's mailbox: what people would have received, and a place to answer as they would. */

import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconMailbox, IconMailOpened } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { ScreenFrame } from '../../app/frame.tsx';
import { StateMessage } from '../../app/states.tsx';
import classes from './mailbox.module.css';
import type { OpenThread } from './mailbox-types.ts';
import { ThreadList } from './thread-list.tsx';
import { ThreadView } from './thread-view.tsx';
import { useThreads } from './use-threads.ts';

export function MailboxScreen({ open }: { open: OpenThread | null }) {
  const { t } = useTranslation('mailbox');
  const [, go] = useLocation();
  const [search, setSearch] = useState('');
  const [channel, setChannel] = useState<string | null>(null);
  const [wanted] = useDebouncedValue(search.trim(), 180);
  const threads = useThreads(wanted, channel);
  const empty = threads.total === 0 && wanted === '' && channel === null && open === null;
  return (
    <ScreenFrame title={t('title')} fill beside={<span className={classes.note}>{t('note')}</span>}>
      {empty ? (
        <StateMessage
          icon={IconMailbox}
          tone="accent"
          title={t('empty.title')}
          body={t('empty.body')}
          action={
            <Button component={Link} href="/flows">
              {t('empty.action')}
            </Button>
          }
        />
      ) : (
        <div className={classes.panes}>
          <ThreadList
            threads={threads}
            open={open}
            search={search}
            onSearch={setSearch}
            channel={channel}
            onChannel={(next) => {
              setChannel(next);
              // A conversation that the list no longer shows is put away.
              if (open !== null && next !== null && open.channel !== next) go('/mailbox');
            }}
            onOpen={(thread) => go(`/mailbox/${thread.contact}/${encodeURIComponent(thread.channel)}`)}
          />
          {open === null ? (
            <div className={classes.nothing}>
              <StateMessage icon={IconMailOpened} title={t('choose.title')} body={t('choose.body')} />
            </div>
          ) : (
            <ThreadView key={`${open.contact} ${open.channel}`} open={open} />
          )}
        </div>
      )}
    </ScreenFrame>
  );
}
