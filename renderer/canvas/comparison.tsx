/** What is different now from an older state of the flow: a list whose entries lead to the blocks, which the drawing marks. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowsMove, IconMinus, IconPencil, IconPlus, IconSettings, IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import { focusNode, useEditorState, useSession, useUiState } from './session.ts';
import { type Difference, differences } from './step-words.ts';
import { bringIntoView } from './view.ts';
import { useWords } from './words.ts';

const glyphs = {
  added: IconPlus,
  removed: IconMinus,
  changed: IconPencil,
  moved: IconArrowsMove,
  other: IconSettings,
} as const satisfies Record<Difference['kind'], unknown>;

export function Comparison() {
  const words = useWords();
  const session = useSession();
  const to = useUiState((state) => state.comparedTo);
  const document = useEditorState((state) => state.document);
  const found = useMemo(() => (to === null ? [] : differences(to.document, document, words)), [to, document, words]);
  if (to === null) return null;
  return (
    <section className="kc-comparison" aria-label={words.t('history.compare.title', { name: to.title })}>
      <header>
        <b>{words.t('history.compare.title', { name: to.title })}</b>
        <Tooltip label={words.t('close')}>
          <ActionIcon
            size="sm"
            aria-label={words.t('history.compare.close')}
            onClick={() => session.ui.setState({ comparedTo: null })}
          >
            <IconX size={15} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
      </header>
      {found.length === 0 ? (
        <p>{words.t('history.compare.same')}</p>
      ) : (
        <ul>
          {found.map(({ key, kind, text, detail, node }) => {
            const Glyph = glyphs[kind];
            const words_ = (
              <>
                <Glyph size={14} stroke={2} aria-hidden />
                <span>
                  <b>{text}</b>
                  {detail === '' ? null : <em>{detail}</em>}
                </span>
              </>
            );
            return (
              <li key={key} data-kind={kind}>
                {node === null ? (
                  <div>{words_}</div>
                ) : (
                  <button
                    type="button"
                    onClick={() => {
                      session.editor.select({ nodes: [node] });
                      bringIntoView(session, node);
                      requestAnimationFrame(() => focusNode(session.ui, node));
                    }}
                  >
                    {words_}
                  </button>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
