/** Ready flows: found by what they are for, looked into, and begun from. */
import { Button, Chip, Group, TextInput } from '@mantine/core';
import { IconArrowLeft, IconSearch, IconSearchOff } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { needs, type Template } from '../../../flows/api/templates.ts';
import { specs } from '../../../registry/editors.ts';
import { ChannelIcon } from '../../app/channel-icon.tsx';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { ScreenFrame } from '../../app/frame.tsx';
import { ErrorState, RowsSkeleton, StateMessage } from '../../app/states.tsx';
import { toast } from '../../app/toast.ts';
import { FlowPicture } from './flow-picture.tsx';
import classes from './gallery.module.css';
import { ImportFlow } from './import-flow.tsx';
import { type FlowFile, readFlowFile } from './read-flow.ts';

type Need = 'all' | Template['need'];

/** Every word asked for is somewhere in what the card says. */
const fits = ({ name, description }: Template, wanted: string): boolean => {
  const text = `${name} ${description}`.toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

export function Gallery({ onBack }: { onBack: () => void }) {
  const { t, i18n } = useTranslation('flows');
  const errorWords = useErrorWords();
  const [search, setSearch] = useState('');
  const [need, setNeed] = useState<Need>('all');
  const [chosen, setChosen] = useState<{ file: FlowFile; events: readonly string[] } | null>(null);
  const language = i18n.language;
  const { data, error, refetch } = useQuery(orpc.templates.list.queryOptions({ input: { language } }));
  const look = useMutation({
    mutationFn: async ({ template, events }: Template) => {
      const { text } = await client.templates.get({ template, language });
      const from = { kind: 'template', name: template, language } as const;
      return { file: { ...readFlowFile(text, specs), from }, events };
    },
    onSuccess: setChosen,
    onError: (failed) => toast.failed(errorWords(failed)),
  });
  const shown = data?.filter((one) => (need === 'all' || one.need === need) && fits(one, search.trim()));
  return (
    <ScreenFrame
      title={t('ready.title')}
      actions={
        <Button variant="default" leftSection={<IconArrowLeft size={16} aria-hidden />} onClick={onBack}>
          {t('ready.back')}
        </Button>
      }
    >
      {error !== null ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : shown === undefined ? (
        <RowsSkeleton />
      ) : (
        <>
          <div className={classes.tools}>
            <Chip.Group value={need} onChange={(value) => setNeed(value as Need)}>
              <Group gap={6} role="radiogroup" aria-label={t('ready.needs')}>
                {(['all', ...needs] as const).map((one) => (
                  <Chip key={one} value={one} size="sm">
                    {t(`ready.need.${one}`)}
                  </Chip>
                ))}
              </Group>
            </Chip.Group>
            <TextInput
              w={240}
              size="xs"
              type="search"
              leftSection={<IconSearch size={15} aria-hidden />}
              placeholder={t('ready.search')}
              aria-label={t('ready.search')}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
          </div>
          {shown.length === 0 ? (
            <StateMessage
              icon={IconSearchOff}
              title={t('ready.nothing')}
              action={
                <Button
                  variant="default"
                  onClick={() => {
                    setSearch('');
                    setNeed('all');
                  }}
                >
                  {t('nothing.action')}
                </Button>
              }
            />
          ) : (
            <ul className={classes.grid}>
              {shown.map((one) => (
                <Card
                  key={one.template}
                  template={one}
                  busy={look.isPending && look.variables.template === one.template}
                  onChoose={() => look.mutate(one)}
                />
              ))}
            </ul>
          )}
        </>
      )}
      <ImportFlow opened={chosen !== null} ready={chosen} onClose={() => setChosen(null)} />
    </ScreenFrame>
  );
}

function Card({ template, busy, onChoose }: { template: Template; busy: boolean; onChoose: () => void }) {
  const { t } = useTranslation('flows');
  const format = useFormat();
  const { name, description, channels, blocks, drawing } = template;
  return (
    <li className={classes.card}>
      <button type="button" onClick={onChoose} disabled={busy} aria-busy={busy || undefined}>
        <FlowPicture drawing={drawing} />
        <span className={classes.words}>
          <b>{name}</b>
          <span>{description}</span>
          <span className={classes.foot}>
            {channels.map((channel) => (
              <ChannelIcon key={channel} channel={channel} />
            ))}
            <em>{t('app:unit.blocks', { count: blocks, n: format.number(blocks) })}</em>
          </span>
        </span>
      </button>
    </li>
  );
}
