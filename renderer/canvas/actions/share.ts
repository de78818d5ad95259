/** Taking a flow out and bringing one in: as text, into this drawing, or merged from a newer file; and what differs. */
import {
  IconArrowNarrowDown,
  IconArrowNarrowUp,
  IconClipboardText,
  IconGitCompare,
  IconGitMerge,
} from '@tabler/icons-react';
import { stepDifference } from '../ghosts/step.ts';
import { always, defineActions } from './action.ts';

export const shareActions = defineActions([
  {
    id: 'copyFlow',
    icon: IconClipboardText,
    group: 'flow',
    keys: [],
    scope: 'screen',
    on: ['more'],
    enabled: (now) => now.total > 0,
    perform: ({ host }) => host.copyText(),
  },
  {
    id: 'update',
    icon: IconGitMerge,
    group: 'flow',
    keys: [],
    scope: 'screen',
    on: ['more'],
    enabled: always,
    perform: ({ session }) => session.ui.setState({ dialog: 'update' }),
  },
  {
    id: 'compare',
    icon: IconGitCompare,
    group: 'edit',
    keys: [{ code: 'KeyC', alt: true }],
    scope: 'screen',
    on: ['more'],
    enabled: always,
    perform: ({ session }) => session.ui.setState({ dialog: 'compare' }),
  },
  {
    id: 'nextDifference',
    icon: IconArrowNarrowDown,
    group: 'view',
    keys: [{ code: 'F7' }],
    scope: 'screen',
    enabled: always,
    perform: (args) => stepDifference(args, 1),
  },
  {
    id: 'previousDifference',
    icon: IconArrowNarrowUp,
    group: 'view',
    keys: [{ code: 'F7', shift: true }],
    scope: 'screen',
    enabled: always,
    perform: (args) => stepDifference(args, -1),
  },
]);
