import { Loader, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useEffect, useState } from 'react';
import { useEditorContext } from '../define-editor.ts';
import { FieldBox } from '../field-box.tsx';
import { useUi } from '../use-ui.ts';
import './message.css';

/** Nothing is loaded from anywhere and nothing runs: the frame has no permissions, and the page inside forbids the rest. */
const policy =
  '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; style-src \'unsafe-inline\'">';

/** The document shown in the frame. */
export const frameDocument = (html: string): string =>
  `<!doctype html><html><head><meta charset="utf-8">${policy}<style>body{font:14px/1.5 system-ui,sans-serif;color:#1b1f24;margin:16px}img{max-width:100%}</style></head><body>${html}</body></html>`;

type Shown = { parts: Record<string, string>; errors: { part: string; message: string }[] };

/** The message as one real person would get it; rendered by the engine a moment after the last change. */
export function MessagePreview({
  parts,
  htmlParts,
  draw,
}: {
  parts: Record<string, string>;
  htmlParts: readonly string[];
  /** How the rendered parts are shown, where that is not one under the other. */
  draw?: (parts: Record<string, string>) => ReactNode;
}) {
  const { preview, searchContacts } = useEditorContext();
  const { t } = useUi();
  const [person, setPerson] = useState<{ id: number; label: string } | null>(null);
  const [search, setSearch] = useState('');
  const contact = person === null ? null : String(person.id);
  // The chosen name stands in the field as text: it is not what is looked for.
  const typed = search === person?.label ? '' : search;
  const [found, setFound] = useState<{ id: number; label: string }[]>([]);
  const [shown, setShown] = useState<Shown | { failed: string } | null>(null);
  const [asked] = useDebouncedValue(JSON.stringify({ parts, htmlParts, contact }), 300);
  const [wanted] = useDebouncedValue(typed, 200);
  useEffect(() => {
    let current = true;
    searchContacts(wanted).then(
      (rows) => {
        if (current) setFound(rows);
      },
      () => {
        if (current) setFound([]);
      },
    );
    return () => {
      current = false;
    };
  }, [wanted, searchContacts]);
  useEffect(() => {
    let current = true;
    const input = JSON.parse(asked) as { parts: Record<string, string>; htmlParts: string[]; contact: string | null };
    preview({ ...input, contact: input.contact === null ? null : Number(input.contact) }).then(
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
  const empty = Object.values(parts).every((text) => text.trim() === '');
  return (
    <FieldBox label={t('preview.title')}>
      <Select
        aria-label={t('preview.person')}
        placeholder={t('preview.example')}
        searchable
        allowDeselect={false}
        nothingFoundMessage={t('preview.nobody')}
        filter={({ options }) => options}
        data={[
          ...(typed === '' ? [{ value: '', label: t('preview.example') }] : []),
          ...found.map(({ id, label }) => ({ value: String(id), label })),
        ]}
        value={contact}
        onChange={(value) => setPerson(found.find(({ id }) => String(id) === value) ?? null)}
        searchValue={search}
        onSearchChange={setSearch}
        onFocus={(event) => event.currentTarget.select()}
      />
      {empty ? (
        <p className="k-hint">{t('preview.nothing')}</p>
      ) : shown === null ? (
        <Loader size="xs" aria-label={t('preview.title')} />
      ) : 'failed' in shown ? (
        <p className="k-error" role="alert">
          {t('preview.failed', { why: shown.failed })}
        </p>
      ) : (
        <>
          {draw !== undefined
            ? draw(shown.parts)
            : Object.entries(shown.parts).map(([part, text]) =>
                htmlParts.includes(part) ? (
                  <iframe
                    key={part}
                    className="k-preview-frame"
                    title={t('preview.frame')}
                    sandbox=""
                    referrerPolicy="no-referrer"
                    srcDoc={frameDocument(text)}
                  />
                ) : text === '' ? null : (
                  <p key={part} className="k-preview-text">
                    {text}
                  </p>
                ),
              )}
          {htmlParts.length > 0 ? <p className="k-hint">{t('preview.remote')}</p> : null}
          {shown.errors.map(({ part, message }) => (
            <p key={`${part}-${message}`} className="k-error">
              {message}
            </p>
          ))}
        </>
      )}
    </FieldBox>
  );
}
