import { useLabelWithKeys } from '../../app/key-caps.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import { actionOf } from '../actions/table.ts';
import type { FlowHost } from '../flow-host.ts';
import { useUiState } from '../session.ts';
import { useActions } from '../use-actions.ts';
import { useWords } from '../words.ts';

/** Opens and closes the choice of what the figures are of, beside the zoom. */
export function LayerToggle({ host }: { host: FlowHost }) {
  const words = useWords();
  const { situation, run } = useActions(host);
  const open = useUiState((state) => state.layerChoice !== null);
  const action = actionOf('layers');
  const Glyph = action.icon;
  const label = words.t('action.layers');
  const withKeys = useLabelWithKeys();
  return (
    <Tooltip label={withKeys(label, action)}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={open}
        disabled={!action.enabled(situation)}
        onClick={() => run('layers')}
      >
        <Glyph size={16} stroke={1.75} aria-hidden />
      </button>
    </Tooltip>
  );
}
