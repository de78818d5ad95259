/** A notification of the browser's, as about every system draws one: each cuts long texts and shows a picture in its own way. */
import { IconPhoto, IconWorldWww, IconX } from '@tabler/icons-react';
import { useUi } from '../use-ui.ts';
import './push-preview.css';

export interface PreviewedPush {
  title: string;
  text: string;
  /** Is there one? It is not fetched: nothing of the app loads from elsewhere. */
  picture: boolean;
  buttons: readonly string[];
}

export function PushPreview({ title, text, picture, buttons }: PreviewedPush) {
  const { t } = useUi();
  return (
    <figure className="k-push" aria-label={t('push.notice')}>
      <figcaption className="k-push-head">
        <IconWorldWww size={14} aria-hidden />
        <span>{t('push.from')}</span>
        <IconX className="k-push-close" size={14} aria-hidden />
      </figcaption>
      <div className="k-push-words">
        {title === '' ? null : <p className="k-push-title">{title}</p>}
        {text === '' ? null : <p>{text}</p>}
      </div>
      {picture ? (
        <span className="k-push-picture">
          <IconPhoto size={18} aria-hidden />
          {t('push.picture')}
        </span>
      ) : null}
      {buttons.length === 0 ? null : (
        <div className="k-push-buttons">
          {buttons.map((label, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two buttons may say the same.
            <span key={index}>{label}</span>
          ))}
        </div>
      )}
    </figure>
  );
}
