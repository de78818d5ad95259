import { Loader } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useEditorContext } from '../define-editor.ts';
import { FieldBox } from '../field-box.tsx';
import { frameDocument } from '../letter/frame-document.ts';
import { useShownPictures } from '../letter/pictures.ts';
import { LockedFrame } from '../locked-frame.tsx';
import { useUi } from '../use-ui.ts';
import { PreviewPerson } from './preview-person.tsx';
import { usePreview } from './use-preview.ts';
import './message.css';

/** The message as one real person would get it. */
export function MessagePreview({
  parts,
  htmlParts,
  language,
  draw,
}: {
  parts: Record<string, string>;
  htmlParts: readonly string[];
  language?: string;
  /** How the rendered parts are shown, where that is not one under the other. */
  draw?: (parts: Record<string, string>) => ReactNode;
}) {
  const { t } = useUi();
  const [contact, setContact] = useState<string | null>(null);
  const shown = usePreview({ parts, htmlParts, language, contact });
  const empty = Object.values(parts).every((text) => text.trim() === '');
  return (
    <FieldBox label={t('preview.title')}>
      <PreviewPerson contact={contact} setContact={setContact} />
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
          {draw?.(shown.parts) ??
            Object.entries(shown.parts).map(([part, text]) =>
              text === '' ? null : htmlParts.includes(part) ? (
                <Frame key={part} html={text} />
              ) : // Beside the letter itself its plain text tells nothing new.
              part === 'text' && shown.parts.html !== undefined ? null : (
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

function Frame({ html }: { html: string }) {
  const { t } = useUi();
  const { letters } = useEditorContext();
  const whole = useShownPictures(html, letters?.fileUrl);
  return <LockedFrame className="k-preview-frame" title={t('preview.frame')} document={frameDocument(whole)} />;
}
