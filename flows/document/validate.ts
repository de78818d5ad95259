/** What is wrong with a flow, node by node. Errors keep it from starting; warnings do not. */
import type { References } from '../sdk/node.ts';
import { offersNamed } from '../sdk/offer.ts';
import type { Problem } from '../sdk/problem.ts';
import type { SpecRegistry } from '../sdk/registry.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import { meantByRoot, namesMadeIn, variableRoots, variablesOf } from '../sdk/variables.ts';
import { expandBlocks } from './block-expand.ts';
import { blockNamed, blocksUsedBy, isWayIn, viewOfBlock } from './blocks.ts';
import { bodyProblems, drawnId, placeProblems, problemsOfUse, tooMuch } from './check-blocks.ts';
import { checkRules } from './check-rules.ts';
import { parsedConfig } from './config-of.ts';
import { sameJson } from './delta.ts';
import { edgesByNode, jumpsOf, type KnownNode, loopsWithoutWait, passOutlet, pulls, reachableFrom } from './graph.ts';
import { problem } from './problem-words.ts';
import type { FlowDocument, FlowNode } from './schema.ts';
import { schemaProblems } from './schema-problems.ts';
import { upgradeNode } from './upgrade.ts';

export interface ValidateOptions {
  /** Says what is wrong with a Liquid text, or null. Without it texts are not looked at. */
  checkTemplate?: ((template: string) => string | null) | undefined;
  /** The document is what this reusable block holds, seen as a flow of its own (`viewOfBlock`). */
  block?: string | undefined;
}

const inConfig = (path: string): string =>
  path === '' ? 'config' : path === 'config' || path.startsWith('config.') ? path : `config.${path}`;

/** Upgrades and parses a node. What is wrong with it by itself goes into `problems`. */
export function knowNode(node: FlowNode, specs: SpecRegistry, problems: Problem[] = []): KnownNode {
  const spec = specs.get(node.type);
  if (spec === undefined) {
    problems.push(problem('unknown-type', node.id, 'type', { type: node.type }));
    return { node, spec: null, config: null, outlets: null };
  }
  const upgraded = upgradeNode(node, spec);
  if (upgraded.version !== spec.version) {
    const code = upgraded.version > spec.version ? 'node-newer' : 'node-older';
    problems.push(problem(code, node.id, 'version', { version: node.version, known: spec.version }));
    return { node, spec, config: null, outlets: null };
  }
  const parsed = parsedConfig(spec, upgraded.config);
  if (!parsed.success) {
    problems.push(...schemaProblems(parsed.error, node.id, ['config']));
    return { node: upgraded, spec, config: null, outlets: null };
  }
  for (const found of spec.check?.(parsed.data) ?? []) {
    problems.push({ ...found, node: node.id, path: inConfig(found.path) });
  }
  return {
    node: upgraded,
    spec,
    config: parsed.data as Record<string, unknown>,
    outlets: spec.outlets(parsed.data),
  };
}

function checkEdges(document: FlowDocument, known: ReadonlyMap<string, KnownNode>, problems: Problem[]): void {
  const taken = new Set<string>();
  for (const [index, { from, outlet, to }] of document.edges.entries()) {
    const path = `edges.${index}`;
    const source = known.get(from);
    if (source === undefined) problems.push(problem('edge-from-missing', null, path, { from, outlet, to }));
    else if (source.outlets !== null && !source.outlets.includes(outlet)) {
      problems.push(problem('edge-outlet', from, path, { outlet }));
    }
    const key = `${from} ${outlet}`;
    if (taken.has(key)) problems.push(problem('outlet-twice', source === undefined ? null : from, path, { outlet }));
    taken.add(key);
    const target = known.get(to);
    if (target === undefined) {
      problems.push(problem('edge-to-missing', source === undefined ? null : from, path, { outlet, to }));
    } else if (target.spec?.category === 'trigger') problems.push(problem('edge-to-trigger', to, path, { from }));
  }
}

