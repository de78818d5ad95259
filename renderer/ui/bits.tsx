/** Small shared pieces: figures, badges, icons, empty screens, key hints. */
import type { Icon } from '@tabler/icons-react';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle, IconPlayerPause } from '@tabler/icons-react';
import type { CSSProperties, ReactNode } from 'react';
import type { Category } from '../../flows/sdk/node.ts';
import './ui.css';

/** A block's icon on its category's colour. The name beside it says the same, so the picture is hidden from readers. */
export function CategoryIcon({ icon: Glyph, category, size = 22 }: { icon: Icon; category: Category; size?: number }) {
  const style: CSSProperties = { background: `var(--k-${category})`, width: size, height: size };
  return (
    <span className="k-category" style={style} aria-hidden="true">
      <Glyph size={Math.round(size * 0.64)} stroke={1.75} />
    </span>
  );
}

export type State = 'ok' | 'warn' | 'bad' | 'info' | 'paused';
const stateIcons: Record<State, Icon> = {
  ok: IconCircleCheck,
  warn: IconAlertTriangle,
  bad: IconCircleX,
  info: IconInfoCircle,
  paused: IconPlayerPause,
};

/** A state: colour, icon and word together, never colour alone. */
export function StateBadge({ state, children, title }: { state: State; children: ReactNode; title?: string }) {
  const Glyph = stateIcons[state];
  return (
    <span className={`k-state k-state-${state}`} title={title}>
      <Glyph size={14} stroke={1.9} aria-hidden="true" />
      <span>{children}</span>
    </span>
  );
}

/** A figure with its word: "1,284 entered". */
export function NumberFigure({
  value,
  label,
  note,
  size = 'large',
  tone,
}: {
  value: ReactNode;
  label: ReactNode;
  note?: ReactNode;
  size?: 'large' | 'small';
  tone?: 'ok' | 'warn' | 'bad';
}) {
  return (
    <div className={`k-figure k-figure-${size}`} data-tone={tone}>
      <span className="k-figure-label">{label}</span>
      <b className="k-figure-value">{value}</b>
      {note === undefined ? null : <span className="k-figure-label">{note}</span>}
    </div>
  );
}

/** An empty screen or panel: one picture, one sentence, one thing to do. */
export function EmptyState({
  icon: Glyph,
  title,
  children,
  action,
}: {
  icon: Icon;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="k-empty">
      <span className="k-empty-icon" aria-hidden="true">
        <Glyph size={28} stroke={1.5} />
      </span>
      <p className="k-empty-title">{title}</p>
      {children === undefined ? null : <p className="k-empty-text">{children}</p>}
      {action}
    </div>
  );
}
