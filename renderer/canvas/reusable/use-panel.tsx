/** Of a card that uses a reusable block: into the block, back to single steps, and how it stands to the library. */
import { Button } from '@mantine/core';
import { useStore } from 'zustand';
import { blockOf, usedBlock, usesOf } from '../../../flows/document/blocks.ts';
import type { FlowNode } from '../../../flows/document/schema.ts';
import { FieldBox } from '../../ui/field-box.tsx';
import { actionOf } from '../actions/table.ts';
import type { FlowHost } from '../flow-host.ts';
import { flowSessionOf, useEditorState, useSession } from '../session.ts';
import { useActions } from '../use-actions.ts';
import { useWords } from '../words.ts';
import { LibraryPart } from './library-part.tsx';

export function UsePanel({ node, host }: { node: FlowNode; host: FlowHost }) {
  const words = useWords();
  const session = useSession();
  const { run } = useActions(host);
  const id = usedBlock(node);
  const block = useEditorState(({ document }) => blockOf(document, node));
  const uses = useStore(flowSessionOf(session).editor.store, ({ document }) =>
    id === null ? 0 : usesOf(document, id).length,
  );
  if (id === null || block === null) return null;
  const [Open, Apart] = [actionOf('openBlock').icon, actionOf('takeApart').icon];
  return (
    <>
      <FieldBox label={words.t('blocks:use.title')} help={words.t('blocks:use.uses', { count: uses })}>
        <div className="kc-use">
          <Button variant="default" leftSection={<Open size={16} stroke={1.75} />} onClick={() => run('openBlock')}>
            {words.t('blocks:use.open')}
          </Button>
          <Button variant="default" leftSection={<Apart size={16} stroke={1.75} />} onClick={() => run('takeApart')}>
            {words.t('blocks:use.apart')}
          </Button>
        </div>
        <p className="k-hint">{words.t('blocks:use.apartHelp')}</p>
      </FieldBox>
      <LibraryPart id={id} block={block} />
    </>
  );
}
