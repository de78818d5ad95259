/** The flow file, version 1 (docs/flow-format.md). One zod schema: the JSON Schema and the types are read from it. */
import * as z from 'zod';
import { idSchema } from '../sdk/id.ts';
import { ruleGroupSchema } from '../sdk/rule.ts';
import { durationSchema, timeOfDaySchema, zoneSchema } from '../sdk/time.ts';
import { flowUtmSchema } from '../sdk/utm.ts';

export const flowFormat = 'kaskad.flow';
export const flowFormatVersion = 1;

/** Limits of an untrusted file; beyond them it is refused in words. */
export const limits = {
  bytes: 5 * 1024 * 1024,
  depth: 60,
  nodes: 5000,
  edges: 20_000,
  notes: 500,
  frames: 200,
  text: 200_000,
  visitsPerNode: 100,
} as const;

export { idSchema };

const exitRuleSchema = z.union([
  z.strictObject({ event: z.string().min(1).max(200), where: ruleGroupSchema.optional() }),
  z.strictObject({ rule: ruleGroupSchema }),
]);

const nullable = <T extends z.ZodType>(schema: T) => schema.nullable().optional();

export const settingsSchema = z.strictObject({
  timezone: nullable(zoneSchema),
  entry: nullable(
    z.strictObject({
      key: nullable(z.string().max(200)),
      maxActivePerKey: nullable(z.number().int().min(1)),
      maxPerContact: nullable(z.number().int().min(1)),
      cooldown: nullable(durationSchema),
      onRepeat: nullable(z.enum(['ignore', 'restart', 'update', 'new'])),
    }),
  ),
  exit: nullable(z.strictObject({ when: z.array(exitRuleSchema).max(50) })),
  goal: nullable(
    z.strictObject({
      event: z.string().min(1).max(200),
      where: ruleGroupSchema.optional(),
      value: nullable(z.string().max(200)),
      within: nullable(durationSchema),
    }),
  ),
  quietHours: nullable(z.strictObject({ from: timeOfDaySchema, to: timeOfDaySchema })),
  budget: nullable(z.strictObject({ amount: z.number().min(0), currency: z.string().regex(/^[A-Z]{3}$/) })),
  late: nullable(
    z.strictObject({ policy: z.enum(['run', 'run-if', 'next-window', 'skip']), lessThan: nullable(durationSchema) }),
  ),
  utm: nullable(flowUtmSchema),
});

export const nodeSchema = z.strictObject({
  id: idSchema,
  type: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'bad-type'),
  version: z.number().int().min(1),
  name: nullable(z.string().max(200)),
  note: nullable(z.string().max(5000)),
  disabled: nullable(z.boolean()),
  /** Parsed by the node's own schema where the type is known; kept as it is where it is not. */
  config: z.record(z.string(), z.unknown()),
});

export const edgeSchema = z.strictObject({ from: idSchema, outlet: idSchema, to: idSchema });

export const slotsSchema = z.strictObject({
  accounts: z
    .record(idSchema, z.strictObject({ capability: z.string().max(100), note: nullable(z.string().max(500)) }))
    .optional(),
  segments: z
    .record(idSchema, z.strictObject({ note: nullable(z.string().max(500)), rule: ruleGroupSchema.optional() }))
    .optional(),
  flows: z.record(idSchema, z.strictObject({ note: nullable(z.string().max(500)) })).optional(),
  offers: z.record(idSchema, z.strictObject({ fields: z.array(z.string().max(100)).max(50) })).optional(),
  attributes: z
    .record(z.string().max(100), z.strictObject({ type: z.enum(['string', 'number', 'boolean', 'date']) }))
    .optional(),
});

