/** What an action is: one record says what it is called, which keys it has, when it is possible and what it does. */
import type { Icon } from '@tabler/icons-react';
import type { Keys } from '../../state/keys.ts';
import type { FlowHost, FlowStatus } from '../flow-host.ts';
import type { CanvasSession, MenuPlace, Mode, ScreenPoint } from '../session.ts';
import type { CanvasWords } from '../words.ts';

export type ActionGroup = 'edit' | 'block' | 'arrange' | 'view' | 'flow';

/** What an action may look at to say whether it is possible. */
export interface Situation {
  nodes: number;
  edges: number;
  notes: number;
  frames: number;
  /** Of the chosen frames, those that are folded. */
  folded: number;
  /** The chosen blocks lie in a frame. */
  framed: boolean;
  total: number;
  canUndo: boolean;
  canRedo: boolean;
  status: FlowStatus;
  /** The draft differs from what runs. */
  changed: boolean;
  /** The one selected node has an outlet. */
  canLead: boolean;
  /** The flow is shown as a drawing, not as an outline or a story. */
  drawn: boolean;
  /** The one selected node uses a reusable block. */
  use: boolean;
  /** A reusable block is drawn, not the flow. */
  inBlock: boolean;
}

export interface ActionArgs {
  session: CanvasSession;
  words: CanvasWords;
  host: FlowHost;
  /** Where the pointer is, when a pointer asked. */
  at?: ScreenPoint | undefined;
  /** Of a copy, cut or paste event. */
  clipboard?: DataTransfer | null;
}

export interface Action<Id extends string = string> {
  id: Id;
  icon: Icon;
  group: ActionGroup;
  /** As at first; a person may choose others. The first is the one shown. */
  keys: readonly Keys[];
  /** `canvas`: only while the keyboard stands in the drawing, so that single letters never get in the way of typing. */
  scope: 'canvas' | 'screen';
  /** The views in which it means something; all where it is left out. Elsewhere it is neither offered nor on its keys. */
  modes?: readonly Mode[];
  /** The browser tells of these itself (copy, cut, paste events), which needs no permission. */
  byEvent?: boolean;
  /** Where it is offered besides the palette and the list of shortcuts. */
  on?: readonly (MenuPlace | 'more')[];
  danger?: boolean;
  /** Menus leave it out elsewhere; where it is not given they show it, if only as impossible. */
  offered?: (now: Situation) => boolean;
  enabled: (now: Situation) => boolean;
  perform: (args: ActionArgs) => void | Promise<void>;
}

/** Keeps the ids as a type, so that a misspelt one does not compile. */
export const defineActions = <const Id extends string>(actions: readonly Action<Id>[]): readonly Action<Id>[] =>
  actions;

export const worksIn = (action: Pick<Action, 'modes'>, mode: Mode): boolean => action.modes?.includes(mode) ?? true;
export const always = (): boolean => true;
export const oneNode = (now: Situation): boolean => now.nodes === 1;
export const someNodes = (now: Situation): boolean => now.nodes > 0;
export const oneMark = (now: Situation): boolean => now.nodes === 0 && now.notes + now.frames === 1;
export const some = (now: Situation): boolean => now.nodes + now.notes + now.frames > 0;
