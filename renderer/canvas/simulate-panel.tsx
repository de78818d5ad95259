/** See it before it happens: a forecast over all contacts, and the tests of the flow. Stands where the settings do. */
import { ActionIcon, Button, Progress, Tabs } from '@mantine/core';
import { IconAdjustments, IconFlask, IconX } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useFormat } from '../app/format.ts';
import { ErrorState } from '../app/states.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { useEditorState, useSession, useUiState } from './session.ts';
import './simulate.css';
import { emptyForm, type SimulateForm as Form } from './simulate.ts';
import { SimulateForm } from './simulate-form.tsx';
import { SimulateResults } from './simulate-results.tsx';
import { type RunProgress, useSimulationRun } from './simulate-run.ts';
import { SimulateTests } from './simulate-tests.tsx';
import { useWords } from './words.ts';

function Running({ progress, onCancel }: { progress: RunProgress; onCancel: () => void }) {
  const words = useWords();
  const format = useFormat();
  const share = Math.round(progress.share * 100);
  return (
    <div className="kc-sim-running">
      <b>{progress.phase === 'copy' ? words.t('simulation.copying') : format.date(progress.at)}</b>
      <Progress.Root size="md">
        <Progress.Section value={progress.phase === 'copy' ? 2 : share} aria-label={words.t('simulation.running')} />
      </Progress.Root>
      <p className="kc-sim-small">
        {words.t('simulation.soFar', {
          entered: format.number(progress.entered),
          messages: format.number(progress.messages),
        })}
      </p>
      <Button variant="default" onClick={onCancel}>
        {words.t('simulation.stop')}
      </Button>
    </div>
  );
}

function Forecast() {
  const words = useWords();
  const { ui } = useSession();
  const simulated = useUiState((state) => state.simulated);
  const document = useEditorState((state) => state.document);
  const [form, setForm] = useState<Form>(emptyForm);
  const [asking, setAsking] = useState(true);
  const { progress, error, start, cancel } = useSimulationRun(useCallback(() => setAsking(false), []));
  if (progress !== null) return <Running progress={progress} onCancel={cancel} />;
  if (error !== null) return <ErrorState error={error} onRetry={() => start(form)} />;
  if (asking || simulated === null) return <SimulateForm form={form} onChange={setForm} onRun={() => start(form)} />;
  return (
    <>
      <div className="kc-sim-again">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconAdjustments size={15} stroke={1.75} />}
          onClick={() => {
            ui.setState({ simulated: null });
            setAsking(true);
          }}
        >
          {words.t('simulation.change')}
        </Button>
        <Button variant="default" size="xs" onClick={() => start(form)}>
          {words.t('simulation.again')}
        </Button>
      </div>
      <SimulateResults result={simulated.result} outdated={simulated.document !== document} />
    </>
  );
}

export function SimulatePanel() {
  const words = useWords();
  const { ui } = useSession();
  const [tab, setTab] = useState<string | null>('forecast');
  const tests = useEditorState((state) => state.document.tests?.length ?? 0);
  const close = (): void => ui.setState({ simulateOpen: false, simulated: null });
  return (
    <aside className="kc-inspector kc-simulate" aria-label={words.t('simulation.title')}>
      <div className="kc-inspector-head">
        <span className="k-category kc-flow-icon" aria-hidden>
          <IconFlask size={14} stroke={1.75} />
        </span>
        <h2>{words.t('simulation.title')}</h2>
        <Tooltip label={words.t('close')}>
          <ActionIcon aria-label={words.t('simulation.close')} onClick={close}>
            <IconX size={18} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
      </div>
      <Tabs value={tab} onChange={setTab} keepMounted>
        <Tabs.List px={16}>
          <Tabs.Tab value="forecast">{words.t('simulation.forecast')}</Tabs.Tab>
          <Tabs.Tab value="tests">
            {words.t('simulation.tests.title')}
            {tests > 0 ? <span className="kc-tab-count">{tests}</span> : null}
          </Tabs.Tab>
        </Tabs.List>
        <section className="kc-inspector-body" aria-label={words.t('simulation.title')}>
          <Tabs.Panel value="forecast">
            <Forecast />
          </Tabs.Panel>
          <Tabs.Panel value="tests">
            <SimulateTests />
          </Tabs.Panel>
        </section>
      </Tabs>
    </aside>
  );
}
