/** What a flow from elsewhere would do besides writing to people, and what this app does not know of it. Pure. */

import type { FlowDocument } from '../../../flows/document/schema.ts';
import { knowNode } from '../../../flows/document/validate.ts';
import type { SpecRegistry } from '../../../flows/sdk/registry.ts';

export interface Caution {
  /** `calls`: asks a server of somebody's; `listens`: takes what is sent to an address; `unknown`, `newer`: of another app. */
  kind: 'calls' | 'listens' | 'unknown' | 'newer';
  node: string;
  /** The server, or the type of block; empty where there is nothing to name. */
  detail: string;
}

export function cautionsOf(document: FlowDocument, specs: SpecRegistry): Caution[] {
  return document.nodes.flatMap((node): Caution[] => {
    const { spec, config } = knowNode(node, specs);
    if (spec === null) return [{ kind: 'unknown', node: node.id, detail: node.type }];
    if (node.version > spec.version) return [{ kind: 'newer', node: node.id, detail: node.type }];
    const accounts = config === null ? [] : (spec.references?.(config as never).accounts ?? []);
    const capability = accounts[0]?.capability ?? '';
    if (capability.startsWith('operations.')) return [{ kind: 'calls', node: node.id, detail: hostOf(config?.url) }];
    if (spec.category === 'trigger' && typeof config?.path === 'string') {
      return [{ kind: 'listens', node: node.id, detail: '' }];
    }
    return [];
  });
}

/** Of an address in full; one that is relative, or made of the contact's data, names no server. */
function hostOf(url: unknown): string {
  if (typeof url !== 'string' || !/^https?:\/\/[^{}/]+(?:[/?#]|$)/i.test(url)) return '';
  try {
    return new URL(url.replaceAll(/[{}]/g, '')).host;
  } catch {
    return '';
  }
}
