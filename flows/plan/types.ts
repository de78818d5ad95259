/** A plan: a version of a flow compiled for the engine. Immutable, hashed, plain data. Made by compile.ts. */
import type { ExitRule, FlowSettings } from '../document/schema.ts';
import type { RuleGroup } from '../sdk/rule.ts';

export interface PlanNode {
  id: string;
  type: string;
  /** Upgraded to the current version and parsed. */
  config: Record<string, unknown>;
  name: string | null;
  /** Names of the reusable blocks that it lies in, from outside inwards ("Welcome › Remind"); absent outside of any. */
  within?: string;
  /** Passed straight through by `next` (or its first outlet). */
  disabled: boolean;
  /** Where each outlet leads; an outlet without an edge ends the journey with the reason `end`. */
  outlets: Readonly<Record<string, string | null>>;
  category: string;
  channel: string | null;
}

export interface Plan {
  /** SHA-256 of the canonical JSON of everything else here. */
  hash: string;
  name: string;
  language: string;
  settings: FlowSettings;
  exitRules: readonly ExitRule[];
  nodes: Readonly<Record<string, PlanNode>>;
  /** Ids of trigger nodes, in document order. */
  triggers: readonly string[];
  /** Segment slots resolved to rules when the version was published. */
  segments: Readonly<Record<string, RuleGroup>>;
  /** Account slots bound to account ids. */
  accounts: Readonly<Record<string, string>>;
  /** Flow slots bound to flow ids; absent where there are none. */
  flows?: Readonly<Record<string, string>>;
  /** Offer slots bound to offer ids; absent where there are none. What an offer promises is read when a text names it. */
  offers?: Readonly<Record<string, string>>;
}
