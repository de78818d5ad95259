/** A page with a block on it, small: where the block stands, and what it says. The script resources/site/site.js draws the real one. */
import { IconX } from '@tabler/icons-react';
import type { SiteKind } from '../../../flows/sdk/site.ts';
import { useUi } from '../use-ui.ts';
import './site-preview.css';

export interface PreviewedBlock {
  kind: SiteKind;
  title: string;
  text: string;
  buttons: readonly string[];
}

/** So many lines of a page that is not there. */
const lines = (count: number) => (
  <span className="k-site-lines" style={{ height: count * 18 - 10 }} aria-hidden="true" />
);

export function SitePreview({ kind, title, text, buttons }: PreviewedBlock) {
  const { t } = useUi();
  const block = (
    <div className="k-site-block" data-kind={kind}>
      <div className="k-site-words">
        {title === '' ? null : <p className="k-site-title">{title}</p>}
        <p>{text}</p>
      </div>
      {buttons.length === 0 ? null : (
        <div className="k-site-buttons">
          {buttons.map((label, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two buttons may say the same.
            <span key={index}>{label}</span>
          ))}
        </div>
      )}
      <IconX className="k-site-close" size={14} aria-hidden />
    </div>
  );
  return (
    <figure className="k-site-page" data-kind={kind} aria-label={t('site.page')}>
      <span className="k-site-bar" aria-hidden="true" />
      {lines(2)}
      {kind === 'card' ? block : null}
      {lines(kind === 'card' ? 2 : 4)}
      {kind === 'card' ? null : block}
    </figure>
  );
}
