/** Handles round a chosen note or frame; the same by keys and in the settings panel. */
import { NodeResizer } from '@xyflow/react';
import type { Point } from '../../../flows/document/edits.ts';

export function Resizer({
  shown,
  least,
  onEnd,
}: {
  shown: boolean;
  least: Point;
  onEnd: (at: Point, size: Point) => void;
}) {
  return (
    <NodeResizer
      isVisible={shown}
      minWidth={least[0]}
      minHeight={least[1]}
      handleClassName="kc-resize"
      lineClassName="kc-resize-line"
      onResizeEnd={(_event, { x, y, width, height }) => onEnd([x, y], [width, height])}
    />
  );
}
