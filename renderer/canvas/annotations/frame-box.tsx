/** An open frame: a named room behind the blocks. By its head it is chosen, moved, renamed and folded. */
import { IconChevronDown } from '@tabler/icons-react';
import type { NodeProps } from '@xyflow/react';
import { memo, useLayoutEffect, useRef } from 'react';
import { leastFrame, setFrame } from '../../../flows/document/annotations.ts';
import type { FlowFrame } from '../../../flows/document/schema.ts';
import { useSession, useUiState } from '../session.ts';
import { useWords } from '../words.ts';
import type { FrameElement } from './elements.ts';
import { endEditing, setFolded } from './gestures.ts';
import { Resizer } from './resizer.tsx';
import { useMark } from './use-mark.ts';

export const FrameBox = memo(function FrameBox({ id, data, selected }: NodeProps<FrameElement>) {
  const { frame, members, entry } = data;
  const session = useSession();
  const words = useWords();
  const editing = useUiState((state) => state.editing === id);
  const name = frame.name || words.t('frames:unnamed');
  const blocks = words.t('frames:blocks', { count: members.nodes.length });
  const label = words.t('frames:frameSpoken', { name, blocks });
  const focus = useMark({ key: id, entry, selected, label, kind: words.t('frames:frame') });
  const fold = words.t('frames:foldNamed', { name });
  return (
    <div {...focus} className="kc-frame">
      <Resizer
        shown={selected && !editing}
        least={leastFrame}
        onEnd={(at, size) => session.editor.apply((now) => setFrame(now, frame.id, { at, size }))}
      />
      <div className="kc-frame-head">
        <button
          type="button"
          className="kc-fold nodrag nopan"
          tabIndex={-1}
          aria-label={fold}
          aria-expanded
          title={fold}
          onClick={(event) => {
            event.stopPropagation();
            setFolded(session, words, frame.id, true);
          }}
        >
          <IconChevronDown size={16} stroke={2} aria-hidden />
        </button>
        {editing ? <NameField frame={frame} id={id} /> : <b title={name}>{name}</b>}
        <span>{blocks}</span>
      </div>
    </div>
  );
});

export function NameField({ frame, id }: { frame: FlowFrame; id: string }) {
  const session = useSession();
  const words = useWords();
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.select();
  }, []);
  return (
    <input
      ref={field}
      className="kc-frame-name nodrag nopan"
      aria-label={words.t('frames:frameName')}
      placeholder={words.t('frames:namePlaceholder')}
      maxLength={200}
      value={frame.name}
      onChange={({ currentTarget }) => {
        const name = currentTarget.value;
        session.editor.apply((now) => setFrame(now, frame.id, { name }), { burst: `frame|${frame.id}` });
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        endEditing(session, id, true);
      }}
      onBlur={() => endEditing(session, id, false)}
    />
  );
}
