/** The outline of the flow on screen, with what the blocks' specs say of them. Cached by document. */
import { jumpsOf, pulls } from '../../../flows/document/graph.ts';
import { type BlockFacts, type Outline, outlineOf } from '../../../flows/document/outline.ts';
import type { FlowDocument } from '../../../flows/document/schema.ts';
import { knowNode } from '../../../flows/document/validate.ts';
import { specs } from '../../../registry/editors.ts';
import { categoryOf, graphOf, outletsOf } from '../graph.ts';

export function factsOf(document: FlowDocument): BlockFacts {
  const graph = graphOf(document);
  return {
    outlets: (id) => {
      const node = graph.nodes.get(id);
      return node ? outletsOf(node, specs, graph) : [];
    },
    isStart: (id) => {
      const node = graph.nodes.get(id);
      return node !== undefined && categoryOf(node.type, specs) === 'trigger';
    },
    jumps: (id) => {
      const node = graph.nodes.get(id);
      return node ? jumpsOf(node, specs) : [];
    },
    pulls: (id) => {
      const node = graph.nodes.get(id);
      return node !== undefined && pulls(knowNode(node, specs));
    },
  };
}

const outlines = new WeakMap<FlowDocument, Outline>();

export function outlineIn(document: FlowDocument): Outline {
  const known = outlines.get(document);
  if (known) return known;
  const made = outlineOf(document, factsOf(document));
  outlines.set(document, made);
  return made;
}
