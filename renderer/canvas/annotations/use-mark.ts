/** How a note or frame takes the keyboard: one of them stands in the order of Tab, arrows walk among them. */
import { type FocusEvent, type RefObject, useEffect, useRef } from 'react';
import { useSession, useUiState } from '../session.ts';
import { markOf } from './marks.ts';

interface MarkProps {
  ref: RefObject<HTMLDivElement | null>;
  role: 'group' | 'note';
  'aria-label': string;
  'aria-roledescription': string | undefined;
  tabIndex: number;
  'data-mark': string;
  'data-selected': boolean | undefined;
  'aria-current': boolean | undefined;
  onFocus: (event: FocusEvent<HTMLDivElement>) => void;
}

interface MarkLooks {
  key: string;
  entry: boolean;
  selected: boolean;
  /** As it is read aloud. */
  label: string;
  /** What it is called, where its role does not say it. */
  kind?: string;
}

export function useMark({ key, entry, selected, label, kind }: MarkLooks): MarkProps {
  const { editor, ui } = useSession();
  const ref = useRef<HTMLDivElement>(null);
  const asked = useUiState((state) => (state.focus?.node === key ? state.focus.n : 0));
  useEffect(() => {
    if (asked > 0) ref.current?.focus({ preventScroll: true });
  }, [asked]);
  return {
    ref,
    role: kind === undefined ? 'note' : 'group',
    'aria-label': label,
    'aria-roledescription': kind,
    tabIndex: entry ? 0 : -1,
    'data-mark': key,
    'data-selected': selected || undefined,
    'aria-current': selected || undefined,
    onFocus: (event) => {
      if (event.target !== event.currentTarget) return;
      ui.setState({ activeMark: key });
      const mark = markOf(key);
      if (!event.currentTarget.matches(':focus-visible') || mark === null) return;
      editor.select(mark.kind === 'note' ? { notes: [mark.id] } : { frames: [mark.id] });
    },
  };
}
