/** Any two states of a flow beside each other: the draft, a bookmark, a version, or the file that it was made from. */
import { Button, Group, Modal, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sameJson } from '../../../flows/document/delta.ts';
import type { FlowDocument } from '../../../flows/document/schema.ts';
import { client, orpc } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import { useEditorState, useSession, useUiState } from '../session.ts';
import { differences } from '../step-words.ts';
import { useWords } from '../words.ts';
import { Legend } from './legend.tsx';
import { ComparedPicture, frameOf, marksOf } from './picture.tsx';

const draft = 'draft';

interface State {
  value: string;
  label: string;
}

/** All states that this flow has, the draft first. */
function useStates(): State[] {
  const words = useWords();
  const format = useFormat();
  const { flow } = useSession();
  const { data: versions = [] } = useQuery(orpc.flows.versions.queryOptions({ input: { flow } }));
  const { data: checkpoints = [] } = useQuery(orpc.flows.checkpoints.queryOptions({ input: { flow } }));
  const { data: made } = useQuery(orpc.flows.origins.queryOptions({ input: { flow } }));
  return [
    { value: draft, label: words.t('sharing:compare.draft') },
    ...checkpoints.map(({ id, name }) => ({ value: `checkpoint ${id}`, label: name })),
    ...versions.map(({ version, publishedAt }) => ({
      value: `version ${version}`,
      label: `${words.t('history.version', { version })} · ${format.dateTime(publishedAt)}`,
    })),
    ...(made?.origins ?? []).map(({ at }, n) => ({
      value: `origin ${n}`,
      label: words.t('sharing:compare.origin', { when: format.dateTime(at) }),
    })),
  ];
}

async function load(flow: string, state: string): Promise<FlowDocument> {
  const [kind, id] = state.split(' ');
  if (kind === 'version') return (await client.flows.versionDocument({ flow, version: Number(id) })).document;
  if (kind === 'checkpoint') return (await client.flows.checkpoint({ flow, id: Number(id) })).document;
  const { origins } = await client.flows.origins({ flow });
  const found = origins[Number(id)];
  if (found === undefined) throw new Error('This state of the flow is not there any more');
  return found.document;
}

export function CompareDialog() {
  const { ui } = useSession();
  const words = useWords();
  const opened = useUiState((state) => state.dialog === 'compare');
  return (
    <Modal
      closeButtonProps={{ 'aria-label': words.t('close') }}
      opened={opened}
      onClose={() => ui.setState({ dialog: null })}
      title={words.t('sharing:compare.title')}
      size="min(1320px, 94vw)"
    >
      <Panes />
    </Modal>
  );
}

function Panes() {
  const session = useSession();
  const words = useWords();
  const states = useStates();
  const [before, setBefore] = useState<string | null>(null);
  const [after, setAfter] = useState(draft);
  const now = useEditorState((state) => state.document);
  // The newest other state, until another is chosen.
  const chosen = before ?? states[1]?.value ?? draft;
  const query = (state: string) => ({
    queryKey: ['compared', session.flow, state],
    queryFn: () => load(session.flow, state),
    enabled: state !== draft,
  });
  const [left, right] = [useQuery(query(chosen)), useQuery(query(after))];
  const [was, is] = [chosen === draft ? now : left.data, after === draft ? now : right.data];
  const error = left.error ?? right.error;
  if (states.length === 1) return <p>{words.t('sharing:compare.nothing')}</p>;
  return (
    <div className="kc-compare">
      <div className="kc-compare-panes">
        <Select
          label={words.t('sharing:compare.before')}
          data={states}
          value={chosen}
          onChange={setBefore}
          allowDeselect={false}
        />
        <Select
          label={words.t('sharing:compare.after')}
          data={states}
          value={after}
          onChange={(value) => setAfter(value ?? draft)}
          allowDeselect={false}
        />
      </div>
      {error !== null ? (
        <ErrorState error={error} onRetry={() => void Promise.all([left.refetch(), right.refetch()])} />
      ) : was === undefined || is === undefined ? (
        <RowsSkeleton />
      ) : (
        <Compared before={was} after={is} />
      )}
      {after === draft && was !== undefined && chosen !== draft && !sameJson(was, now) ? (
        <Group justify="flex-end">
          <Button
            onClick={() => {
              const title = states.find(({ value }) => value === chosen)?.label ?? '';
              session.ui.setState({
                dialog: null,
                mode: 'drawing',
                historyOpen: true,
                simulateOpen: false,
                simulated: null,
                comparedTo: { document: was, title },
              });
            }}
          >
            {words.t('sharing:compare.show')}
          </Button>
        </Group>
      ) : null}
    </div>
  );
}

function Compared({ before, after }: { before: FlowDocument; after: FlowDocument }) {
  const words = useWords();
  const found = differences(before, after, words);
  const frame = frameOf([before, after]);
  return (
    <>
      {found.length === 0 ? null : <Legend />}
      {frame === null ? null : (
        <div className="kc-compare-panes">
          {(['before', 'after'] as const).map((side) => (
            <div key={side} className="kc-compare-picture">
              <ComparedPicture
                document={side === 'before' ? before : after}
                marks={marksOf(before, after, side)}
                frame={frame}
                side={side}
              />
            </div>
          ))}
        </div>
      )}
      {found.length === 0 ? (
        <p role="status">{words.t('sharing:compare.same')}</p>
      ) : (
        // A list that scrolls must be reachable by the keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        <ul className="kc-compare-list" aria-label={words.t('sharing:compare.list')} tabIndex={0}>
          {found.map(({ key, text, detail }) => (
            <li key={key}>
              <b>{text}</b> <em>{detail}</em>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
