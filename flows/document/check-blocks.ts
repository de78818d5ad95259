/** What is wrong with reusable blocks: with their definitions, with their uses, and with what comes out when both are put together. */
import type { Problem } from '../sdk/problem.ts';
import type { SpecRegistry } from '../sdk/registry.ts';
import { expandBlocks, measure } from './block-expand.ts';
import { fillNode, inputFits, inputsNamedIn, isNeeded } from './block-inputs.ts';
import { blockNamed, deepest, givenInputs, isUse, isWayIn, isWayOut, sameWays, usedBlock } from './blocks.ts';
import { problem } from './problem-words.ts';
import { type FlowDocument, type FlowNode, limits } from './schema.ts';

/** Of the use itself: that its block is there, has the ways out that the use has outlets for, and gets what it asks for. */
export function problemsOfUse(document: FlowDocument, node: FlowNode): Problem[] {
  if (!isUse(node)) return [];
  const id = usedBlock(node);
  if (id === null) return [problem('block-unchosen', node.id, 'config.block')];
  const block = blockNamed(document, id);
  if (block === null) return [problem('block-missing', node.id, 'config.block', { block: id })];
  const problems: Problem[] = [];
  const params = { block: block.name };
  if (!sameWays(node, block)) problems.push(problem('block-ways', node.id, 'config.ways', params));
  const given = givenInputs(node);
  const asked = new Set(block.nodes.flatMap(({ config }) => [...inputsNamedIn(config)]));
  for (const [name, input] of Object.entries(block.inputs ?? {})) {
    const path = `config.inputs.${name}`;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    const says = { ...params, input: input.name || name };
    // One that nothing in the block asks for yet may wait.
    const needed = isNeeded(input) && asked.has(name);
    if (value === undefined || (value === '' && needed)) {
      if (needed) problems.push(problem('block-input-missing', node.id, path, says));
    } else if (!inputFits(input, value)) problems.push(problem('block-input-value', node.id, path, says));
  }
  const stuck = new Set<string>();
  for (const inner of block.nodes) fillNode(inner, block, given, new Map(), (name) => stuck.add(name));
  for (const name of stuck) {
    const says = { ...params, input: block.inputs?.[name]?.name || name };
    problems.push(problem('block-input-mixed', node.id, `config.inputs.${name}`, says));
  }
  return problems;
}

/** Of a node in a body: texts that name inputs the block does not have, and nodes that stand in the wrong place. */
export function placeProblems(
  document: FlowDocument,
  node: FlowNode,
  specs: SpecRegistry,
  body: string | null,
): Problem[] {
  const problems: Problem[] = [];
  const inputs = blockNamed(document, body)?.inputs ?? {};
  for (const name of inputsNamedIn(node.config)) {
    if (!Object.hasOwn(inputs, name)) problems.push(problem('block-input-unknown', node.id, 'config', { input: name }));
  }
  if (body === null && (isWayIn(node) || isWayOut(node))) problems.push(problem('block-part', node.id, 'type'));
  if (body !== null && specs.get(node.type)?.category === 'trigger')
    problems.push(problem('block-trigger', node.id, 'type'));
  return problems;
}

/** Of a body as a whole. */
export function bodyProblems(document: FlowDocument, body: string): Problem[] {
  const starts = document.nodes.filter(isWayIn);
  const [start, second] = starts;
  if (start === undefined) return [problem('block-no-start', null, 'nodes')];
  if (second !== undefined) return [problem('block-two-starts', second.id, 'id')];
  const entry = document.edges.find(({ from }) => from === start.id)?.to;
  if (entry === undefined || entry === start.id) return [problem('block-empty', start.id, 'edges')];
  const lost = Object.entries(blockNamed(document, body)?.inputs ?? {}).flatMap(([id, { name, at = [] }]) =>
    at
      .filter(({ node }) => !document.nodes.some((one) => one.id === node))
      .map(() => problem('block-input-place', null, `inputs.${id}`, { input: name || id })),
  );
  return lost.slice(0, 1);
}

/** Null where the flow may be expanded. */
export function tooMuch(document: FlowDocument): Problem | null {
  const use = document.nodes.find((node) => isUse(node))?.id ?? null;
  if (use === null) return null;
  const { circle, depth, size } = measure(document, document.nodes);
  if (circle !== null) return problem('block-circle', use, 'config.block', { path: circle.join(' › ') });
  if (depth > deepest) return problem('block-deep', use, 'config.block', { depth, deepest });
  if (size > limits.nodes) return problem('block-many', use, 'config.block', { size, limit: limits.nodes });
  return null;
}

/** The id of a node of the expanded flow as it is on the drawing: of the use that it lies in. */
export const drawnId = (document: FlowDocument, specs: SpecRegistry, id: string): string =>
  expandBlocks(document, specs).origins.get(id)?.uses[0] ?? id;
