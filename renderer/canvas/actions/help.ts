/** What one asks the app about itself: its keys, and to be shown round. */
import { IconCompass, IconHelp } from '@tabler/icons-react';
import { openOverlay } from '../../app/overlay.ts';
import { shortcutList } from '../../state/app-shortcuts.ts';
import { resumeTour } from '../tour/tour.ts';
import { always, defineActions } from './action.ts';

export const helpActions = defineActions([
  {
    id: 'shortcuts',
    icon: IconHelp,
    group: 'view',
    keys: shortcutList.keys,
    scope: 'screen',
    on: ['more'],
    enabled: always,
    perform: () => openOverlay('shortcuts'),
  },
  {
    id: 'tour',
    icon: IconCompass,
    group: 'view',
    keys: [],
    scope: 'screen',
    on: ['more'],
    // It shows places of the drawing.
    enabled: (now) => now.drawn,
    perform: () => resumeTour(),
  },
]);
