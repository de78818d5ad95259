/** What a gesture shows on the drawing while it goes on. Places are those of the drawing, not of the screen. */
import type { Point } from '../../flows/document/edits.ts';
import type { Box } from './boxes.ts';
import type { GuideGap, GuideLine } from './guides.ts';

export type Gesture =
  | {
      kind: 'drag';
      lines: readonly GuideLine[];
      gaps: readonly GuideGap[];
      /** Where copies would come to stand, while what is dragged stays. */
      copies: readonly { id: string; box: Box }[];
    }
  | { kind: 'select'; shape: readonly Point[] };
