/** What a wheel and a drag over the empty drawing do, by what lies on the person's desk. */
import { IconDeviceLaptop, IconHandFinger, IconMouse } from '@tabler/icons-react';
import { type Preferences, preferences, setPreferences } from '../../state/preferences.ts';
import { say } from '../session.ts';
import { type ActionArgs, defineActions } from './action.ts';

function choose({ session, words }: ActionArgs, pointer: Preferences['pointer']): void {
  setPreferences({ pointer });
  say(session.ui, words.t(`hands:pointer.${pointer}Help`));
}

const isNot = (pointer: Preferences['pointer']) => (): boolean => preferences.getState().pointer !== pointer;

export const pointerActions = defineActions([
  {
    id: 'pointerEither',
    icon: IconHandFinger,
    group: 'view',
    keys: [],
    scope: 'screen',
    enabled: isNot('either'),
    perform: (args) => choose(args, 'either'),
  },
  {
    id: 'pointerMouse',
    icon: IconMouse,
    group: 'view',
    keys: [],
    scope: 'screen',
    enabled: isNot('mouse'),
    perform: (args) => choose(args, 'mouse'),
  },
  {
    id: 'pointerTrackpad',
    icon: IconDeviceLaptop,
    group: 'view',
    keys: [],
    scope: 'screen',
    enabled: isNot('trackpad'),
    perform: (args) => choose(args, 'trackpad'),
  },
]);
