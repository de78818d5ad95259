/** The flow as a list one can edit by keyboard and screen reader alone, and reorder quickly by mouse. */

import { IconFold, IconFoldDown, IconListTree } from '@tabler/icons-react';
import { EmptyState } from '../../ui/bits.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import type { FlowHost } from '../flow-host.ts';
import { HeldBanner } from '../held-banner.tsx';
import { useEditorState, useSession } from '../session.ts';
import { SimulateBar } from '../simulate-bar.tsx';
import { PanelSwitch, Refusal } from '../stage.tsx';
import { Starts } from '../starts.tsx';
import { useWords } from '../words.ts';
import { outlineModel } from './model.ts';
import { MoveDialog } from './move-dialog.tsx';
import './outline.css';
import { OutlineTree } from './outline-tree.tsx';
import { rowsOf } from './rows.ts';
import { outlineIn } from './structure.ts';

export function OutlineView({ host }: { host: FlowHost }) {
  const words = useWords();
  const empty = useEditorState((state) => state.document.nodes.length === 0);
  return (
    <section className="kc-stage kc-outline" aria-label={words.t('outline:title')}>
      {empty ? (
        <div className="kc-outline-empty">
          <EmptyState icon={IconListTree} title={words.t('outline:empty')} action={<Starts />}>
            {words.t('empty.body')}
          </EmptyState>
        </div>
      ) : (
        <>
          <Head />
          <OutlineTree />
        </>
      )}
      <PanelSwitch side="left" host={host} />
      <PanelSwitch side="right" host={host} />
      <SimulateBar />
      <HeldBanner host={host} />
      <Refusal />
      <MoveDialog />
    </section>
  );
}

const nothing: ReadonlySet<string> = new Set();

function Head() {
  const session = useSession();
  const words = useWords();
  const count = useEditorState((state) => state.document.nodes.length);
  const model = outlineModel(session);
  const setAll = (open: boolean) => {
    const rows = rowsOf(outlineIn(session.editor.store.getState().document), nothing);
    model.setOpen(
      rows.flatMap((row) => (row.open === null ? [] : [row.key])),
      open,
    );
  };
  return (
    <header className="kc-outline-head">
      <h2>{words.t('outline:blocks', { count })}</h2>
      <div>
        <Tooltip label={words.t('outline:openAll')}>
          <button type="button" aria-label={words.t('outline:openAll')} onClick={() => setAll(true)}>
            <IconFoldDown size={17} stroke={1.75} aria-hidden />
          </button>
        </Tooltip>
        <Tooltip label={words.t('outline:closeAll')}>
          <button type="button" aria-label={words.t('outline:closeAll')} onClick={() => setAll(false)}>
            <IconFold size={17} stroke={1.75} aria-hidden />
          </button>
        </Tooltip>
      </div>
    </header>
  );
}
