/** Web forms: what strangers are asked, and how often they answered. Part of contract.ts. */
import * as z from 'zod';
import { formSchema } from '../sdk/form.ts';
import { base } from './base.ts';
import { instant } from './shapes.ts';

/** As a person writes it; see formSchema for what it must be. */
const written = z.object({
  name: z.string().max(200),
  languages: formSchema.shape.languages,
  title: z.record(z.string(), z.string().max(1000)),
  intro: z.record(z.string(), z.string().max(5000)),
  fields: z.array(z.object({ ...formSchema.shape.fields.element.shape, to: z.string().max(200) })).max(100),
  consents: z.array(z.object({ ...formSchema.shape.consents.element.shape, topic: z.string().max(200) })).max(100),
  button: z.record(z.string(), z.string().max(200)),
  thanks: z.record(z.string(), z.string().max(5000)),
  redirect: z.string().max(3000).nullable(),
  color: z.string().max(20),
});

const form = z
  .object({
    form: z.string(),
    content: written,
    submissions: z.number(),
    lastAt: instant.nullable(),
    /** Flows that begin when it is filled in. */
    flows: z.array(z.object({ flow: z.string(), name: z.string(), running: z.boolean() })),
  })
  .meta({ id: 'WebForm' });

const formId = z.object({ form: z.string() });

export const forms = {
  list: base.route({ method: 'GET', path: '/forms' }).output(
    z.object({
      /** The public address, else where it is served on this computer; null: nowhere. Its page is `<address>/p/f/<form>`. */
      address: z.string().nullable(),
      public: z.boolean(),
      forms: z.array(form),
    }),
  ),
  /** Throws `form-not-valid` with what is wrong, by field. */
  save: base
    .route({ method: 'POST', path: '/forms' })
    .input(z.object({ form: z.string().nullable(), content: written }))
    .output(formId),
  remove: base.route({ method: 'DELETE', path: '/forms/{form}' }).input(formId).output(z.object({})),
  restore: base.route({ method: 'POST', path: '/forms/{form}/restore' }).input(formId).output(z.object({})),
  /** The page as people will see it, filled in by nobody: HTML to be looked at in a frame. */
  preview: base
    .route({ method: 'POST', path: '/forms/preview' })
    .input(z.object({ content: written, language: z.string().max(20) }))
    .output(z.object({ html: z.string() })),
  /** Draws a flow that begins when the form is filled in, and asks for what waits to be confirmed. */
  makeFlow: base
    .route({ method: 'POST', path: '/forms/{form}/flow' })
    .input(formId)
    .output(z.object({ flow: z.string() })),
};