function checkShape(
  document: FlowDocument,
  specs: SpecRegistry,
  known: ReadonlyMap<string, KnownNode>,
  problems: Problem[],
  inBlock: boolean,
): void {
  const triggers = [...known.values()].filter((k) =>
    inBlock ? isWayIn(k.node) : k.spec?.category === 'trigger' && k.node.disabled !== true,
  );
  if (triggers.length === 0 && !inBlock) problems.push(problem('no-trigger', null, 'nodes'));
  const reached = reachableFrom(
    [...triggers, ...[...known.values()].filter(pulls)].map((k) => k.node.id),
    edgesByNode(document, specs),
  );
  const leaving = new Set(document.edges.map((edge) => `${edge.from} ${edge.outlet}`));
  for (const { node, spec, outlets } of known.values()) {
    const open = node.disabled ? [passOutlet(outlets ?? [])].filter((o) => o !== null) : (outlets ?? []);
    for (const outlet of isWayIn(node) ? [] : open) {
      if (!leaving.has(`${node.id} ${outlet}`)) problems.push(problem('outlet-open', node.id, 'edges', { outlet }));
    }
    if (spec?.category !== 'trigger' && triggers.length > 0 && !reached.has(node.id)) {
      problems.push(problem('unreachable', node.id, ''));
    }
  }
  for (const { node } of known.values()) {
    for (const to of jumpsOf(node, specs)) {
      if (known.get(to)?.spec?.category === 'trigger') {
        problems.push(problem('edge-to-trigger', node.id, 'config', { from: node.id }));
      }
    }
  }
}

/** Of the flow with its blocks expanded: whether time passes in a block is seen only inside of it. */
function checkLoops(document: FlowDocument, specs: SpecRegistry, problems: Problem[]): void {
  const said = new Set<string>();
  for (const loop of loopsWithoutWait(expandBlocks(document, specs).document, specs)) {
    const drawn = loop.map((id) => drawnId(document, specs, id)).filter((id, n, all) => id !== all[n - 1]);
    const [first = ''] = drawn;
    const path = [...drawn, first].join(' → ');
    if (!said.has(path)) problems.push(problem('loop', first, 'edges', { path }));
    said.add(path);
  }
}

/** What is wrong inside of a block, as a problem of the card that uses it. */
const saidOfCard = (
  found: Problem,
  card: string | null,
  path: string,
  { block, name, node }: { block: string; name: string; node: string | null },
): Problem => ({
  ...found,
  node: card,
  path,
  message: `In the block "${name}"${node === null ? '' : `, "${node}"`}: ${found.message}`,
  inside: { block, node },
});

/** Problems of the blocks that the flow uses, each once, on the first card that uses the block. */
function checkDefinitions(document: FlowDocument, specs: SpecRegistry, options: ValidateOptions): Problem[] {
  const uses = document.nodes.filter(({ disabled }) => disabled !== true);
  return blocksUsedBy(document, uses).flatMap((block) => {
    const card = uses.find((node) => blocksUsedBy(document, [node]).includes(block));
    const view = viewOfBlock(document, block);
    if (card === undefined || view === null) return [];
    return checkBody(view, specs, { ...options, block }).map((found) =>
      saidOfCard(found, card.id, 'config.block', { block, name: view.name, node: found.node }),
    );
  });
}

/** What the inputs of a use make wrong in a node of its block. What is wrong without them is said of the block. */
function checkFilled(document: FlowDocument, specs: SpecRegistry, options: ValidateOptions): Problem[] {
  const { document: flat, origins } = expandBlocks(document, specs);
  // A value that is not of its kind is said already, and better.
  const wrong = new Set(document.nodes.filter((node) => problemsOfUse(document, node).length > 0).map(({ id }) => id));
  return flat.nodes.flatMap((node) => {
    const origin = origins.get(node.id);
    if (origin !== undefined && wrong.has(origin.uses[0] ?? '')) return [];
    const before = blockNamed(document, origin?.block ?? null)?.nodes.find(({ id }) => id === origin?.node);
    if (origin === undefined || before === undefined || sameJson(before.config, node.config)) return [];
    const own = (one: FlowNode): Problem[] => {
      const problems: Problem[] = [];
      const known = knowNode(one, specs, problems);
      if (known.config === null || options.checkTemplate === undefined) return problems;
      for (const { text, path } of known.spec?.references?.(known.config as never).templates ?? []) {
        const detail = options.checkTemplate(text);
        if (detail !== null) problems.push(problem('template', one.id, inConfig(path), { detail }));
      }
      return problems;
    };
    const said = new Set(own(before).map(({ code, path }) => `${code} ${path}`));
    return own(node)
      .filter(({ code, path }) => !said.has(`${code} ${path}`))
      .map((found) => {
        const name = blockNamed(document, origin.block)?.name ?? origin.block;
        const where = { block: origin.block, name, node: origin.node };
        return saidOfCard(found, origin.uses[0] ?? null, 'config.inputs', where);
      });
  });
}

