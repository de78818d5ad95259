import { IconPencil, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './flow-status.module.css';

export type FlowStatusName = 'draft' | 'running' | 'paused' | 'stopped';

const icons = {
  draft: IconPencil,
  running: IconPlayerPlay,
  paused: IconPlayerPause,
  stopped: IconPlayerStop,
} as const;

/** Icon, word and colour together. */
export function FlowStatus({ status }: { status: FlowStatusName }) {
  const { t } = useTranslation();
  const Glyph = icons[status];
  return (
    <span className={classes.status} data-status={status}>
      <Glyph size={13} stroke={2} aria-hidden />
      {t(`status.${status}`)}
    </span>
  );
}
