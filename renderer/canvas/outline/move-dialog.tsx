/** Moving blocks without a drag: a list of the places where they may go. */
import { Modal } from '@mantine/core';
import { IconCornerDownRight } from '@tabler/icons-react';
import { BlockIcon } from '../block-icon.tsx';
import { type Choice, ChoiceList } from '../connect-dialog.tsx';
import { graphOf } from '../graph.ts';
import { focusNode, useEditorState, useSession, useUiState } from '../session.ts';
import { middleOfScreen } from '../view.ts';
import { useWords } from '../words.ts';
import { moveInto, whyNotThere } from './gestures.ts';
import { gapBeside, moveBlocks } from './places.ts';
import { rowsOf } from './rows.ts';
import { outlineIn } from './structure.ts';

/** In larger flows a place says only when it is chosen why it may not be: trying all of them would take too long. */
const tryUpTo = 150;

const nothing: ReadonlySet<string> = new Set();

export function MoveDialog() {
  const session = useSession();
  const words = useWords();
  const moving = useUiState((state) => state.moving);
  const document_ = useEditorState((state) => state.document);
  if (moving === null) return null;
  const graph = graphOf(document_);
  const [first = ''] = moving;
  const close = () => {
    session.ui.setState({ moving: null });
    focusNode(session.ui, first);
  };
  const choices = rowsOf(outlineIn(document_), nothing).flatMap((row): Choice[] => {
    const node =
      row.kind === 'block' ? graph.nodes.get(row.id) : row.kind === 'loose' ? undefined : graph.nodes.get(row.from);
    if (!node || (row.kind === 'block' && moving.includes(row.id)) || (row.kind === 'link' && row.outlet === null))
      return [];
    // The end of a chain is behind its last block.
    if ((row.kind === 'link' || row.kind === 'open') && !row.named) return [];
    const gap = gapBeside(document_, row, 'after');
    if (row.kind === 'block' && gap.from.length === 0) return [];
    const answer = document_.nodes.length > tryUpTo ? null : moveBlocks(document_, moving, gap);
    return [
      {
        id: row.key,
        label:
          row.kind === 'block'
            ? words.t('outline:placeAfter', { number: row.number, name: words.nodeName(node) })
            : words.t('outline:placeWay', {
                name: words.nodeName(node),
                outlet: words.outletLabel(node, 'outlet' in row ? (row.outlet ?? '') : ''),
              }),
        detail:
          gap.to === null ? words.t('leadsNowhere') : words.t('outline:placeBefore', { name: words.nameOf(gap.to) }),
        icon:
          row.kind === 'block' ? (
            <BlockIcon type={node.type} />
          ) : (
            <IconCornerDownRight size={18} stroke={1.75} aria-hidden />
          ),
        blocked: answer === null || answer.ok ? null : whyNotThere(words, answer),
        choose: () => {
          session.ui.setState({ moving: null });
          if (!moveInto(session, words, moving, gap, middleOfScreen(session))) focusNode(session.ui, first);
        },
      },
    ];
  });
  choices.sort((a, b) => Number(a.blocked !== null) - Number(b.blocked !== null));
  const title = words.t('outline:moveTitle', { count: moving.length, name: words.nameOf(first) });
  return (
    <Modal
      closeButtonProps={{ 'aria-label': words.t('close') }}
      opened
      onClose={close}
      title={title}
      size={480}
      returnFocus={false}
    >
      <ChoiceList choices={choices} placeholder={words.t('outline:findPlace')} label={title} />
    </Modal>
  );
}
