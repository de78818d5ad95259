import { useStore as useFlowStore } from '@xyflow/react';
import { memo } from 'react';
import { useLabelWithKeys } from '../app/key-caps.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { type ActionId, actionOf } from './actions/table.ts';
import type { FlowHost } from './flow-host.ts';
import { LayerToggle } from './live/layer-toggle.tsx';
import { ReplayToggle } from './replay.tsx';
import { useUiState } from './session.ts';
import { useActions } from './use-actions.ts';
import { useWords } from './words.ts';

const shown: readonly ActionId[] = ['zoomOut', 'zoomReset', 'zoomIn', 'fit', 'tidy', 'lasso'];

/** Looking at the drawing without a wheel or a drag. */
export const ZoomBar = memo(function ZoomBar({ host }: { host: FlowHost }) {
  const words = useWords();
  const zoom = useFlowStore((state) => Math.round(state.transform[2] * 100));
  const { situation, run } = useActions(host);
  const withKeys = useLabelWithKeys();
  const lasso = useUiState((state) => state.lasso);
  return (
    <div className="kc-zoom" data-covers role="toolbar" aria-label={words.t('viewTools')}>
      {shown.map((id) => {
        const action = actionOf(id);
        const Glyph = action.icon;
        const label = words.t(`action.${id}`);
        return (
          <Tooltip key={id} label={withKeys(label, action)}>
            <button
              type="button"
              aria-label={id === 'zoomReset' ? `${zoom}%, ${label}` : label}
              aria-pressed={id === 'lasso' ? lasso : undefined}
              disabled={!action.enabled(situation)}
              onClick={() => run(id)}
            >
              {id === 'zoomReset' ? (
                <span className="kc-zoom-value">{zoom}%</span>
              ) : (
                <Glyph size={16} stroke={1.75} aria-hidden />
              )}
            </button>
          </Tooltip>
        );
      })}
      <LayerToggle host={host} />
      <ReplayToggle />
    </div>
  );
});
