/**
 * The colours of a picture. A picture leaves the app, so it carries them itself; they are those of the tokens
 * (renderer/ui/tokens.css), which its test compares.
 */
import type { Category } from '../../../flows/sdk/node.ts';

export type PictureTheme = 'light' | 'dark';

export interface PictureColors {
  bg: string;
  panel: string;
  line: string;
  lineStrong: string;
  ink: string;
  muted: string;
  soft: string;
  ok: string;
  bad: string;
  onCategory: string;
  category: Readonly<Record<Category, string>>;
  /** Lines between blocks: a mix that tokens do not hold. */
  edge: string;
  note: string;
  noteInk: string;
}

export const pictureColors: Readonly<Record<PictureTheme, PictureColors>> = {
  light: {
    bg: '#f6f7f9',
    panel: '#ffffff',
    line: '#e3e6ea',
    lineStrong: '#8a94a3',
    ink: '#1b1f24',
    muted: '#5b6573',
    soft: '#f0f2f5',
    ok: '#14794d',
    bad: '#c0322a',
    onCategory: '#ffffff',
    category: {
      trigger: '#7a4fd0',
      logic: '#5c6b7e',
      wait: '#a76a13',
      channel: '#2f6fed',
      action: '#0b7d7d',
      end: '#3b4350',
    },
    edge: '#9ca2ab',
    note: '#fff6d6',
    noteInk: '#4a3f14',
  },
  dark: {
    bg: '#15181c',
    panel: '#1d2126',
    line: '#2d333a',
    lineStrong: '#76818f',
    ink: '#e8ebee',
    muted: '#9ba5b1',
    soft: '#262b31',
    ok: '#4cc38a',
    bad: '#f0766c',
    onCategory: '#0f1318',
    category: {
      trigger: '#a98bf0',
      logic: '#93a2b5',
      wait: '#e0a83f',
      channel: '#6a9bff',
      action: '#3fc1c1',
      end: '#aeb7c2',
    },
    edge: '#626a72',
    note: '#3a3420',
    noteInk: '#efe3b4',
  },
};
