/** Puts what a person chose for themselves on the page, now and whenever it changes, here or in another window. */
import { type Preferences, preferences } from '../state/preferences.ts';
import { watchLayout } from './key-caps.ts';
import './personal.css';

const reflect = ({ density, motion }: Preferences): void => {
  document.documentElement.dataset.density = density;
  document.documentElement.dataset.motion = motion;
};

export function startPersonal(): void {
  reflect(preferences.getState());
  preferences.subscribe(reflect);
  watchLayout();
}
