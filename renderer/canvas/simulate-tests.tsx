/** The tests that the flow carries: run them, see which hold, and what differed. */
import { Button } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconFlask } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { TestResult } from '../../flows/api/simulation.ts';
import { client } from '../app/client.ts';
import { ErrorState } from '../app/states.tsx';
import { EmptyState } from '../ui/bits.tsx';
import { say, useEditorState, useSession } from './session.ts';
import { useWords } from './words.ts';

function Difference({ of }: { of: TestResult['differences'][number] }) {
  const words = useWords();
  const named = (list: string): string =>
    list === 'none'
      ? words.t('simulation.tests.none')
      : list
          .split(', ')
          .map((id) => words.nameOf(id))
          .join(', ');
  switch (of.what) {
    case 'messages':
      return (
        <>
          {words.t('simulation.tests.messages', { expected: named(of.expected), actual: named(of.actual) })}
          {of.unsent !== undefined && of.unsent.length > 0
            ? ` ${words.t('simulation.tests.unsent', { list: of.unsent.join(', ') })}`
            : ''}
        </>
      );
    case 'exit':
      return <>{words.t('simulation.tests.exit', { expected: of.expected, actual: of.actual })}</>;
    case 'given':
      return <>{words.t('simulation.tests.given', { expected: of.expected })}</>;
    case 'flow':
      return <>{words.t('simulation.tests.flow')}</>;
  }
}

export function SimulateTests() {
  const session = useSession();
  const words = useWords();
  const tests = useEditorState((state) => state.document.tests) ?? [];
  const run = useMutation({
    mutationFn: async () => {
      await session.autosave.flush();
      return client.simulate.tests({ flow: session.flow });
    },
    onSuccess: (results) =>
      say(
        session.ui,
        words.t('simulation.tests.said', { passed: results.filter((one) => one.ok).length, all: results.length }),
      ),
  });
  if (tests.length === 0) {
    return (
      <EmptyState icon={IconFlask} title={words.t('simulation.tests.emptyTitle')}>
        {words.t('simulation.tests.empty')}
      </EmptyState>
    );
  }
  // Names may repeat; the place tells them apart.
  const rows = tests.map((test, place) => ({
    id: `${place} ${test.name}`,
    name: test.name,
    result: run.data?.[place],
  }));
  return (
    <div className="kc-sim-tests">
      <Button loading={run.isPending} onClick={() => run.mutate()}>
        {words.t('simulation.tests.run', { count: tests.length })}
      </Button>
      {run.isError ? <ErrorState error={run.error} onRetry={() => run.mutate()} /> : null}
      <ul>
        {rows.map(({ id, name, result }) => (
          <li key={id} data-ok={result?.ok}>
            {result === undefined ? (
              <span className="kc-sim-dot" aria-hidden />
            ) : result.ok ? (
              <IconCircleCheck size={18} stroke={1.75} aria-label={words.t('simulation.tests.passed')} />
            ) : (
              <IconCircleX size={18} stroke={1.75} aria-label={words.t('simulation.tests.failed')} />
            )}
            <div>
              <b>{name}</b>
              {result?.differences.map((one) => (
                <p key={one.message}>
                  <Difference of={one} />
                </p>
              ))}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
