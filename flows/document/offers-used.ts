/** Slots of the offers that a flow's texts name, and that its blocks are about. */
import { offersNamed } from '../sdk/offer.ts';
import type { SpecRegistry } from '../sdk/registry.ts';
import { expandBlocks } from './block-expand.ts';
import type { FlowDocument } from './schema.ts';
import { knowNode } from './validate.ts';

export function offersUsed(document: FlowDocument, specs: SpecRegistry): ReadonlySet<string> {
  const used = new Set<string>();
  for (const node of expandBlocks(document, specs).document.nodes) {
    const { spec, config } = knowNode(node, specs);
    if (spec === null || config === null) continue;
    const { templates = [], offers = [] } = spec.references?.(config as never) ?? {};
    for (const { slot } of offers) used.add(slot);
    for (const slot of offersNamed(templates.map(({ text }) => text))) used.add(slot);
  }
  return used;
}
