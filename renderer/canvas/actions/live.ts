/** Looking at what happened. */

import { IconStack2 } from '@tabler/icons-react';
import { focusSoon } from '../focus-soon.ts';
import { everything } from '../live/layer.ts';
import { defineActions } from './action.ts';

export const liveActions = defineActions([
  {
    id: 'layers',
    icon: IconStack2,
    group: 'view',
    keys: [{ code: 'KeyL', alt: true }],
    scope: 'screen',
    on: ['more'],
    enabled: (now) => now.status !== 'draft',
    perform: ({ session }) => {
      session.ui.setState(({ layerChoice }) => ({
        mode: 'drawing',
        layerChoice: layerChoice === null ? everything : null,
        // One bar at a time: they show different figures of the same blocks.
        simulated: null,
        replayOf: null,
      }));
      focusSoon('[data-layer-first]');
    },
  },
]);
