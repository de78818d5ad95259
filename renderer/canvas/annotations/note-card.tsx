/** A note on the drawing: plain text for those who work on the flow. */
import type { NodeProps } from '@xyflow/react';
import { memo, useLayoutEffect, useRef } from 'react';
import { leastNote, setNote } from '../../../flows/document/annotations.ts';
import { noteSizeOf } from '../../../flows/document/frames.ts';
import type { FlowNote } from '../../../flows/document/schema.ts';
import { useSession, useUiState } from '../session.ts';
import { useWords } from '../words.ts';
import type { NoteElement } from './elements.ts';
import { endEditing } from './gestures.ts';
import { Resizer } from './resizer.tsx';
import { useMark } from './use-mark.ts';

export const NoteCard = memo(function NoteCard({ id, data, selected }: NodeProps<NoteElement>) {
  const { note, entry } = data;
  const words = useWords();
  const { editor } = useSession();
  const editing = useUiState((state) => state.editing === id);
  const text = note.text.trim();
  // It is read aloud, typed into with Enter, moved and removed with keys.
  const label = words.t('frames:noteSpoken', { text: text === '' ? words.t('frames:emptyNote') : text });
  const focus = useMark({ key: id, entry, selected, label });
  return (
    <div {...focus} className="kc-note" data-editing={editing || undefined}>
      <Resizer
        shown={selected && !editing}
        least={leastNote}
        onEnd={(at, size) => editor.apply((now) => setNote(now, note.id, { at, size }))}
      />
      {editing ? (
        <NoteField key={note.id} note={note} id={id} />
      ) : (
        <p title={note.text} data-empty={text === '' || undefined}>
          {text === '' ? words.t('frames:emptyNote') : note.text}
        </p>
      )}
    </div>
  );
});

/** While it is typed into, a note grows with its text; it never cuts it off. */
function NoteField({ note, id }: { note: FlowNote; id: string }) {
  const session = useSession();
  const words = useWords();
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const element = field.current;
    element?.focus({ preventScroll: true });
    element?.setSelectionRange(element.value.length, element.value.length);
  }, []);
  return (
    <textarea
      ref={field}
      className="nodrag nopan nowheel"
      aria-label={words.t('frames:noteText')}
      placeholder={words.t('frames:notePlaceholder')}
      maxLength={5000}
      value={note.text}
      onChange={({ currentTarget }) => {
        const text = currentTarget.value;
        const [width, height] = noteSizeOf(note);
        const missing = currentTarget.scrollHeight - currentTarget.clientHeight;
        session.editor.apply(
          (now) => setNote(now, note.id, { text, ...(missing > 0 ? { size: [width, height + missing] } : {}) }),
          { burst: `note|${note.id}` },
        );
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' && !(event.key === 'Enter' && (event.ctrlKey || event.metaKey))) return;
        event.preventDefault();
        event.stopPropagation();
        endEditing(session, id, true);
      }}
      onBlur={() => endEditing(session, id, false)}
    />
  );
}
