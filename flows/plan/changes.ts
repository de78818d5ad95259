/** What a change of a flow means for those who are inside: asked of two plans, block by block. */
import { letterPart } from '../sdk/letter.ts';
import { type NodeSpec, sendingsOf } from '../sdk/node.ts';
import type { Plan, PlanNode } from './types.ts';

/** `text`: only what people read has changed; `config`: what the block does; `removed`: it is gone, is off or is of another kind. */
export type Change = 'same' | 'text' | 'config' | 'wiring' | 'removed';

/** What happens to those who stand at a block of an older version. */
export type Move = 'stay' | 'move' | 'exit';
export const moves = ['stay', 'move', 'exit'] as const satisfies readonly Move[];

/** Those who stand at one block of one older version, and what may become of them when a change is published. */
export interface Standing {
  version: number;
  node: string;
  /** As it was named there; null: by its type. */
  name: string | null;
  within?: string | undefined;
  type: string;
  people: number;
  change: Change;
  choices: readonly Move[];
  /** What happens unless something else is chosen. */
  usual: Move;
}

/**
 * The change of one block between two versions. Whoever waits there waits for outlets of the old one: a block that lost one
 * of them counts as removed.
 */
export function changeOf(before: PlanNode, after: PlanNode | undefined, specs: ReadonlyMap<string, NodeSpec>): Change {
  if (after === undefined || after.type !== before.type || after.disabled !== before.disabled) return 'removed';
  if (Object.keys(before.outlets).some((outlet) => after.outlets[outlet] === undefined)) return 'removed';
  if (!same(before.outlets, after.outlets)) return 'wiring';
  if (same(before.config, after.config)) return 'same';
  return same(withoutTexts(before, specs), withoutTexts(after, specs)) ? 'text' : 'config';
}

/** Only texts and names differ, so that nobody could stand anywhere else than they do. */
export const onlyTexts = (before: Plan, after: Plan, specs: ReadonlyMap<string, NodeSpec>): boolean =>
  same(Object.keys(before.nodes).sort(), Object.keys(after.nodes).sort()) &&
  Object.values(before.nodes).every((node) => /^(?:same|text)$/.test(changeOf(node, after.nodes[node.id], specs))) &&
  same(before.settings, after.settings) &&
  same(before.exitRules, after.exitRules) &&
  same(before.segments, after.segments) &&
  same(before.accounts, after.accounts) &&
  same(before.flows ?? {}, after.flows ?? {});

/** The config with what people read left out: the templates of a message. Elsewhere a template is what the block does. */
function withoutTexts({ type, config }: PlanNode, specs: ReadonlyMap<string, NodeSpec>): unknown {
  const spec = specs.get(type);
  if (spec === undefined || sendingsOf(spec, config).length === 0) return config;
  const texts = new Set((spec.references?.(config as never).templates ?? []).map(({ text }) => text));
  const strip = (value: unknown): unknown => {
    if (typeof value === 'string') return texts.has(value) ? '' : value;
    if (Array.isArray(value)) return value.map(strip);
    if (typeof value !== 'object' || value === null) return value;
    const { [letterPart]: letter, ...rest } = value as Record<string, unknown>;
    // A letter is one text, however many blocks it has and whichever way it is written.
    const whole = Array.isArray(letter) || 'html' in rest ? { ...rest, html: '' } : value;
    return Object.fromEntries(Object.entries(whole).map(([key, one]) => [key, strip(one)]));
  };
  return strip(config);
}

/** Equal as JSON, whatever the order of keys. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = (value: object): string[] =>
    Object.keys(value).filter((key) => (value as Record<string, unknown>)[key] !== undefined);
  const [of, others] = [keys(a), keys(b)];
  return (
    of.length === others.length &&
    of.every((key) => same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}
