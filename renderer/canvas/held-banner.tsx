/** After a start the first messages wait a while: how long still, and the way to call them back. */
import { Button } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { client, orpc } from '../app/client.ts';
import { useErrorWords } from '../app/error-words.ts';
import { useFormat } from '../app/format.ts';
import { toast } from '../app/toast.ts';
import type { FlowHost } from './flow-host.ts';
import { useSession } from './session.ts';
import { useWords } from './words.ts';

export function HeldBanner({ host }: { host: FlowHost }) {
  const words = useWords();
  const errors = useErrorWords();
  const format = useFormat();
  const queries = useQueryClient();
  const { flow } = useSession();
  const { data, refetch } = useQuery({
    ...orpc.flows.held.queryOptions({ input: { flow } }),
    enabled: host.status === 'running',
  });
  const [now, setNow] = useState(() => Date.now());
  const until = data?.until ?? null;
  // Published again, another hold may have begun.
  useEffect(() => {
    if (host.version !== null) void refetch();
  }, [host.version, refetch]);
  useEffect(() => {
    if (until === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  const refresh = () => queries.invalidateQueries({ queryKey: orpc.flows.held.key({ input: { flow } }) });
  const onError = (error: unknown) => toast.failed(errors(error));
  const release = useMutation({ mutationFn: () => client.flows.release({ flow }), onSuccess: refresh, onError });
  const stop = useMutation({ mutationFn: () => host.stop(), onSuccess: refresh, onError });
  const seconds = until === null ? 0 : Math.ceil((Date.parse(until) - now) / 1000);
  if (until === null || seconds <= 0 || host.status !== 'running') return null;
  const left = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return (
    <section className="kc-held" aria-label={words.t('held.stop')}>
      <p>{words.t('held.text', { time: format.time(until), left })}</p>
      <Button
        size="xs"
        variant="default"
        loading={release.isPending}
        disabled={stop.isPending}
        onClick={() => release.mutate()}
      >
        {words.t('held.release')}
      </Button>
      <Button
        size="xs"
        color="bad"
        leftSection={<IconPlayerStop size={14} stroke={1.75} aria-hidden />}
        loading={stop.isPending}
        disabled={release.isPending}
        onClick={() => stop.mutate()}
      >
        {words.t('held.stop')}
      </Button>
    </section>
  );
}