function checkReferences(
  id: string,
  references: References,
  document: FlowDocument,
  ids: ReadonlySet<string>,
  segmentSlots: ReadonlySet<string>,
  options: ValidateOptions,
): Problem[] {
  const problems: Problem[] = [];
  for (const { slot, capability, path } of references.accounts ?? []) {
    const declared = Object.entries(document.slots?.accounts ?? {}).find(([name]) => name === slot)?.[1];
    if (slot === '') problems.push(problem('account-missing', id, inConfig(path)));
    else if (declared === undefined) problems.push(problem('account-undeclared', id, inConfig(path), { slot }));
    else if (declared.capability !== capability) {
      const params = { slot, has: declared.capability, needs: capability };
      problems.push(problem('slot-capability', id, inConfig(path), params));
    }
  }
  for (const { slot, path } of references.segments ?? []) {
    if (!segmentSlots.has(slot)) problems.push(problem('segment-undeclared', id, inConfig(path), { slot }));
  }
  for (const { slot, path } of references.flows ?? []) {
    const declared = Object.hasOwn(document.slots?.flows ?? {}, slot);
    if (slot === '') problems.push(problem('flow-unchosen', id, inConfig(path)));
    else if (!declared) problems.push(problem('flow-undeclared', id, inConfig(path), { slot }));
  }
  for (const { slot, path } of references.offers ?? []) {
    if (slot === '') problems.push(problem('offer-unchosen', id, inConfig(path)));
    else if (!Object.hasOwn(document.slots?.offers ?? {}, slot))
      problems.push(problem('offer-undeclared', id, inConfig(path), { slot }));
  }
  for (const { id: other, path } of references.nodes ?? []) {
    if (!ids.has(other)) problems.push(problem('node-missing', id, inConfig(path), { id: other }));
  }
  for (const { rule, path, over } of references.rules ?? []) {
    problems.push(...ruleProblems(rule, id, inConfig(path), over, segmentSlots));
  }
  for (const { text, path } of references.templates ?? []) {
    const detail = options.checkTemplate?.(text) ?? null;
    if (detail !== null) problems.push(problem('template', id, inConfig(path), { detail }));
    const own = namesMadeIn(text);
    for (const { root: name, guarded } of variablesOf(text)) {
      if (guarded || own.has(name) || variableRoots.some((known) => known === name)) continue;
      const near = meantByRoot(name);
      problems.push(
        near === null
          ? problem('variable-root', id, inConfig(path), { name })
          : problem('variable-root-near', id, inConfig(path), { name, near }),
      );
    }
    for (const slot of offersNamed([text])) {
      if (!Object.hasOwn(document.slots?.offers ?? {}, slot))
        problems.push(problem('offer-undeclared', id, inConfig(path), { slot }));
    }
  }
  return problems;
}

const ruleProblems = (
  rule: RuleGroup,
  node: string | null,
  path: string,
  over: 'contact' | 'event',
  slots: ReadonlySet<string>,
): Problem[] => checkRules(rule, path, over, slots).map((found) => problem(found.code, node, found.path, found.params));

/** What names a value of the entry event, or the contact: `contact`, `event.order_id`, `event.customer.city`. */
const expressionPattern = /^(contact|(contact|event)(\.[\p{L}\p{N}_-]+)+)$/u;

