/** A flow that is not ours yet: its picture, what it needs, what one should know of it, and how it does on made-up people. */
import { Badge, Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleX, IconPlugConnected, IconShieldQuestion } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { FlowDocument } from '../../../flows/document/schema.ts';
import { specs } from '../../../registry/editors.ts';
import { ChannelIcon, useCapabilityName } from '../../app/channel-icon.tsx';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { useProblemWords } from '../../app/problem-words.ts';
import { toast } from '../../app/toast.ts';
import { RehearsalOffer } from '../../sharing/rehearsal.tsx';
import { eventName } from '../../ui/rule/rule-words.ts';
import { cautionsOf } from './cautions.ts';
import { drawingOf, FlowPicture } from './flow-picture.tsx';
import classes from './import-flow.module.css';
import type { FlowFile } from './read-flow.ts';

interface LookProps {
  flow: FlowFile;
  /** What has to happen to people for it to go on, such as orders. */
  events?: readonly string[];
  /** Words of the two buttons. */
  other: string;
  store: string;
  /** The open flow that it may become a part of. */
  into: { name: string; insert: (document: FlowDocument) => void } | null;
  onOther: () => void;
  onDone: () => void;
}

export function LookAtFlow({ flow, events = [], other, store: storeWords, into, onOther, onDone }: LookProps) {
  const { t } = useTranslation('flows');
  const format = useFormat();
  const words = useErrorWords();
  const [, go] = useLocation();
  const queries = useQueryClient();
  const [bind, setBind] = useState<Record<string, string>>({});
  const { document } = flow;
  const drawing = useMemo(() => drawingOf(document, specs), [document]);
  const store = useMutation({
    mutationFn: () => client.flows.import({ text: flow.text, bind, ...(flow.from ? { from: flow.from } : {}) }),
    onSuccess: (stored) => {
      void queries.invalidateQueries({ queryKey: orpc.flows.list.key() });
      toast.done(t('done.imported', { name: document.name }));
      onDone();
      go(`/flows/${encodeURIComponent(stored.flow)}`);
    },
    onError: (error) => toast.failed(words(error)),
  });
  const nameOf = (id: string): string => {
    const node = document.nodes.find((one) => one.id === id);
    return node === undefined ? id : (node.name ?? t(`node-${node.type}:name`, { defaultValue: node.type }));
  };
  return (
    <Stack gap="md">
      <div>
        <Text size="lg" fw={650}>
          {document.name}
        </Text>
        {document.description === undefined ? null : <Text c="dimmed">{document.description}</Text>}
        <Group gap="xs" mt={8}>
          <Badge color="gray">
            {t('app:unit.blocks', { count: document.nodes.length, n: format.number(document.nodes.length) })}
          </Badge>
          {flow.channels.map((channel) => (
            <ChannelIcon key={channel} channel={channel} />
          ))}
        </Group>
      </div>
      {drawing === null ? null : (
        <div className={classes.picture}>
          <FlowPicture drawing={drawing} />
        </div>
      )}
      <Needs flow={flow} bind={bind} onBind={setBind} />
      {events.length === 0 ? null : (
        <Text c="dimmed">
          {t('ready.events', {
            events: format.list(events.map((event) => eventName(event, (key, params) => t(key, { ...params })))),
          })}
        </Text>
      )}
      <Cautions document={document} nameOf={nameOf} />
      <Problems flow={flow} nameOf={nameOf} />
      <RehearsalOffer document={document} nameOf={nameOf} />
      <Group justify="space-between" className={classes.foot ?? ''}>
        <Button variant="subtle" color="gray" onClick={onOther}>
          {other}
        </Button>
        <Group gap="xs">
          {into === null ? null : (
            <Button
              variant="default"
              onClick={() => {
                into.insert(document);
                onDone();
              }}
            >
              {t('sharing:into', { name: into.name })}
            </Button>
          )}
          <Button loading={store.isPending} onClick={() => store.mutate()}>
            {storeWords}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

interface NeedsProps {
  flow: FlowFile;
  bind: Readonly<Record<string, string>>;
  onBind: (bind: Record<string, string>) => void;
}

/** What the file only names, beside what this workspace has. What is missing can be connected later. */
function Needs({ flow, bind, onBind }: NeedsProps) {
  const { t } = useTranslation('flows');
  const nameOf = useCapabilityName();
  const { data: accounts = [] } = useQuery(orpc.accounts.list.queryOptions());
  const { data: saved = [] } = useQuery(orpc.segments.list.queryOptions());
  const { data: flows = [] } = useQuery(orpc.flows.list.queryOptions());
  if (flow.accounts.length + flow.segments.length + flow.flows.length === 0) return null;
  const choose = (slot: string) => (to: string | null) => onBind(to === null ? { ...bind } : { ...bind, [slot]: to });
  const rows = [
    ...flow.accounts.map(({ slot, capability, note }) => {
      const able = accounts.filter((account) => account.capabilities.includes(capability));
      const usual = able.find((account) => account.defaultFor.includes(capability))?.account ?? null;
      const choices = able.map(({ account, name }) => ({ value: account, label: name }));
      const label = t('sharing:needs.account', {
        channel: nameOf(capability),
        slot,
      });
      return { slot, label, note, choices, usual, missing: t('import.noAccount') };
    }),
    ...flow.segments.map((slot) => ({
      ...{ slot, label: t('sharing:needs.segment', { slot }), note: null, usual: null },
      ...{ choices: saved.map(({ id, name }) => ({ value: id, label: name })), missing: t('sharing:needs.noSegment') },
    })),
    ...flow.flows.map((slot) => ({
      ...{ slot, label: t('sharing:needs.flow', { slot }), note: null, usual: null },
      ...{ choices: flows.map((one) => ({ value: one.flow, label: one.name })), missing: t('sharing:needs.noFlow') },
    })),
  ];
  const open = rows.filter(({ slot, usual }) => bind[slot] === undefined && usual === null).length;
  return (
    <section>
      <h3 className={classes.head}>{t('sharing:needs.title')}</h3>
      <div className={classes.needs}>
        {rows.map(({ slot, label, note, choices, usual, missing }) => (
          <Select
            key={slot}
            label={label}
            description={note ?? undefined}
            data={choices}
            value={bind[slot] ?? usual}
            onChange={choose(slot)}
            placeholder={choices.length === 0 ? missing : t('sharing:needs.later')}
            disabled={choices.length === 0}
            allowDeselect={false}
          />
        ))}
      </div>
      {open === 0 ? null : (
        <p className={classes.later}>
          <IconPlugConnected size={16} stroke={1.75} aria-hidden />
          <span>{t('sharing:needs.open', { count: open })}</span>
        </p>
      )}
    </section>
  );
}

function Cautions({ document, nameOf }: { document: FlowDocument; nameOf: (id: string) => string }) {
  const { t } = useTranslation('flows');
  const found = cautionsOf(document, specs);
  if (found.length === 0) return null;
  return (
    <section>
      <h3 className={classes.head}>{t('sharing:caution.title')}</h3>
      <ul className={classes.problems}>
        {found.map(({ kind, node, detail }) => (
          <li key={`${kind} ${node}`}>
            <IconShieldQuestion size={16} color="var(--k-warn)" aria-hidden />
            <span>
              <b>{nameOf(node)}: </b>
              {t(`sharing:caution.${kind === 'calls' && detail === '' ? 'callsAccount' : kind}`, { detail })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Problems({ flow, nameOf }: { flow: FlowFile; nameOf: (id: string) => string }) {
  const { t } = useTranslation('flows');
  const format = useFormat();
  const problemWords = useProblemWords();
  if (flow.problems.length === 0) return <Text c="dimmed">{t('import.noProblems')}</Text>;
  const errors = flow.problems.filter((problem) => problem.severity === 'error').length;
  const typeOf = (id: string | null) => flow.document.nodes.find((node) => node.id === id)?.type;
  return (
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
              {problem.node === null || typeOf(problem.node) === undefined ? null : <b>{nameOf(problem.node)}: </b>}
              {problemWords(problem, typeOf(problem.node))}
            </span>
          </li>
        ))}
      </ul>
      {errors > 0 ? <Text c="dimmed">{t('import.mendLater')}</Text> : null}
    </section>
  );
}
