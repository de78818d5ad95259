/** Import of a .flow.json: first what it is, what it needs and what is wrong with it; only then is it stored. */
import { Alert, Badge, Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconAlertTriangle, IconCircleX, IconFileImport } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { limits } from '../../../flows/document/schema.ts';
import { specs } from '../../../registry/editors.ts';
import { ChannelIcon } from '../../app/channel-icon.tsx';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { useProblemWords } from '../../app/problem-words.ts';
import { StateMessage } from '../../app/states.tsx';
import { toast } from '../../app/toast.ts';
import { eventName } from '../../ui/rule/rule-words.ts';
import classes from './import-flow.module.css';
import { type FlowFile, readFlowFile } from './read-flow.ts';

export interface ImportFlowProps {
  opened: boolean;
  /** A file dropped onto the screen. */
  file: File | null;
  /** A flow that was read already, such as a ready one; absent: a file is asked for. */
  ready?: { file: FlowFile; events: readonly string[] } | null;
  onClose: () => void;
}

export function ImportFlow({ opened, file, ready, onClose }: ImportFlowProps) {
  const { t } = useTranslation('flows');
  const words = useErrorWords();
  const [flow, setFlow] = useState<FlowFile | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [reading, setReading] = useState(false);

  const read = useCallback(async (chosen: File) => {
    setError(null);
    setReading(true);
    try {
      setFlow(readFlowFile(await chosen.text(), specs));
    } catch (problem) {
      setFlow(null);
      setError(problem);
    } finally {
      setReading(false);
    }
  }, []);
  useEffect(() => {
    if (opened && file !== null) void read(file);
    if (!opened) {
      setFlow(null);
      setError(null);
    }
  }, [opened, file, read]);

  return (
    <Modal opened={opened} onClose={onClose} title={t(ready === undefined ? 'import.title' : 'ready.look')} size={560}>
      {ready != null ? (
        <Look
          flow={ready.file}
          events={ready.events}
          other={t('ready.other')}
          store={t('ready.store')}
          onOther={onClose}
        />
      ) : flow === null ? (
        <Stack>
          {error === null ? null : (
            <Alert color="bad" icon={<IconCircleX size={18} aria-hidden />} title={t('import.unreadable')}>
              {words(error).body}
            </Alert>
          )}
          <Dropzone
            multiple={false}
            loading={reading}
            onDrop={([chosen]) => {
              if (chosen !== undefined) void read(chosen);
            }}
            maxSize={limits.bytes}
            onReject={() => toast.failed({ title: t('import.unreadable'), body: t('import.tooLarge') })}
            inputProps={{ 'aria-label': t('import.choose') }}
            className={classes.drop ?? ''}
          >
            <StateMessage icon={IconFileImport} tone="accent" title={t('import.choose')} body={t('import.hint')} />
          </Dropzone>
        </Stack>
      ) : (
        <Look flow={flow} other={t('import.other')} store={t('import.store')} onOther={() => setFlow(null)} />
      )}
    </Modal>
  );
}

interface LookProps {
  flow: FlowFile;
  /** What has to happen to people for it to go on, such as orders. */
  events?: readonly string[];
  /** Words of the two buttons. */
  other: string;
  store: string;
  onOther: () => void;
}

function Look({ flow, events = [], other, store: storeWords, onOther }: LookProps) {
  const { t } = useTranslation('flows');
  const format = useFormat();
  const words = useErrorWords();
  const problemWords = useProblemWords();
  const [, go] = useLocation();
  const queries = useQueryClient();
  const [bind, setBind] = useState<Record<string, string>>({});
  const { data: accounts = [] } = useQuery(orpc.accounts.list.queryOptions());
  const store = useMutation({
    mutationFn: () => client.flows.import({ text: flow.text, bind }),
    onSuccess: (stored) => {
      void queries.invalidateQueries({ queryKey: orpc.flows.list.key() });
      toast.done(t('done.imported', { name: flow.document.name }));
      go(`/flows/${encodeURIComponent(stored.flow)}`);
    },
    onError: (error) => toast.failed(words(error)),
  });
  const nodeOf = (id: string | null) => flow.document.nodes.find((node) => node.id === id);
  const nameOf = (id: string | null): string | null => {
    const node = nodeOf(id);
    return node === undefined ? null : (node.name ?? t(`node-${node.type}:name`, { defaultValue: node.type }));
  };
  const errors = flow.problems.filter((problem) => problem.severity === 'error').length;
  return (
    <Stack gap="md">
      <div>
        <Text size="lg" fw={650}>
          {flow.document.name}
        </Text>
        {flow.document.description === undefined ? null : <Text c="dimmed">{flow.document.description}</Text>}
        <Group gap="xs" mt={8}>
          <Badge color="gray">
            {t('app:unit.blocks', { count: flow.document.nodes.length, n: format.number(flow.document.nodes.length) })}
          </Badge>
          {flow.channels.map((channel) => (
            <ChannelIcon key={channel} channel={channel} />
          ))}
        </Group>
      </div>
      {flow.accounts.length === 0 ? null : (
        <section>
          <h3 className={classes.head}>{t('import.accounts')}</h3>
          <Stack gap="xs">
            {flow.accounts.map(({ slot, capability, note }) => {
              const able = accounts.filter((account) => account.capabilities.includes(capability));
              const fallback = able.find((account) => account.defaultFor.includes(capability));
              return (
                <Select
                  key={slot}
                  label={slot}
                  description={note ?? undefined}
                  data={able.map(({ account, name }) => ({ value: account, label: name }))}
                  value={bind[slot] ?? fallback?.account ?? null}
                  onChange={(account) => setBind(account === null ? bind : { ...bind, [slot]: account })}
                  placeholder={t('import.noAccount')}
                  nothingFoundMessage={t('import.noAccount')}
                  allowDeselect={false}
                />
              );
            })}
          </Stack>
        </section>
      )}
      {events.length === 0 ? null : (
        <Text c="dimmed">
          {t('ready.events', {
            events: format.list(events.map((event) => eventName(event, (key, params) => t(key, { ...params })))),
          })}
        </Text>
      )}
      {flow.segments.length === 0 ? null : (
        <Text c="dimmed">{t('import.segments', { slots: format.list(flow.segments) })}</Text>
      )}
      {flow.problems.length === 0 ? (
        <Text c="dimmed">{t('import.noProblems')}</Text>
      ) : (
        <section>
          <h3 className={classes.head}>
            {t('app:unit.problems', { count: flow.problems.length, n: format.number(flow.problems.length) })}
          </h3>
          <ul className={classes.problems}>
            {flow.problems.slice(0, 50).map((problem) => (
              <li key={`${problem.node}-${problem.path}-${problem.code}`}>
                {problem.severity === 'error' ? (
                  <IconCircleX size={16} color="var(--k-bad)" aria-label={t('import.error')} />
                ) : (
                  <IconAlertTriangle size={16} color="var(--k-warn)" aria-label={t('import.warning')} />
                )}
                <span>
                  {nameOf(problem.node) === null ? null : <b>{nameOf(problem.node)}: </b>}
                  {problemWords(problem, nodeOf(problem.node)?.type)}
                </span>
              </li>
            ))}
          </ul>
          {errors > 0 ? <Text c="dimmed">{t('import.mendLater')}</Text> : null}
        </section>
      )}
      <Group justify="space-between">
        <Button variant="subtle" color="gray" onClick={onOther}>
          {other}
        </Button>
        <Button loading={store.isPending} onClick={() => store.mutate()}>
          {storeWords}
        </Button>
      </Group>
    </Stack>
  );
}
