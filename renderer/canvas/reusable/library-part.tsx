/** How a block of the flow stands to the workspace's library: kept there, changed here, or newer there. Nothing changes by itself. */
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { packBlock, sameAsKept, unpackBlock } from '../../../flows/document/block-package.ts';
import { setBlock, viewOfBlock } from '../../../flows/document/blocks.ts';
import { sameJson } from '../../../flows/document/delta.ts';
import { type BlockDefinition, emptyFlow } from '../../../flows/document/schema.ts';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { toast } from '../../app/toast.ts';
import { FieldBox } from '../../ui/field-box.tsx';
import { flowSessionOf, say, useEditorState, useSession } from '../session.ts';
import { differences } from '../step-words.ts';
import { useWords } from '../words.ts';

/** Puts a block of the flow into the library: as a new one, or as the next revision of the one that it is from. */
export function useKeepBlock(): { keep: (id: string) => void; keeping: boolean } {
  const session = useSession();
  const words = useWords();
  const errorWords = useErrorWords();
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: async (id: string) => {
      const { editor } = flowSessionOf(session);
      const { document } = editor.store.getState();
      const content = packBlock(document, id);
      if (content === null) return null;
      const library = await client.blocks.list();
      const from = document.blocks?.[id]?.from;
      const after = from !== undefined && library.some((one) => one.id === from.block) ? from : undefined;
      const kept = await client.blocks.keep({
        content,
        ...(after === undefined ? {} : { after: { id: after.block, revision: after.revision } }),
      });
      editor.apply((now) => setBlock(now, id, { from: { block: kept.id, revision: kept.revision } }));
      return { name: content.blocks[id]?.name ?? id, revision: kept.revision };
    },
    onSuccess: async (kept) => {
      await queries.invalidateQueries({ queryKey: orpc.blocks.key() });
      if (kept !== null) toast.done(words.t('blocks:library.kept', kept));
    },
    onError: (error) => toast.failed(errorWords(error)),
  });
  return { keep: mutate, keeping: isPending };
}

export function LibraryPart({ id, block }: { id: string; block: BlockDefinition }) {
  const session = useSession();
  const words = useWords();
  const errorWords = useErrorWords();
  const queries = useQueryClient();
  const { keep, keeping } = useKeepBlock();
  const document = useEditorState((state) => state.document);
  const { data: library } = useQuery(orpc.blocks.list.queryOptions());
  const [shown, setShown] = useState(false);
  const kept = library?.find((one) => one.id === block.from?.block);
  const remove = useMutation({
    mutationFn: (library: string) => client.blocks.remove({ id: library }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: orpc.blocks.key() });
      toast.done(words.t('blocks:library.removed', { name: block.name }));
    },
    onError: (error) => toast.failed(errorWords(error)),
  });
  const changed = useMemo(() => kept !== undefined && !sameAsKept(document, id, kept.content), [document, id, kept]);
  if (library === undefined) return null;
  const revision = block.from?.revision ?? 0;
  const newer = kept !== undefined && kept.revision > revision;
  const update = () => {
    if (kept === undefined) return;
    const from = { block: kept.id, revision: kept.revision };
    flowSessionOf(session).editor.apply((now) => unpackBlock(now, kept.content, from, id).document);
    setShown(false);
    say(session.ui, words.t('blocks:library.updated', { name: block.name, revision: kept.revision }));
  };
  return (
    <FieldBox label={words.t('blocks:library.title')}>
      <p className="k-hint" role="status">
        {block.from === undefined
          ? words.t('blocks:library.none')
          : kept === undefined
            ? words.t('blocks:library.gone')
            : newer
              ? words.t('blocks:library.newer', { newest: kept.revision, revision })
              : words.t(changed ? 'blocks:library.changed' : 'blocks:library.same', { revision })}
      </p>
      <div className="kc-use">
        {newer ? (
          <Button onClick={update}>{words.t('blocks:library.update', { revision: kept.revision })}</Button>
        ) : kept === undefined ? (
          <Button variant="default" loading={keeping} onClick={() => keep(id)}>
            {words.t('blocks:library.keep')}
          </Button>
        ) : changed ? (
          <Button variant="default" loading={keeping} onClick={() => keep(id)}>
            {words.t('blocks:library.keepNew', { revision: kept.revision + 1 })}
          </Button>
        ) : null}
        {changed ? (
          <Button variant="default" aria-expanded={shown} onClick={() => setShown((now) => !now)}>
            {words.t(shown ? 'blocks:library.hide' : 'blocks:library.differs')}
          </Button>
        ) : null}
        {kept === undefined ? null : (
          <Button variant="subtle" color="gray" loading={remove.isPending} onClick={() => remove.mutate(kept.id)}>
            {words.t('blocks:library.remove')}
          </Button>
        )}
      </div>
      {shown && changed && kept !== undefined ? <Differs {...{ id, block, kept: kept.content, newer }} /> : null}
    </FieldBox>
  );
}

/** The block as a flow of its own, beside the blocks that it uses and without itself: its id is each flow's own. */
function bare({ block, blocks }: NonNullable<ReturnType<typeof packBlock>>) {
  const view = viewOfBlock({ ...emptyFlow(''), blocks }, block);
  const { [block]: _, ...used } = blocks;
  return view === null ? null : { ...view, blocks: used };
}

/** From the older to the newer: what an update would change, or what was changed here. */
function Differs({
  id,
  block,
  kept,
  newer,
}: {
  id: string;
  block: BlockDefinition;
  kept: NonNullable<ReturnType<typeof packBlock>>;
  newer: boolean;
}) {
  const words = useWords();
  const document = useEditorState((state) => state.document);
  const own = packBlock(document, id);
  const here = own === null ? null : bare(own);
  const there = bare(kept);
  if (here === null || there === null) return null;
  const found = newer ? differences(here, there, words) : differences(there, here, words);
  const inputs = !sameJson(block.inputs ?? {}, kept.blocks[kept.block]?.inputs ?? {});
  return (
    <ul className="kc-differs">
      {found.map(({ key, text, detail }) => (
        <li key={key}>
          <b>{text}</b>
          {detail === '' ? null : <span>{detail}</span>}
        </li>
      ))}
      {inputs ? (
        <li>
          <b>{words.t('blocks:library.inputs')}</b>
        </li>
      ) : null}
      {found.length === 0 && !inputs ? <li>{words.t('blocks:library.nothing')}</li> : null}
    </ul>
  );
}
