/** Values that texts name and nobody has: such a message would not be sent. Pure: the engine and the page find the same. */
import { problem } from '../document/problem-words.ts';
import type { FlowDocument } from '../document/schema.ts';
import { writtenTexts } from '../document/written-texts.ts';
import type { Problem } from '../sdk/problem.ts';
import type { SpecRegistry } from '../sdk/registry.ts';
import { contactFields, nearestName, variablesOf } from '../sdk/variables.ts';

export interface KnownNames {
  /** Attributes that contacts of the workspace have. */
  attributes: () => Iterable<string>;
  /** Properties that events of the type came with; empty where none has come yet. */
  props: (event: string) => Iterable<string>;
}

export function variableProblems(document: FlowDocument, specs: SpecRegistry, names: KnownNames): Problem[] {
  const problems: Problem[] = [];
  let contact: ReadonlySet<string> | null = null;
  const contactNames = (): ReadonlySet<string> => {
    contact ??= new Set([...contactFields, ...names.attributes(), ...setByFlow(document)]);
    return contact;
  };
  const event = eventNames(document, specs, names);
  const look = (name: string, known: ReadonlySet<string>, root: string, node: string, path: string): void => {
    if (known.has(name)) return;
    const near = nearestName(name, known);
    problems.push(
      near === null
        ? problem('variable-unknown', node, path, { name: `${root}.${name}` })
        : problem('variable-near', node, path, { name: `${root}.${name}`, near: `${root}.${near}` }),
    );
  };
  for (const { node, text, path } of writtenTexts(document, specs)) {
    for (const { root, path: parts, guarded } of variablesOf(text)) {
      const [first, second] = parts;
      if (guarded || first === undefined) continue;
      if (root === 'contact') {
        if (first !== 'attributes') look(first, contactNames(), 'contact', node, path);
        else if (second !== undefined) look(second, contactNames(), 'contact.attributes', node, path);
      }
      if (root === 'event' && event !== null) look(first, event, 'event', node, path);
    }
  }
  return problems;
}

/** Attributes that the flow itself declares or sets: nobody need have them before it runs. */
function setByFlow(document: FlowDocument): Set<string> {
  const found = new Set(Object.keys(document.slots?.attributes ?? {}));
  const look = (value: unknown): void => {
    if (typeof value === 'string') {
      const [, name] = /^attributes\.(.+)$/.exec(value) ?? [];
      if (name !== undefined) found.add(name);
    } else if (Array.isArray(value)) value.forEach(look);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(look);
  };
  for (const { config } of [...document.nodes, ...Object.values(document.blocks ?? {}).flatMap(({ nodes }) => nodes)]) {
    look(config);
  }
  return found;
}

/** Null where it cannot be said: an event that never came yet, or a trigger that brings one of no fixed kind. */
function eventNames(document: FlowDocument, specs: SpecRegistry, names: KnownNames): ReadonlySet<string> | null {
  const found = new Set(['type', 'at']);
  for (const node of document.nodes) {
    if (specs.get(node.type)?.category !== 'trigger' || node.disabled === true) continue;
    const { event } = node.config;
    const props = typeof event === 'string' ? [...names.props(event)] : [];
    if (props.length === 0) return null;
    for (const name of props) found.add(name);
  }
  return found;
}
