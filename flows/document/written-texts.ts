/** The texts that a flow's blocks write, where each stands. Blocks that are switched off, or not understood, write none. */
import type { SpecRegistry } from '../sdk/registry.ts';
import type { FlowDocument } from './schema.ts';
import { knowNode } from './validate.ts';

export interface WrittenText {
  node: string;
  text: string;
  /** Within the node: `config.content.en.html`. */
  path: string;
  html: boolean;
}

export function* writtenTexts(document: FlowDocument, specs: SpecRegistry): Generator<WrittenText> {
  for (const node of document.nodes) {
    if (node.disabled === true) continue;
    const { spec, config } = knowNode(node, specs);
    if (spec === null || config === null) continue;
    for (const { text, path, html } of spec.references?.(config as never).templates ?? []) {
      yield { node: node.id, text, path: `config.${path}`, html };
    }
  }
}
