/** A message as one real person would get it; rendered by the engine a moment after the last change. */
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useEditorContext } from '../define-editor.ts';

export interface Shown {
  parts: Record<string, string>;
  errors: { part: string; message: string }[];
  htmlBytes: number | null;
}

export interface PreviewInput {
  parts: Record<string, string>;
  htmlParts: readonly string[];
  /** Of the texts. */
  language?: string | undefined;
  /** Null: an example person. */
  contact: string | null;
}

/** Null: not rendered yet. */
export function usePreview(input: PreviewInput): Shown | { failed: string } | null {
  const { preview } = useEditorContext();
  const [shown, setShown] = useState<Shown | { failed: string } | null>(null);
  const [asked] = useDebouncedValue(JSON.stringify(input), 300);
  useEffect(() => {
    let current = true;
    const { parts, htmlParts, language, contact } = JSON.parse(asked) as PreviewInput;
    preview({
      parts,
      htmlParts: [...htmlParts],
      contact: contact === null ? null : Number(contact),
      ...(language === undefined ? {} : { language }),
    }).then(
      (result) => {
        if (current) setShown(result);
      },
      (error: unknown) => {
        if (current) setShown({ failed: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => {
      current = false;
    };
  }, [asked, preview]);
  return shown;
}
