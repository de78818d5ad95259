/**
 * How a node type is told in plain words to somebody who never saw the tool. `story.ts` of a node folder exports `story`;
 * its sentences stand under `story` in the node's strings.
 */
import type * as z from 'zod';
import type { NodeSpec } from './node.ts';
import type { RuleGroup } from './rule.ts';

/** What a story may ask about words around it, all in the reader's language. */
export interface StoryHelp {
  /** The node's own strings, or any namespace as `ns:key`. */
  t: (key: string, params?: Record<string, string | number>) => string;
  /** `P3D` as "3 days"; `object` is the form after "by" or "in" ("через неделю"). */
  duration: (iso: string, grammar?: 'plain' | 'object') => string;
  rule: (rule: RuleGroup) => string;
  eventRule: (rule: RuleGroup, event: string) => string;
  nodeName: (id: string) => string;
  segmentName: (slot: string) => string;
  flowName: (slot: string) => string;
  /** The name of the offer that a slot stands for here; the slot itself where none is known. */
  offerName: (slot: string) => string;
  number: (value: number) => string;
  date: (iso: string) => string;
  weekdays: (days: readonly number[]) => string;
  event: (type: string) => string;
  channel: (channel: string) => string;
  topic: (topic: string) => string;
  /** A field of the contact or a property of an event by its path, as people would call it. */
  field: (path: string) => string;
  list: (items: readonly string[], type?: 'conjunction' | 'disjunction' | 'unit') => string;
  /** A template as it reads: values in pointed brackets, on one line. */
  plain: (template: string) => string;
  /** When a cron fires, where it can be said plainly. */
  schedule: (cron: string) => string;
  /** The version of a content by language that this reader is shown. */
  written: <T>(content: Readonly<Record<string, T>>) => T | undefined;
  /** What holds a message back, and what one can press in it: sentences that all messages share. */
  sending: (config: {
    ignoreQuietHours?: boolean | undefined;
    ttl?: string | undefined;
    buttons?: readonly { text: string }[] | undefined;
  }) => string[];
}

/** Words that go out to people: shown apart, the first lines only. */
export interface Quote {
  /** Left out where the sentence before says it. */
  label?: string;
  text: string;
  html?: boolean;
}

export interface Told {
  /** One sentence: what happens here. */
  text: string;
  /** Further sentences. */
  more?: readonly (string | null)[];
  /** Said only of a block that nobody gave a name: the name says it better. */
  unnamed?: string;
  quotes?: readonly (Quote | null)[];
}

/** ISO durations; `to` is null where nobody can say how long it takes. */
export interface Span {
  from: string;
  to: string | null;
}

export interface NodeStory<Config = unknown, Outlet extends string = string> {
  tell: (config: Config, help: StoryHelp) => Told;
  /** The case in which people leave by that outlet ("If it was read"); null where the common words do. */
  when?: (outlet: Outlet, config: Config, help: StoryHelp) => string | null;
  /** How long people stay before they leave by that outlet; left out where they pass at once. */
  takes?: (config: Config, outlet: Outlet) => Span;
}

export function defineStory<Config extends z.ZodType, Outlet extends string, Type extends string>(
  _spec: NodeSpec<Config, Outlet, Type>,
  story: NodeStory<z.output<Config>, Outlet>,
): NodeStory<z.output<Config>, Outlet> {
  return story;
}

const zero = 'PT0S';

export const atOnce: Span = { from: zero, to: zero };
/** Any time between now and then. */
export const within = (duration: string): Span => ({ from: zero, to: duration });
export const exactly = (duration: string): Span => ({ from: duration, to: duration });
/** Nobody knows when. */
export const anyTime: Span = { from: zero, to: null };
