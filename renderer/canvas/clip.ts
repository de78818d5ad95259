/** A piece of a flow as text for the system clipboard. What comes back may be from a stranger: it is checked. */
import * as z from 'zod';
import { type Fragment, fragmentFormat } from '../../flows/document/fragment.ts';
import {
  blocksSchema,
  edgeSchema,
  frameSchema,
  idSchema,
  limits,
  nodeSchema,
  noteSchema,
  slotsSchema,
} from '../../flows/document/schema.ts';

const fragmentSchema = z.strictObject({
  format: z.literal(fragmentFormat),
  nodes: z.array(nodeSchema).max(limits.nodes),
  edges: z.array(edgeSchema).max(limits.edges),
  places: z.record(idSchema, z.tuple([z.number(), z.number()])),
  slots: slotsSchema,
  notes: z.array(noteSchema).max(limits.notes).optional(),
  frames: z.array(frameSchema).max(limits.frames).optional(),
  blocks: blocksSchema.optional(),
});

export const clipText = (fragment: Fragment): string => JSON.stringify(fragment, null, 2);

/** The fragment in a text, or null when it holds none. Edges to blocks that are not in it are dropped. */
export function readClip(text: string): Fragment | null {
  if (text.length > limits.bytes || !text.includes(fragmentFormat)) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = fragmentSchema.safeParse(json);
  if (!parsed.success) return null;
  const { blocks, ...fragment } = parsed.data;
  const { nodes, notes = [], frames = [] } = fragment;
  if (nodes.length + notes.length + frames.length === 0) return null;
  const ids = new Set(nodes.map((node) => node.id));
  return {
    ...fragment,
    ...(blocks === undefined ? {} : { blocks }),
    edges: fragment.edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to)),
  };
}
