/** Ready flows that come with the app. Part of contract.ts. */
import * as z from 'zod';
import { idSchema } from '../sdk/id.ts';
import { categories } from '../sdk/node.ts';
import { base } from './base.ts';

/** What a ready flow is for; the gallery's filter. */
export const needs = ['greet', 'sell', 'serve', 'keep', 'return', 'hear', 'leads', 'reach'] as const;
const language = z.string().min(2).max(20);

export const template = z
  .object({
    template: idSchema,
    need: z.enum(needs),
    name: z.string(),
    description: z.string(),
    /** By which it writes to people, in the order in which they come. */
    channels: z.array(z.string()),
    /** Events that it begins with or waits for; those of messages are left out. */
    events: z.array(z.string()),
    blocks: z.number(),
    /** For a picture: the places of blocks, and which leads to which by their numbers. */
    drawing: z.object({
      blocks: z.array(z.object({ x: z.number(), y: z.number(), category: z.enum(categories) })),
      lines: z.array(z.tuple([z.number(), z.number()])),
    }),
  })
  .meta({ id: 'Template' });
export type Template = z.output<typeof template>;

export const templates = {
  list: base.route({ method: 'GET', path: '/templates' }).input(z.object({ language })).output(z.array(template)),
  /** The flow file, in the words of the language. Refused with `template-missing`. */
  get: base
    .route({ method: 'GET', path: '/templates/{template}' })
    .input(z.object({ template: idSchema, language }))
    .output(z.object({ text: z.string() })),
};
