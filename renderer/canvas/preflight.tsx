/** What Start would do, before it does it: who enters, whom each channel reaches, by which account, and what stands in the way. */
import { Alert, Button, Drawer, Group, Select, Skeleton, Stack } from '@mantine/core';
import { IconAlertTriangle, IconFlask, IconInfoCircle, IconShieldCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { bindSlot } from '../../flows/document/edits.ts';
import type { Move } from '../../flows/plan/changes.ts';
import { useCapabilityName } from '../app/channel-icon.tsx';
import { orpc } from '../app/client.ts';
import { useErrorWords } from '../app/error-words.ts';
import { ErrorState } from '../app/states.tsx';
import { toast } from '../app/toast.ts';
import { RehearsalOffer } from '../sharing/rehearsal.tsx';
import { eventName } from '../ui/rule/rule-words.ts';
import { BlockIcon } from './block-icon.tsx';
import { RuleList } from './channel-rules.tsx';
import type { FlowHost } from './flow-host.ts';
import { Problems, problemKey } from './problems.tsx';
import { focusNode, useEditorState, useSession, useUiState } from './session.ts';
import { shownMoves } from './standing.ts';
import { StandingPeople } from './standing-people.tsx';
import { bringIntoView } from './view.ts';
import { useWords } from './words.ts';

export function Preflight({ host }: { host: FlowHost }) {
  const opened = useUiState((state) => state.dialog === 'preflight');
  const { ui } = useSession();
  const words = useWords();
  const runs = host.status === 'running' || host.status === 'paused';
  return (
    <Drawer
      closeButtonProps={{ 'aria-label': words.t('close') }}
      opened={opened}
      onClose={() => ui.setState({ dialog: null })}
      position="right"
      size={480}
      title={words.t(runs ? 'preflight.publishTitle' : 'preflight.title')}
      classNames={{ body: 'kc-preflight' }}
    >
      <Sheet host={host} runs={runs} />
    </Drawer>
  );
}

/** One slot of the flow that stands for nothing here yet, and what it could stand for. */
function OpenSlot({ slot, onBound }: { slot: string; onBound: () => void }) {
  const { editor } = useSession();
  const words = useWords();
  const nameOf = useCapabilityName();
  const slots = useEditorState((state) => state.document.slots);
  const { data: accounts = [] } = useQuery(orpc.accounts.list.queryOptions());
  const { data: saved = [] } = useQuery(orpc.segments.list.queryOptions());
  const { data: flows = [] } = useQuery(orpc.flows.list.queryOptions());
  const account = slots?.accounts?.[slot];
  const isFlow = slots?.flows?.[slot] !== undefined;
  // What a slot is called tells people something only where there are two of a kind.
  const alike = Object.values(slots?.accounts ?? {}).filter((one) => one.capability === account?.capability).length;
  const choices = account
    ? accounts
        .filter((row) => row.capabilities.includes(account.capability))
        .map((row) => ({ value: row.account, label: row.name }))
    : isFlow
      ? flows.map((row) => ({ value: row.flow, label: row.name }))
      : saved.map((row) => ({ value: row.id, label: row.name }));
  return (
    <Select
      label={
        account
          ? words.t(alike > 1 ? 'preflight.slotAccountNamed' : 'preflight.slotAccount', {
              channel: nameOf(account.capability),
              slot,
            })
          : words.t(isFlow ? 'preflight.slotFlow' : 'preflight.slotSegment', { slot })
      }
      description={account?.note ?? slots?.segments?.[slot]?.note ?? slots?.flows?.[slot]?.note ?? undefined}
      placeholder={words.t(choices.length === 0 ? 'preflight.noChoice' : 'preflight.choose')}
      disabled={choices.length === 0}
      data={choices}
      onChange={(value) => {
        if (value === null) return;
        const { bindings } = editor.store.getState();
        editor.bind(bindSlot(bindings, slot, value));
        onBound();
      }}
    />
  );
}

function Sheet({ host, runs }: { host: FlowHost; runs: boolean }) {
  const session = useSession();
  const { autosave, flow, ui } = session;
  const words = useWords();
  const errorWords = useErrorWords();
  const queries = useQueryClient();
  const document_ = useEditorState((state) => state.document);
  const { data: workspace } = useQuery(orpc.workspace.get.queryOptions());
  const [saved, setSaved] = useState(false);
  // What would start is what is saved: save first, ask then.
  useEffect(() => {
    let gone = false;
    void autosave.flush().then((ok) => {
      if (!gone) setSaved(ok);
    });
    return () => {
      gone = true;
    };
  }, [autosave]);
  const query = useQuery({
    ...orpc.flows.preflight.queryOptions({ input: { flow } }),
    enabled: saved,
    staleTime: 0,
    gcTime: 0,
  });
  const { data: made } = useQuery(orpc.flows.origins.queryOptions({ input: { flow } }));
  // Somebody else drew it, and it never ran here: nobody knows yet what it does.
  const firstOfImported = host.version === null && (made?.origins.length ?? 0) > 0;
  const recheck = () =>
    void autosave
      .flush()
      .then(() => queries.invalidateQueries({ queryKey: orpc.flows.preflight.key({ input: { flow } }) }));
  const [inside, setInside] = useState<Readonly<Record<string, Move>>>({});
  const start = useMutation({
    // Whether it ran is asked at the click: afterwards it does.
    mutationFn: (_ran: boolean) => host.start(shownMoves(query.data?.standing ?? [], inside)),
    onSuccess: ({ version, entered, entering }, ran) => {
      ui.setState({ dialog: null });
      toast.done(
        words.t(`toast.${ran ? 'published' : entering ? 'entering' : 'started'}`, { version, count: entered }),
      );
    },
    onError: (error) => toast.failed(errorWords(error)),
  });

  if (!saved && autosave.state.getState().status !== 'saved') {
    const { error, status } = autosave.state.getState();
    if (status === 'failed') return <ErrorState error={error} onRetry={() => void autosave.flush().then(setSaved)} />;
  }
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const data = query.data;
  if (!data) {
    return (
      <Stack gap={12} role="status" aria-label={words.t('preflight.loading')}>
        <Skeleton height={92} radius="lg" />
        <Skeleton height={120} radius="lg" />
        <Skeleton height={120} radius="lg" />
      </Stack>
    );
  }
  const errors = data.problems.filter((problem) => problem.severity === 'error' && problem.code !== 'slot-open');
  const warnings = data.problems.filter((problem) => problem.severity === 'warning');
  const blocked = errors.length > 0 || data.openSlots.length > 0;
  const onlySandbox = data.reach.length > 0 && data.reach.every((row) => row.sandbox);
  const { now, later } = data.audience;
  const publishing = data.running !== null;
  const go = (node: string) => {
    ui.setState({ dialog: null, inspectorOpen: true });
    session.editor.select({ nodes: [node] });
    bringIntoView(session, node);
    focusNode(ui, node);
  };
  return (
    <>
      <div className="kc-preflight-scroll">
        {onlySandbox ? (
          <Alert color="ok" icon={<IconFlask size={18} />} title={words.t('preflight.sandboxTitle')}>
            {words.t('preflight.sandboxBody')}
          </Alert>
        ) : null}

        <section>
          <h3>{words.t('preflight.who')}</h3>
          <div className="kc-preflight-who">
            <div>
              <b>{words.count(now)}</b>
              <span>{words.t('preflight.enterNow', { count: now })}</span>
            </div>
            {later.length > 0 ? (
              <p>
                {words.t('preflight.later')}{' '}
                {later.map((event) => (
                  <b key={event} className="kc-event" title={event}>
                    {eventName(event, words.t)}
                  </b>
                ))}
              </p>
            ) : null}
            {data.watched.map((one) => (
              <p key={one.node}>
                <button type="button" className="kc-event" onClick={() => go(one.node)}>
                  {words.nameOf(one.node)}
                </button>
                {one.inside === null ? null : (
                  <span>{words.t(`preflight.watched.${one.now ? 'now' : 'inside'}`, { count: one.inside })} </span>
                )}
                <span>{words.t(`preflight.watched.${one.on}`)}</span>
              </p>
            ))}
            {data.running && data.standing.length === 0 ? (
              <p>{words.t('preflight.inside', { count: data.running.inside, version: data.running.version })}</p>
            ) : null}
          </div>
        </section>

        {data.standing.length > 0 ? (
          <StandingPeople standing={data.standing} chosen={inside} onChoose={setInside} />
        ) : null}

        {firstOfImported ? <RehearsalOffer document={document_} nameOf={words.nameOf} /> : null}

        {data.openSlots.length > 0 ? (
          <section>
            <h3>{words.t('preflight.slots')}</h3>
            <Stack gap={12}>
              {data.openSlots.map((slot) => (
                <OpenSlot key={slot} slot={slot} onBound={recheck} />
              ))}
            </Stack>
          </section>
        ) : null}

        {data.reach.length > 0 ? (
          <section>
            <h3>{words.t('preflight.reach')}</h3>
            {data.reach.map((row) => {
              const node = document_.nodes.find((candidate) => candidate.id === row.node);
              const all = row.reachable + row.noAddress + row.noConsent;
              return (
                <article key={`${row.node} ${row.channel}`} className="kc-reach">
                  <header>
                    <BlockIcon type={node?.type ?? row.channel} />
                    <b>{node ? words.nodeName(node) : row.node}</b>
                    <span className="kc-reach-account" data-sandbox={row.sandbox || undefined}>
                      {row.sandbox ? <IconFlask size={14} stroke={1.75} aria-hidden /> : null}
                      {row.accountName}
                    </span>
                  </header>
                  <div className="kc-reach-bar" aria-hidden>
                    <i style={{ flexGrow: row.reachable }} data-part="ok" />
                    <i style={{ flexGrow: row.noAddress }} data-part="address" />
                    <i style={{ flexGrow: row.noConsent }} data-part="consent" />
                    {all === 0 ? <i style={{ flexGrow: 1 }} /> : null}
                  </div>
                  <p>
                    <b>{words.t('preflight.reachable', { count: row.reachable })}</b>
                    {row.noAddress > 0 ? <span>{words.t('preflight.noAddress', { count: row.noAddress })}</span> : null}
                    {row.noConsent > 0 ? <span>{words.t('preflight.noConsent', { count: row.noConsent })}</span> : null}
                  </p>
                  <details className="kc-details">
                    <summary>{words.t('preflight.rules')}</summary>
                    <RuleList rules={row.rules} />
                  </details>
                  {row.sandbox && !onlySandbox ? <p className="kc-hint">{words.t('preflight.sandboxRow')}</p> : null}
                </article>
              );
            })}
          </section>
        ) : (
          <p className="kc-hint">
            <IconInfoCircle size={16} stroke={1.75} aria-hidden /> {words.t('preflight.noMessages')}
          </p>
        )}

        {errors.length > 0 ? (
          <section>
            <h3>{words.t('preflight.errors', { count: errors.length })}</h3>
            <ul className="kc-problem-list kc-problem-box">
              {errors.map((problem) => (
                <li key={problemKey(problem)}>
                  <button
                    type="button"
                    data-severity="error"
                    onClick={() => (problem.node === null ? ui.setState({ dialog: null }) : go(problem.node))}
                  >
                    <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
                    <b>{problem.node === null ? words.t('wholeFlow') : words.nameOf(problem.node)}</b>
                    <span>{words.problem(problem)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        {warnings.length > 0 ? (
          <details className="kc-details">
            <summary>{words.t('preflight.warnings', { count: warnings.length })}</summary>
            <Problems problems={warnings} />
          </details>
        ) : null}
      </div>
      <footer className="kc-preflight-foot">
        <p>
          <IconShieldCheck size={16} stroke={1.75} aria-hidden />
          <span>{words.t('preflight.stoppable')}</span>
        </p>
        <Group justify="flex-end" gap={8} wrap="nowrap">
          <Button variant="default" style={{ flex: 'none' }} onClick={() => ui.setState({ dialog: null })}>
            {words.t('notYet')}
          </Button>
          <Button
            disabled={blocked}
            loading={start.isPending}
            onClick={() => start.mutate(runs)}
            classNames={{ label: 'kc-wrap' }}
            h="auto"
            mih={36}
            py={6}
          >
            {publishing
              ? words.t('preflight.publish', { workspace: workspace?.name ?? '' })
              : now > 0
                ? words.t('preflight.start', { workspace: workspace?.name ?? '', count: now })
                : words.t('preflight.startWaiting', { workspace: workspace?.name ?? '' })}
          </Button>
        </Group>
        {blocked ? (
          <p className="kc-hint" role="status">
            {words.t('preflight.blocked')}
          </p>
        ) : null}
      </footer>
    </>
  );
}
