/** What an action is: one record says what it is called, which keys it has, when it is possible and what it does. */
import type { Icon } from '@tabler/icons-react';
import type { FlowHost, FlowStatus } from '../flow-host.ts';
import type { CanvasSession, ScreenPoint } from '../session.ts';
import type { CanvasWords } from '../words.ts';

/** A key by its place on the keyboard (`KeyboardEvent.code`), so that shortcuts work in every layout. */
export interface Keys {
  code: string;
  /** Ctrl, or ⌘ on a Mac. */
  mod?: boolean;
  shift?: boolean;
  alt?: boolean;
}

export type ActionGroup = 'edit' | 'block' | 'arrange' | 'view' | 'flow';

/** What an action may look at to say whether it is possible. */
export interface Situation {
  nodes: number;
  edges: number;
  total: number;
  canUndo: boolean;
  canRedo: boolean;
  status: FlowStatus;
  /** The draft differs from what runs. */
  changed: boolean;
  /** The one selected node has an outlet. */
  canLead: boolean;
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
  /** The first is the one shown. */
  keys: readonly Keys[];
  /** `canvas`: only while the keyboard stands in the drawing, so that single letters never get in the way of typing. */
  scope: 'canvas' | 'screen';
  /** The browser tells of these itself (copy, cut, paste events), which needs no permission. */
  byEvent?: boolean;
  /** Where it is offered besides the palette and the list of shortcuts. */
  on?: readonly ('node' | 'edge' | 'pane' | 'more')[];
  danger?: boolean;
  enabled: (now: Situation) => boolean;
  perform: (args: ActionArgs) => void | Promise<void>;
}

/** Keeps the ids as a type, so that a misspelt one does not compile. */
export const defineActions = <const Id extends string>(actions: readonly Action<Id>[]): readonly Action<Id>[] =>
  actions;

export const always = (): boolean => true;
export const oneNode = (now: Situation): boolean => now.nodes === 1;
export const someNodes = (now: Situation): boolean => now.nodes > 0;
