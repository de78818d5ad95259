/**
 * What this flow was made from has become newer: what is new is merged into the draft, what was changed here stays, and what
 * both changed is asked about. One step of undo; what runs is not touched.
 */
import { Alert, Button, FileButton, Group, Modal, Stack } from '@mantine/core';
import { IconCircleX, IconFileImport, IconGitMerge } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Origin, OriginInput } from '../../../flows/api/flows.ts';
import { sameFlow } from '../../../flows/document/canonical.ts';
import { move } from '../../../flows/document/edits.ts';
import { parseFlowText } from '../../../flows/document/parse.ts';
import type { FlowDocument } from '../../../flows/document/schema.ts';
import { upgradeFlow } from '../../../flows/document/upgrade.ts';
import { specs } from '../../../registry/editors.ts';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { toast } from '../../app/toast.ts';
import { needsLayout } from '../arrange.ts';
import { placesFor } from '../open-session.ts';
import { say, useSession, useUiState } from '../session.ts';
import { sizeIn } from '../view.ts';
import { useWords } from '../words.ts';
import { MergeReview } from './merge-review.tsx';
import './update.css';

interface Newer {
  from: OriginInput;
  theirs: FlowDocument;
  base: FlowDocument;
}

export function UpdateDialog() {
  const { ui } = useSession();
  const words = useWords();
  const opened = useUiState((state) => state.dialog === 'update');
  return (
    <Modal
      closeButtonProps={{ 'aria-label': words.t('close') }}
      opened={opened}
      onClose={() => ui.setState({ dialog: null })}
      title={words.t('action.update')}
      size={720}
    >
      <Steps />
    </Modal>
  );
}

/** The same file given again is merged from what came before it: so a merge that was undone can be done again. */
const baseFor = (origins: readonly Origin[], theirs: FlowDocument): FlowDocument | null => {
  const known = origins.map(({ document }) => upgradeFlow(document, specs));
  return known.find((document) => !sameFlow(document, theirs, specs)) ?? known[0] ?? null;
};

function Steps() {
  const session = useSession();
  const words = useWords();
  const errorWords = useErrorWords();
  const format = useFormat();
  const queries = useQueryClient();
  const { flow, editor, ui } = session;
  const { data: made } = useQuery(orpc.flows.origins.queryOptions({ input: { flow } }));
  const [newer, setNewer] = useState<Newer | null>(null);
  const origins = made?.origins ?? [];
  const template = origins.find(({ kind }) => kind === 'template');
  const look = useMutation({
    mutationFn: async (source: File | Origin) => {
      const [text, from] =
        source instanceof File
          ? [await source.text(), { kind: 'file', name: source.name.slice(0, 300) } as const]
          : await readyFlow(source);
      const theirs = upgradeFlow(parseFlowText(text), specs);
      const base = baseFor(origins, theirs);
      return base === null ? null : { from, theirs, base };
    },
    onSuccess: setNewer,
  });
  const apply = useMutation({
    mutationFn: async ({ merged, found }: { merged: FlowDocument; found: Newer }) => {
      const missing = needsLayout(merged)
        ? merged.nodes.filter(({ id }) => merged.layout?.nodes?.[id] === undefined).map(({ id }) => id)
        : [];
      const places = missing.length === 0 ? {} : await placesFor(merged, sizeIn(session), new Set(missing));
      await client.flows.addOrigin({ flow, from: found.from, document: found.theirs });
      editor.apply(() => move(merged, places));
    },
    onSuccess: async () => {
      ui.setState({ dialog: null });
      toast.done(words.t('sharing:update.done'));
      say(ui, words.t('sharing:update.done'));
      await queries.invalidateQueries({ queryKey: orpc.flows.origins.key({ input: { flow } }) });
    },
    onError: (error) => toast.failed(errorWords(error)),
  });
  if (made !== undefined && origins.length === 0) return <p>{words.t('sharing:update.drawn')}</p>;
  if (newer !== null) {
    return (
      <MergeReview
        base={newer.base}
        theirs={newer.theirs}
        busy={apply.isPending}
        onBack={() => setNewer(null)}
        onApply={(merged) => apply.mutate({ merged, found: newer })}
      />
    );
  }
  const last = origins[0];
  return (
    <Stack gap={16}>
      <p className="kc-hint">{words.t('sharing:update.help')}</p>
      {last === undefined ? null : (
        <p>{words.t(`sharing:update.madeFrom.${last.kind}`, { name: last.name, when: format.dateTime(last.at) })}</p>
      )}
      {look.isError ? (
        <Alert color="bad" icon={<IconCircleX size={18} />} title={words.t('sharing:update.unreadable')}>
          {errorWords(look.error).body}
        </Alert>
      ) : null}
      <Group>
        {made?.newer === true && template !== undefined ? (
          <Button
            leftSection={<IconGitMerge size={16} stroke={1.75} aria-hidden />}
            loading={look.isPending}
            onClick={() => look.mutate(template)}
          >
            {words.t('sharing:update.takeReady')}
          </Button>
        ) : null}
        <FileButton accept=".json,application/json" onChange={(file) => file && look.mutate(file)}>
          {(props) => (
            <Button variant="default" leftSection={<IconFileImport size={16} stroke={1.75} aria-hidden />} {...props}>
              {words.t('sharing:update.chooseFile')}
            </Button>
          )}
        </FileButton>
      </Group>
    </Stack>
  );
}

async function readyFlow({ name, language }: Origin): Promise<[string, OriginInput]> {
  const from = { kind: 'template', name, language: language ?? 'en' } as const;
  const { text } = await client.templates.get({ template: name, language: from.language });
  return [text, from];
}