function checkSettings(document: FlowDocument, slots: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = [];
  const { entry, exit, goal } = document.settings ?? {};
  const expressions = [
    [entry?.key, 'settings.entry.key'],
    [goal?.value, 'settings.goal.value'],
  ] as const;
  for (const [text, path] of expressions) {
    if (typeof text === 'string' && !expressionPattern.test(text)) {
      problems.push(problem('expression', null, path, { text }));
    }
  }
  if (goal?.where !== undefined) {
    problems.push(...ruleProblems(goal.where, null, 'settings.goal.where', 'event', slots));
  }
  for (const [index, rule] of (exit?.when ?? []).entries()) {
    const path = `settings.exit.when.${index}`;
    if ('rule' in rule) problems.push(...ruleProblems(rule.rule, null, `${path}.rule`, 'contact', slots));
    else if (rule.where !== undefined) {
      problems.push(...ruleProblems(rule.where, null, `${path}.where`, 'event', slots));
    }
  }
  for (const [slot, { rule }] of Object.entries(document.slots?.segments ?? {})) {
    if (rule !== undefined) problems.push(...ruleProblems(rule, null, `slots.segments.${slot}.rule`, 'contact', slots));
  }
  return problems;
}

function checkTests(document: FlowDocument, ids: ReadonlySet<string>): Problem[] {
  return (document.tests ?? []).flatMap((test, index) => {
    const named = [...(test.expect.messages ?? []), ...(test.given ?? []).flatMap((given) => given.node ?? [])];
    return [...new Set(named)]
      .filter((id) => !ids.has(id))
      .map((id) => problem('test-node', null, `tests.${index}`, { id }));
  });
}

/** Of the nodes and edges of a flow, or of what a block holds. A disabled node's own errors are warnings. */
function checkBody(document: FlowDocument, specs: SpecRegistry, options: ValidateOptions): Problem[] {
  const problems: Problem[] = [];
  const known = new Map<string, KnownNode>();
  const segmentSlots = new Set(Object.keys(document.slots?.segments ?? {}));
  const block = options.block ?? null;
  const ids = idsOf(document, specs);
  for (const node of document.nodes) {
    if (known.has(node.id)) {
      problems.push(problem('duplicate-id', node.id, 'id', { id: node.id }));
      continue;
    }
    const own: Problem[] = [];
    const understood = knowNode(node, specs, own);
    known.set(node.id, understood);
    if (understood.spec?.references !== undefined && understood.config !== null) {
      const references = understood.spec.references(understood.config as never);
      own.push(...checkReferences(node.id, references, document, ids, segmentSlots, options));
    }
    if (understood.config !== null) own.push(...problemsOfUse(document, node));
    own.push(...placeProblems(document, node, specs, block));
    const harmless = node.disabled === true && understood.spec !== null;
    problems.push(...(harmless ? own.map((found) => ({ ...found, severity: 'warning' as const })) : own));
  }
  if (block !== null) problems.push(...bodyProblems(document, block));
  checkEdges(document, known, problems);
  checkShape(document, specs, known, problems, block !== null);
  return problems;
}

/** Ids that the flow has, and those of the nodes inside its blocks, which tests and waits may name. */
function idsOf(document: FlowDocument, specs: SpecRegistry): ReadonlySet<string> {
  const own = document.nodes.map((node) => node.id);
  return new Set(tooMuch(document) === null ? [...own, ...expandBlocks(document, specs).origins.keys()] : own);
}

/**
 * Errors first, then warnings; within each in the order of the document. What is wrong inside of a reusable block is said of the
 * card that uses it.
 */
export function validateFlow(document: FlowDocument, specs: SpecRegistry, options: ValidateOptions = {}): Problem[] {
  const problems = checkBody(document, specs, options);
  const much = tooMuch(document);
  if (much !== null) problems.push(much);
  else {
    checkLoops(document, specs, problems);
    problems.push(...checkDefinitions(document, specs, options), ...checkFilled(document, specs, options));
    problems.push(...takenIds(document, specs));
  }
  problems.push(
    ...checkSettings(document, new Set(Object.keys(document.slots?.segments ?? {}))),
    ...checkTests(document, idsOf(document, specs)),
  );
  return [
    ...problems.filter((found) => found.severity === 'error'),
    ...problems.filter((found) => found.severity === 'warning'),
  ];
}

/** A node of the flow that has the id of one inside of a block. */
function takenIds(document: FlowDocument, specs: SpecRegistry): Problem[] {
  const { origins } = expandBlocks(document, specs);
  return document.nodes.filter(({ id }) => origins.has(id)).map(({ id }) => problem('duplicate-id', id, 'id', { id }));
}

export const hasErrors = (problems: readonly Problem[]): boolean =>
  problems.some((found) => found.severity === 'error');
