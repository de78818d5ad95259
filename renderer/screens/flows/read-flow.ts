/** Looks into a flow file before anything of it is stored. Pure; the engine checks it again when it is imported. */
import type { OriginInput } from '../../../flows/api/flows.ts';
import { parseFlowText } from '../../../flows/document/parse.ts';
import type { FlowDocument } from '../../../flows/document/schema.ts';
import { upgradeFlow } from '../../../flows/document/upgrade.ts';
import { validateFlow } from '../../../flows/document/validate.ts';
import type { Problem } from '../../../flows/sdk/problem.ts';
import type { SpecRegistry } from '../../../flows/sdk/registry.ts';

export interface FlowSlot {
  slot: string;
  capability: string;
  note: string | null;
}

export interface FlowFile {
  text: string;
  document: FlowDocument;
  /** Channels in the order in which they first appear. */
  channels: string[];
  accounts: FlowSlot[];
  /** Segment slots without a rule of their own: to be chosen on the canvas. */
  segments: string[];
  /** Slots of flows that it starts or stops. */
  flows: string[];
  /** Where it came from, to be kept when it is stored. */
  from?: OriginInput;
  problems: Problem[];
}

/** Throws the KaskadErrors of parseFlowText. */
export function readFlowFile(text: string, specs: SpecRegistry): FlowFile {
  const document = upgradeFlow(parseFlowText(text), specs);
  const channels = new Set<string>();
  for (const node of document.nodes) {
    const channel = specs.get(node.type)?.channel;
    if (channel !== undefined) channels.add(channel);
  }
  return {
    text,
    document,
    channels: [...channels],
    accounts: Object.entries(document.slots?.accounts ?? {}).map(([slot, { capability, note }]) => ({
      slot,
      capability,
      note: note ?? null,
    })),
    segments: Object.entries(document.slots?.segments ?? {})
      .filter(([, { rule }]) => rule === undefined)
      .map(([slot]) => slot),
    flows: Object.keys(document.slots?.flows ?? {}),
    problems: validateFlow(document, specs),
  };
}
