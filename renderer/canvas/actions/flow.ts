/** What one does with the whole flow. */

import {
  IconCopy,
  IconDownload,
  IconFileImport,
  IconFlask,
  IconPlayerPause,
  IconPlayerPlay,
  IconRocket,
  IconSettings,
  IconSquareX,
} from '@tabler/icons-react';
import { focusSoon } from '../focus-soon.ts';
import { always, defineActions } from './action.ts';

export const flowActions = defineActions([
  {
    id: 'flowSettings',
    icon: IconSettings,
    group: 'flow',
    keys: [{ code: 'KeyS', alt: true }],
    scope: 'screen',
    on: ['pane'],
    enabled: always,
    perform: ({ session }) => {
      session.editor.select({ nodes: [], edges: [] });
      session.ui.setState({ inspectorOpen: true, peopleOf: null });
      focusSoon('[data-inspector-first]');
    },
  },
  {
    id: 'simulate',
    icon: IconFlask,
    group: 'flow',
    keys: [{ code: 'KeyR', alt: true }],
    scope: 'screen',
    on: ['pane'],
    enabled: (now) => now.total > 0,
    perform: ({ session }) => {
      session.ui.setState((state) => ({
        simulateOpen: !state.simulateOpen,
        simulated: null,
        historyOpen: false,
        comparedTo: null,
      }));
      focusSoon('[data-simulate-first]');
    },
  },
  {
    id: 'start',
    icon: IconRocket,
    group: 'flow',
    keys: [{ code: 'Enter', mod: true }],
    scope: 'screen',
    enabled: always,
    perform: ({ session }) => session.ui.setState({ dialog: 'preflight' }),
  },
  {
    id: 'pause',
    icon: IconPlayerPause,
    group: 'flow',
    keys: [],
    scope: 'screen',
    enabled: (now) => now.status === 'running',
    perform: ({ host }) => host.pause(),
  },
  {
    id: 'resume',
    icon: IconPlayerPlay,
    group: 'flow',
    keys: [],
    scope: 'screen',
    enabled: (now) => now.status === 'paused',
    perform: ({ host }) => host.resume(),
  },
  {
    id: 'stop',
    icon: IconSquareX,
    group: 'flow',
    keys: [],
    scope: 'screen',
    on: ['more'],
    danger: true,
    enabled: (now) => now.status === 'running' || now.status === 'paused',
    perform: ({ session }) => session.ui.setState({ dialog: 'stop' }),
  },
  {
    id: 'export',
    icon: IconDownload,
    group: 'flow',
    keys: [],
    scope: 'screen',
    on: ['more'],
    enabled: always,
    perform: ({ host }) => host.exportFile(),
  },
  {
    id: 'import',
    icon: IconFileImport,
    group: 'flow',
    keys: [],
    scope: 'screen',
    on: ['more'],
    enabled: always,
    perform: ({ session }) => session.ui.setState({ dialog: 'import' }),
  },
  {
    id: 'duplicateFlow',
    icon: IconCopy,
    group: 'flow',
    keys: [],
    scope: 'screen',
    on: ['more'],
    enabled: always,
    perform: ({ host }) => host.duplicate(),
  },
]);
