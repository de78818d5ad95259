/** Of the reusable block that is open, while nothing in it is chosen: its name, what it asks for, and where it is used. */
import { Textarea, TextInput } from '@mantine/core';
import { useStore } from 'zustand';
import { blockNamed, usesOf } from '../../../flows/document/blocks.ts';
import { Problems } from '../problems.tsx';
import { flowSessionOf, useEditorState, useSession, useUiState } from '../session.ts';
import { useWords } from '../words.ts';
import { BlockInputs } from './block-inputs.tsx';
import { LibraryPart } from './library-part.tsx';

export function BlockSettings({ block: id }: { block: string }) {
  const session = useSession();
  const words = useWords();
  const { editor } = session;
  const name = useEditorState(({ document }) => document.name);
  const description = useEditorState(({ document }) => document.description ?? '');
  const block = useEditorState(({ document }) => blockNamed(document, id));
  const uses = useStore(flowSessionOf(session).editor.store, ({ document }) => usesOf(document, id).length);
  const problems = useUiState((state) => state.problems);
  const own = problems.filter(({ node }) => node === null);
  if (block === null) return null;
  /** A field that was left ends a step of undo. */
  const leaving = { onBlur: () => editor.endBurst() };
  return (
    <>
      <header className="kc-inspector-head">
        <h2>{words.t('blocks:settings.title')}</h2>
      </header>
      <div className="kc-inspector-body kc-stack" {...leaving}>
        <Problems problems={own} />
        <p className="kc-hint">{words.t('blocks:settings.uses', { count: uses })}</p>
        <TextInput
          label={words.t('blocks:settings.name')}
          maxLength={200}
          value={name}
          data-inspector-first
          onChange={(event) => {
            const next = event.currentTarget.value;
            if (next.trim() !== '') editor.apply((now) => ({ ...now, name: next }), { burst: 'name' });
          }}
        />
        <Textarea
          label={words.t('blocks:settings.description')}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={10_000}
          value={description}
          onChange={(event) => {
            const next = event.currentTarget.value;
            editor.apply((now) => ({ ...now, description: next }), { burst: 'description' });
          }}
        />
        <BlockInputs id={id} block={block} />
        <LibraryPart id={id} block={block} />
      </div>
    </>
  );
}
