/** The panel at the right while one note or frame is chosen: its words, and all that can be done with it by clicks. */
import { Textarea, TextInput } from '@mantine/core';
import { IconFrame, IconNote } from '@tabler/icons-react';
import { setFrame, setNote } from '../../../flows/document/annotations.ts';
import { frameNamed, framesIn, membersOf } from '../../../flows/document/frames.ts';
import { ActionRow } from '../action-item.tsx';
import type { ActionId } from '../actions/table.ts';
import type { FlowHost } from '../flow-host.ts';
import { useEditorState, useSession } from '../session.ts';
import { useActions } from '../use-actions.ts';
import { useWords } from '../words.ts';
import type { Mark } from './marks.ts';

const ofNote: readonly ActionId[] = ['duplicate', 'copy', 'frame', 'larger', 'smaller', 'delete'];
const ofFrame: readonly ActionId[] = [
  ...(['fold', 'unframe', 'fitFrame', 'larger', 'smaller'] as const),
  ...(['duplicate', 'copy', 'deleteWithBlocks'] as const),
];

export function MarkInspector({ mark, host }: { mark: Mark; host: FlowHost }) {
  const words = useWords();
  const { situation, run } = useActions(host);
  const isNote = mark.kind === 'note';
  const Glyph = isNote ? IconNote : IconFrame;
  return (
    <>
      <header className="kc-inspector-head">
        <span className="k-category kc-flow-icon" aria-hidden>
          <Glyph size={14} stroke={1.75} />
        </span>
        <h2>{words.t(isNote ? 'frames:note' : 'frames:frameTitle')}</h2>
      </header>
      <div className="kc-inspector-body kc-stack">
        {isNote ? <NoteWords id={mark.id} /> : <FrameWords id={mark.id} />}
        <div>
          {(isNote ? ofNote : ofFrame).map((id) => (
            <ActionRow key={id} id={id} situation={situation} run={run} />
          ))}
        </div>
      </div>
    </>
  );
}

function NoteWords({ id }: { id: string }) {
  const words = useWords();
  const { editor } = useSession();
  const text = useEditorState(({ document }) => framesIn(document).notes.find((note) => note.id === id)?.text ?? '');
  return (
    <Textarea
      label={words.t('frames:noteText')}
      description={words.t('noteHelp')}
      data-inspector-first
      maxLength={5000}
      autosize
      minRows={3}
      maxRows={12}
      value={text}
      onChange={({ currentTarget }) => {
        const { value } = currentTarget;
        editor.apply((now) => setNote(now, id, { text: value }), { burst: `note|${id}` });
      }}
      onBlur={() => editor.endBurst()}
    />
  );
}

function FrameWords({ id }: { id: string }) {
  const words = useWords();
  const { editor } = useSession();
  const name = useEditorState(({ document }) => frameNamed(document, id)?.name ?? '');
  const blocks = useEditorState(({ document }) => membersOf(document, id).nodes.length);
  return (
    <>
      <TextInput
        label={words.t('frames:frameName')}
        placeholder={words.t('frames:namePlaceholder')}
        data-inspector-first
        maxLength={200}
        value={name}
        onChange={({ currentTarget }) => {
          const { value } = currentTarget;
          editor.apply((now) => setFrame(now, id, { name: value }), { burst: `frame|${id}` });
        }}
        onBlur={() => editor.endBurst()}
      />
      <p className="kc-hint">{words.t('frames:help', { blocks: words.t('frames:blocks', { count: blocks }) })}</p>
    </>
  );
}
