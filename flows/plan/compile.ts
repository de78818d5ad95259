/** Compiles a flow to the immutable plan that the engine runs. */
import { expandBlocks, namesAround } from '../document/block-expand.ts';
import { canonicalJson } from '../document/canonical.ts';
import { problem } from '../document/problem-words.ts';
import type { FlowDocument } from '../document/schema.ts';
import { hasErrors, knowNode, type ValidateOptions, validateFlow } from '../document/validate.ts';
import { type NodeSpec, sendingsOf } from '../sdk/node.ts';
import type { Problem } from '../sdk/problem.ts';
import type { SpecRegistry } from '../sdk/registry.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import type { Plan, PlanNode } from './types.ts';

export interface CompileOptions extends ValidateOptions {
  /** Account slot to account id. */
  accounts: Readonly<Record<string, string>>;
  /** Segment slot to rule. */
  segments: Readonly<Record<string, RuleGroup>>;
  /** Flow slot to flow id. */
  flows: Readonly<Record<string, string>>;
  /** Offer slot to offer id. */
  offers: Readonly<Record<string, string>>;
  /** Lower-case hex of the SHA-256 of the text as UTF-8. */
  sha256: (text: string) => string;
}

export type Compiled = { plan: Plan; problems?: undefined } | { plan?: undefined; problems: Problem[] };

/** The channel by which a node writes; its own type where it writes by several, null where it writes to nobody. */
function channelOf(spec: NodeSpec, config: Readonly<Record<string, unknown>>): string | null {
  const channels = new Set(sendingsOf(spec, config).map(({ channel }) => channel));
  const [only = null] = channels;
  return channels.size > 1 ? spec.type : only;
}

/** Reusable blocks are gone from a plan: what they hold stands in it like any other node. */
function planNodes(drawn: FlowDocument, specs: SpecRegistry): Record<string, PlanNode> {
  const { document, origins } = expandBlocks(drawn, specs);
  const targets = new Map(document.edges.map((edge) => [`${edge.from} ${edge.outlet}`, edge.to]));
  return Object.fromEntries(
    document.nodes.map((original) => {
      const { node, spec, config, outlets } = knowNode(original, specs);
      // A disabled node may be unfinished: then its edges say which outlets it has.
      const origin = origins.get(node.id);
      const names = outlets ?? document.edges.filter((edge) => edge.from === node.id).map((edge) => edge.outlet);
      return [
        node.id,
        {
          id: node.id,
          type: node.type,
          config: config ?? node.config,
          name: node.name ?? null,
          ...(origin === undefined ? {} : { within: namesAround(drawn, origin) }),
          disabled: node.disabled === true,
          outlets: Object.fromEntries(names.map((outlet) => [outlet, targets.get(`${node.id} ${outlet}`) ?? null])),
          category: spec?.category ?? 'unknown',
          channel: spec === null || config === null ? null : channelOf(spec, config),
        } satisfies PlanNode,
      ];
    }),
  );
}

/** The plan, or all problems (warnings too) when at least one is an error. */
export function compilePlan(document: FlowDocument, specs: SpecRegistry, options: CompileOptions): Compiled {
  const problems = validateFlow(document, specs, options);
  for (const slot of Object.keys(document.slots?.accounts ?? {})) {
    if (!Object.hasOwn(options.accounts, slot))
      problems.push(problem('slot-open', null, `slots.accounts.${slot}`, { slot }));
  }
  for (const slot of Object.keys(document.slots?.segments ?? {})) {
    if (!Object.hasOwn(options.segments, slot))
      problems.push(problem('slot-open', null, `slots.segments.${slot}`, { slot }));
  }
  const flowSlots = Object.keys(document.slots?.flows ?? {});
  for (const slot of flowSlots) {
    if (!Object.hasOwn(options.flows, slot)) problems.push(problem('slot-open', null, `slots.flows.${slot}`, { slot }));
  }
  const offerSlots = Object.keys(document.slots?.offers ?? {});
  for (const slot of offerSlots) {
    if (!Object.hasOwn(options.offers, slot))
      problems.push(problem('slot-open', null, `slots.offers.${slot}`, { slot }));
  }
  if (hasErrors(problems)) return { problems };
  const settings = document.settings ?? {};
  const nodes = planNodes(document, specs);
  const rest: Omit<Plan, 'hash'> = {
    name: document.name,
    language: document.language ?? 'en',
    settings,
    exitRules: settings.exit?.when ?? [],
    nodes,
    triggers: document.nodes
      .filter((node) => nodes[node.id]?.category === 'trigger' && node.disabled !== true)
      .map((node) => node.id),
    segments: pick(options.segments, Object.keys(document.slots?.segments ?? {})),
    accounts: pick(options.accounts, Object.keys(document.slots?.accounts ?? {})),
    ...(flowSlots.length === 0 ? {} : { flows: pick(options.flows, flowSlots) }),
    ...(offerSlots.length === 0 ? {} : { offers: pick(options.offers, offerSlots) }),
  };
  // Through JSON, as the store keeps it: what runs now and what runs after a restart are the same.
  const plain = JSON.parse(JSON.stringify(rest)) as Omit<Plan, 'hash'>;
  return { plan: { hash: options.sha256(canonicalJson(plain)), ...plain } };
}

const pick = <T>(record: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> =>
  Object.fromEntries(keys.flatMap((key) => (Object.hasOwn(record, key) ? [[key, record[key] as T]] : [])));
