/** What is different now from an older state of the flow: a list whose entries lead to the blocks, which the drawing marks. */
import { ActionIcon } from '@mantine/core';
import {
  IconArrowNarrowDown,
  IconArrowNarrowUp,
  IconArrowsMove,
  IconMinus,
  IconPencil,
  IconPlus,
  IconSettings,
  IconX,
} from '@tabler/icons-react';
import { useMemo } from 'react';
import { useLabelWithKeys } from '../app/key-caps.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { actionOf } from './actions/table.ts';
import { Legend } from './ghosts/legend.tsx';
import { goToDifference, stepDifference } from './ghosts/step.ts';
import { useEditorState, useSession, useUiState } from './session.ts';
import { type Difference, differences } from './step-words.ts';
import { useWords } from './words.ts';

const glyphs = {
  added: IconPlus,
  removed: IconMinus,
  changed: IconPencil,
  moved: IconArrowsMove,
  other: IconSettings,
} as const satisfies Record<Difference['kind'], unknown>;

const steps = [
  { id: 'previousDifference', by: -1, icon: IconArrowNarrowUp },
  { id: 'nextDifference', by: 1, icon: IconArrowNarrowDown },
] as const;

export function Comparison() {
  const words = useWords();
  const withKeys = useLabelWithKeys();
  const session = useSession();
  const to = useUiState((state) => state.comparedTo);
  const document = useEditorState((state) => state.document);
  const found = useMemo(() => (to === null ? [] : differences(to.document, document, words)), [to, document, words]);
  if (to === null) return null;
  return (
    <section className="kc-comparison" aria-label={words.t('history.compare.title', { name: to.title })}>
      <header>
        <b>{words.t('history.compare.title', { name: to.title })}</b>
        {found.length === 0 ? null : (
          <span className="kc-comparison-steps">
            {steps.map(({ id, by, icon: Glyph }) => {
              const label = withKeys(words.t(`action.${id}`), actionOf(id));
              return (
                <Tooltip key={id} label={label}>
                  <ActionIcon
                    size="sm"
                    aria-label={words.t(`action.${id}`)}
                    onClick={() => stepDifference({ session, words }, by)}
                  >
                    <Glyph size={15} stroke={1.75} />
                  </ActionIcon>
                </Tooltip>
              );
            })}
          </span>
        )}
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
      {found.length === 0 ? null : <Legend />}
      {found.length === 0 ? (
        <p>{words.t('history.compare.same')}</p>
      ) : (
        <ul>
          {found.map((one) => {
            const { key, kind, text, detail, node } = one;
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
                {node === null && one.was === null ? (
                  <div>{words_}</div>
                ) : (
                  <button
                    type="button"
                    aria-current={to.at === key ? 'step' : undefined}
                    ref={to.at === key ? (row) => row?.scrollIntoView({ block: 'nearest' }) : undefined}
                    onClick={() => goToDifference(session, one)}
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
