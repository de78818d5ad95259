/** Blocks for a site, held against whether the site can ask for them. Pure: the engine and the page find the same. */
import { problem } from '../document/problem-words.ts';
import type { FlowDocument } from '../document/schema.ts';
import { knowNode } from '../document/validate.ts';
import { sendingsOf } from '../sdk/node.ts';
import type { Problem } from '../sdk/problem.ts';
import type { SpecRegistry } from '../sdk/registry.ts';
import { siteChannel } from '../sdk/site.ts';

/** `unreached`: a site of the owner's is connected, and there is no public address by which it could ask. */
export function siteProblems(document: FlowDocument, specs: SpecRegistry, unreached: boolean): Problem[] {
  if (!unreached) return [];
  return document.nodes.flatMap((node) => {
    const { spec, config } = knowNode(node, specs);
    if (node.disabled === true || spec === null || config === null) return [];
    const offers = sendingsOf(spec, config as never).some(({ channel }) => channel === siteChannel);
    return offers ? [problem('site-no-address', node.id, 'config')] : [];
  });
}
