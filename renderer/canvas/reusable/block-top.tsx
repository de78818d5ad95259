/** Above an open reusable block: where one is, and the way back. Running and publishing are the flow's. */
import { Button } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { Fragment } from 'react';
import { useStore } from 'zustand';
import { TopBar } from '../../app/frame.tsx';
import { FlowName, IconAction, SavedChip } from '../canvas-top.tsx';
import type { FlowHost } from '../flow-host.ts';
import { flowSessionOf, useEditorState, useSession } from '../session.ts';
import { useWords } from '../words.ts';
import { leaveTo } from './open-block.ts';

export function BlockTop({ host }: { host: FlowHost }) {
  const session = useSession();
  const words = useWords();
  const flow = flowSessionOf(session);
  const path = useStore(flow.opened);
  const flowName = useStore(flow.editor.store, ({ document }) => document.name);
  const names = useStore(flow.editor.store, ({ document }) =>
    JSON.stringify(path.slice(0, -1).map((id) => document.blocks?.[id]?.name ?? id)),
  );
  const title = useEditorState(({ document }) => document.name);
  const above = [flowName, ...(JSON.parse(names) as string[])];
  return (
    <TopBar
      title={title}
      titleContent={
        <span className="kc-crumbs">
          {above.map((name, depth) => (
            // The same block may be opened twice on the way.
            // biome-ignore lint/suspicious/noArrayIndexKey: a step of the way is its place in it
            <Fragment key={depth}>
              <button
                type="button"
                className="kc-crumb"
                title={words.t('blocks:back', { name })}
                onClick={() => leaveTo(session, depth)}
              >
                {name}
              </button>
              <IconChevronRight size={16} stroke={1.75} aria-hidden />
            </Fragment>
          ))}
          <FlowName />
        </span>
      }
      actions={
        <>
          <SavedChip />
          <IconAction id="undo" host={host} />
          <IconAction id="redo" host={host} />
          <Button data-primary onClick={() => leaveTo(session, path.length - 1)}>
            {words.t('blocks:done')}
          </Button>
        </>
      }
    />
  );
}