const testSchema = z.strictObject({
  name: z.string().max(200),
  contact: z.record(z.string(), z.unknown()).optional(),
  given: z
    .array(
      z.strictObject({
        after: durationSchema,
        event: z.string().min(1).max(200),
        node: idSchema.optional(),
        props: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .max(100)
    .optional(),
  expect: z.strictObject({ messages: z.array(idSchema).optional(), exit: z.string().optional() }),
});

const point = z.tuple([z.number(), z.number()]);

export const noteSchema = z.strictObject({
  id: idSchema,
  text: z.string().max(5000),
  at: point,
  size: point.optional(),
});

export const frameSchema = z.strictObject({
  id: idSchema,
  name: z.string().max(200),
  at: point,
  size: point,
  /** Folded into one tile: what it took out of sight. What else lies in its room then is not in it. */
  collapsed: z
    .strictObject({
      nodes: z.array(idSchema).max(limits.nodes),
      notes: z.array(idSchema).max(limits.notes).optional(),
      frames: z.array(idSchema).max(limits.frames).optional(),
    })
    .optional(),
});

export const layoutSchema = z.strictObject({
  nodes: z.record(idSchema, point).optional(),
  notes: z.array(noteSchema).max(limits.notes).optional(),
  frames: z.array(frameSchema).max(limits.frames).optional(),
});

/** How the texts of a reusable block name an input: `{{ block.greeting }}`. */
export const inputIdSchema = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'bad-input');

export const inputTypes = ['text', 'number', 'duration', 'time', 'boolean'] as const;

const inputValueSchema = z.union([z.string().max(limits.text), z.number(), z.boolean()]);

const inputSchema = z.strictObject({
  name: z.string().max(200),
  type: z.enum(inputTypes),
  /** For whoever uses the block and says nothing. Where it fills places, what stands there is the default. */
  default: inputValueSchema.optional(),
  /** Places in the configs of the block's nodes that it fills, beside the texts that name it. */
  at: z
    .array(z.strictObject({ node: idSchema, path: z.string().min(1).max(200) }))
    .max(50)
    .optional(),
});

/**
 * A reusable block: a piece of a flow with one way in (its node of the type `block-start`) and any number of ways out (its
 * nodes of the type `block-end`, whose ids are the outlets of whoever uses it). Nodes of the type `block` use it.
 */
export const blockSchema = z.strictObject({
  name: z.string().min(1).max(200),
  description: z.string().max(10_000).optional(),
  /** Which block of a workspace's library it was taken from, and as of which revision. */
  from: z.strictObject({ block: idSchema, revision: z.number().int().min(1) }).optional(),
  inputs: z.record(inputIdSchema, inputSchema).optional(),
  nodes: z.array(nodeSchema).max(limits.nodes),
  edges: z.array(edgeSchema).max(limits.edges),
  layout: layoutSchema.optional(),
});

export const blocksSchema = z.record(idSchema, blockSchema);

export const flowSchema = z
  .strictObject({
    format: z.literal(flowFormat),
    formatVersion: z.number().int().min(1),
    name: z.string().min(1).max(200),
    description: z.string().max(10_000).optional(),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'bad-language')
      .optional(),
    settings: settingsSchema.optional(),
    slots: slotsSchema.optional(),
    nodes: z.array(nodeSchema).max(limits.nodes),
    edges: z.array(edgeSchema).max(limits.edges),
    tests: z.array(testSchema).max(200).optional(),
    blocks: blocksSchema.optional(),
    layout: layoutSchema.optional(),
  })
  .meta({ id: 'Flow', title: 'Kaskad flow' });

export type FlowDocument = z.output<typeof flowSchema>;
export type FlowNode = z.output<typeof nodeSchema>;
export type FlowEdge = z.output<typeof edgeSchema>;
export type FlowSettings = z.output<typeof settingsSchema>;
export type FlowNote = z.output<typeof noteSchema>;
export type FlowFrame = z.output<typeof frameSchema>;
export type BlockDefinition = z.output<typeof blockSchema>;
export type BlockInput = z.output<typeof inputSchema>;
export type InputValue = z.output<typeof inputValueSchema>;
export type ExitRule = z.output<typeof exitRuleSchema>;

/** An empty flow with a name. */
export const emptyFlow = (name: string, language = 'en'): FlowDocument => ({
  format: flowFormat,
  formatVersion: flowFormatVersion,
  name,
  language,
  nodes: [],
  edges: [],
});
