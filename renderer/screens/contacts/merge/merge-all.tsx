/** Everybody who shares an address of the chosen kinds, merged in portions that can be stopped, and taken back together. */
import { Alert, Button, Checkbox, Group, Progress, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChannelName } from '../../../app/channel-icon.tsx';
import { client, orpc } from '../../../app/client.ts';
import { useErrorWords } from '../../../app/error-words.ts';
import { useFormat } from '../../../app/format.ts';
import { toast } from '../../../app/toast.ts';

interface Work {
  merged: number;
  batch: number | null;
  state: 'running' | 'done' | 'undoing' | 'undone';
}

export function MergeAll({ kinds, onBack }: { kinds: readonly string[]; onBack: () => void }) {
  const { t } = useTranslation('merge');
  const format = useFormat();
  const channelName = useChannelName();
  const words = useErrorWords();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<string[]>([...kinds]);
  const [work, setWork] = useState<Work | null>(null);
  const stopped = useRef(false);
  useEffect(
    () => () => {
      stopped.current = true;
    },
    [],
  );
  const refresh = () => {
    for (const key of [orpc.contacts.key(), orpc.merges.key()]) void queries.invalidateQueries({ queryKey: key });
  };
  const run = async () => {
    stopped.current = false;
    let [merged, batch, more] = [0, null as number | null, true];
    setWork({ merged, batch, state: 'running' });
    try {
      while (more && !stopped.current) {
        const done = await client.merges.some({ kinds: chosen, batch });
        merged += done.merged;
        ({ batch } = done);
        // Nothing more can be merged where everybody of a full portion is one already.
        more = done.more && done.merged > 0;
        setWork({ merged, batch, state: 'running' });
      }
    } catch (error) {
      toast.failed(words(error));
    }
    setWork({ merged, batch, state: 'done' });
    refresh();
  };
  const undo = async (batch: number, merged: number) => {
    setWork({ merged, batch, state: 'undoing' });
    let [undone, more] = [0, true];
    try {
      while (more) {
        const done = await client.merges.undoSome({ batch });
        undone += done.undone;
        ({ more } = done);
      }
      setWork({ merged: undone, batch: null, state: 'undone' });
    } catch (error) {
      toast.failed(words(error));
      setWork({ merged, batch, state: 'done' });
    }
    refresh();
  };
  const counted = (key: string, count: number) => t(key, { count, n: format.number(count) });
  if (work !== null && work.state !== 'running') {
    const { batch, merged, state } = work;
    return (
      <Stack>
        <Alert color="ok" role="status">
          {counted(state === 'undone' ? 'all.undone' : 'all.done', merged)}
        </Alert>
        <Group justify="end" gap="xs">
          {batch === null || state === 'undone' ? null : (
            <Button variant="default" loading={state === 'undoing'} onClick={() => void undo(batch, merged)}>
              {t('all.undo')}
            </Button>
          )}
          <Button onClick={onBack} disabled={state === 'undoing'}>
            {t('app:close')}
          </Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack>
      <Text fw={600}>{t('all.title')}</Text>
      <Text>{t('all.body')}</Text>
      <Checkbox.Group label={t('all.kinds')} value={chosen} onChange={setChosen}>
        <Group mt={6}>
          {kinds.map((kind) => (
            <Checkbox key={kind} value={kind} label={channelName(kind)} disabled={work !== null} />
          ))}
        </Group>
      </Checkbox.Group>
      {work === null ? null : (
        <>
          <Progress value={100} animated aria-label={t('all.title')} />
          <Text aria-live="polite">{counted('all.progress', work.merged)}</Text>
        </>
      )}
      <Group justify="end" gap="xs">
        <Button
          variant="default"
          onClick={() => {
            if (work === null) onBack();
            else stopped.current = true;
          }}
        >
          {t(work === null ? 'app:back' : 'all.stop')}
        </Button>
        <Button onClick={() => void run()} loading={work !== null} disabled={chosen.length === 0}>
          {t('all.run')}
        </Button>
      </Group>
    </Stack>
  );
}
