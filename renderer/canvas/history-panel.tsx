/**
 * The history of this draft: every step, also those of other days, and moments that have names; and what was published. From each,
 * what is different now can be seen on the drawing, and the draft can be made as it was then, which is a step itself.
 */
import { ActionIcon, Button, Tabs, TextInput } from '@mantine/core';
import { IconGitCompare, IconHistory, IconTrash, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { client, orpc } from '../app/client.ts';
import { useErrorWords } from '../app/error-words.ts';
import { useFormat } from '../app/format.ts';
import { ErrorState } from '../app/states.tsx';
import { toast } from '../app/toast.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { Comparison } from './comparison.tsx';
import './history.css';
import { say, useEditorState, useSession } from './session.ts';
import { stepWords } from './step-words.ts';
import { useWords } from './words.ts';

/** Steps shown at first, and with each wish for more. */
const page = 60;

/** A version is of any workspace's accounts: it has no bindings of its own. */
interface Loaded {
  document: FlowDocument;
  bindings?: Readonly<Record<string, string>>;
}

/** An older state of the flow that one may compare with or go back to. */
function Moment({
  title,
  when,
  load,
  children,
}: {
  title: string;
  when: string;
  load: () => Promise<Loaded>;
  children?: ReactNode;
}) {
  const words = useWords();
  const session = useSession();
  const errorWords = useErrorWords();
  const failed = (error: unknown) => toast.failed(errorWords(error));
  const compare = useMutation({
    mutationFn: load,
    onSuccess: ({ document }) => session.ui.setState({ comparedTo: { document, title } }),
    onError: failed,
  });
  const restore = useMutation({
    mutationFn: load,
    onSuccess: ({ document, bindings }) => {
      session.ui.setState({ comparedTo: null });
      session.editor.apply(() => document, bindings === undefined ? {} : { bindings });
      say(session.ui, words.t('history.restored', { name: title }));
      toast.done(words.t('history.restored', { name: title }));
    },
    onError: failed,
  });
  return (
    <li className="kc-moment">
      <b>{title}</b>
      <span>{when}</span>
      <div>
        <Button size="compact-xs" variant="default" loading={compare.isPending} onClick={() => compare.mutate()}>
          {words.t('history.compare.action')}
        </Button>
        <Button size="compact-xs" variant="default" loading={restore.isPending} onClick={() => restore.mutate()}>
          {words.t('history.restore')}
        </Button>
        {children}
      </div>
    </li>
  );
}

function Steps() {
  const words = useWords();
  const format = useFormat();
  const { editor, history } = useSession();
  const [shown, setShown] = useState(page);
  // Both change with every step.
  useStore(editor.history);
  useEditorState((state) => state.document);
  const { all, now } = editor.states();
  if (all.length === 1) return <p className="kc-history-none">{words.t('history.none')}</p>;
  const rows = all.map((state, index) => ({ state, index, before: all[index - 1] })).reverse();
  return (
    <>
      <ol className="kc-steps">
        {rows.slice(0, shown).map(({ state, index, before }) => {
          const at = history.timeOf(state);
          return (
            <li key={index}>
              <button
                type="button"
                aria-current={index === now ? 'step' : undefined}
                data-undone={index > now || undefined}
                onClick={() => {
                  editor.travelTo(index);
                }}
              >
                <b>{before === undefined ? words.t('history.first') : stepWords(before, state, words)}</b>
                <span>
                  {index === now
                    ? words.t('history.now')
                    : at === null
                      ? ''
                      : format.dateTime(new Date(at).toISOString())}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
      {rows.length > shown ? (
        <Button variant="default" size="xs" onClick={() => setShown(shown + page)}>
          {words.t('history.more')}
        </Button>
      ) : null}
    </>
  );
}

function Checkpoints() {
  const words = useWords();
  const format = useFormat();
  const { flow, autosave } = useSession();
  const queries = useQueryClient();
  const errorWords = useErrorWords();
  const [name, setName] = useState('');
  const { data = [] } = useQuery(orpc.flows.checkpoints.queryOptions({ input: { flow } }));
  const refresh = () => queries.invalidateQueries({ queryKey: orpc.flows.checkpoints.key({ input: { flow } }) });
  const failed = (error: unknown) => toast.failed(errorWords(error));
  const add = useMutation({
    mutationFn: async () => {
      // The moment is that of the screen, not of the last save.
      await autosave.flush();
      await client.flows.addCheckpoint({ flow, name: name.trim() });
    },
    onSuccess: async () => {
      setName('');
      await refresh();
    },
    onError: failed,
  });
  const remove = useMutation({
    mutationFn: (id: number) => client.flows.removeCheckpoint({ flow, id }),
    onSuccess: refresh,
    onError: failed,
  });
  return (
    <section className="kc-checkpoints" aria-label={words.t('history.checkpoints')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') add.mutate();
        }}
      >
        <TextInput
          label={words.t('history.name')}
          placeholder={words.t('history.namePlaceholder')}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={name.trim() === ''} loading={add.isPending}>
          {words.t('history.keep')}
        </Button>
      </form>
      {data.length === 0 ? null : (
        <ul className="kc-moments">
          {data.map((one) => (
            <Moment
              key={one.id}
              title={one.name}
              when={format.dateTime(one.at)}
              load={() => client.flows.checkpoint({ flow, id: one.id })}
            >
              <Tooltip label={words.t('history.forget', { name: one.name })}>
                <ActionIcon
                  size="sm"
                  aria-label={words.t('history.forget', { name: one.name })}
                  onClick={() => remove.mutate(one.id)}
                >
                  <IconTrash size={15} stroke={1.75} />
                </ActionIcon>
              </Tooltip>
            </Moment>
          ))}
        </ul>
      )}
    </section>
  );
}

function Versions() {
  const words = useWords();
  const format = useFormat();
  const { flow } = useSession();
  const { data, error, refetch } = useQuery(orpc.flows.versions.queryOptions({ input: { flow } }));
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  if (data.length === 0) return <p className="kc-history-none">{words.t('history.noVersions')}</p>;
  return (
    <ul className="kc-moments">
      {data.map(({ version, publishedAt, entered, active }) => (
        <Moment
          key={version}
          title={words.t('history.version', { version })}
          when={`${format.dateTime(publishedAt)} · ${words.t('history.versionPeople', {
            entered: format.number(entered),
            active: format.number(active),
          })}`}
          load={() => client.flows.versionDocument({ flow, version })}
        />
      ))}
    </ul>
  );
}

export function HistoryPanel() {
  const words = useWords();
  const { ui } = useSession();
  return (
    <aside className="kc-inspector kc-history" aria-label={words.t('history.title')}>
      <div className="kc-inspector-head">
        <span className="k-category kc-flow-icon" aria-hidden>
          <IconHistory size={14} stroke={1.75} />
        </span>
        <h2>{words.t('history.title')}</h2>
        <Tooltip label={words.t('close')}>
          <ActionIcon
            aria-label={words.t('history.close')}
            onClick={() => ui.setState({ historyOpen: false, comparedTo: null })}
          >
            <IconX size={18} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
      </div>
      <Comparison />
      <div className="kc-history-tools">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconGitCompare size={15} stroke={1.75} aria-hidden />}
          onClick={() => ui.setState({ dialog: 'compare' })}
        >
          {words.t('sharing:compare.open')}
        </Button>
      </div>
      <Tabs defaultValue="steps">
        <Tabs.List px={16}>
          <Tabs.Tab value="steps" data-history-first>
            {words.t('history.steps')}
          </Tabs.Tab>
          <Tabs.Tab value="checkpoints">{words.t('history.checkpoints')}</Tabs.Tab>
          <Tabs.Tab value="versions">{words.t('history.versions')}</Tabs.Tab>
        </Tabs.List>
        <section className="kc-inspector-body" aria-label={words.t('history.title')}>
          <Tabs.Panel value="steps">
            <Steps />
          </Tabs.Panel>
          <Tabs.Panel value="checkpoints">
            <Checkpoints />
          </Tabs.Panel>
          <Tabs.Panel value="versions">
            <Versions />
          </Tabs.Panel>
        </section>
      </Tabs>
    </aside>
  );
}
