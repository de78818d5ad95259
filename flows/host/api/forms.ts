/** Web forms of the workspace. */
import * as z from 'zod';
import { formSchema, type WebForm } from '../../sdk/form.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { formatInstant } from '../../sdk/time.ts';
import type { HostContext } from '../context.ts';
import { flowOfForm } from '../form-flow.ts';
import { flowsOfForm } from '../public/form-flows.ts';
import { formPage } from '../public/form-page.ts';
import { renderPage } from '../public/page.ts';
import { os } from './base.ts';

/** Throws `form-not-valid` with codes of what is wrong, by place. */
function parsed(written: unknown): WebForm {
  const result = formSchema.safeParse(written);
  if (result.success) return result.data;
  const fields = Object.fromEntries(
    result.error.issues.map(({ path, message }) => [path.join('.'), /^[a-z-]+$/.test(message) ? message : 'not-valid']),
  );
  throw new KaskadError('form-not-valid', `The form cannot be kept: ${z.prettifyError(result.error)}`, { fields });
}

const changed = ({ changes }: HostContext): void => changes.publish('forms');

export const formsApi = {
  list: os.forms.list.handler(({ context }) => {
    const { store, web } = context;
    const { timezone } = store.meta.get();
    const { address } = web.settings();
    return {
      address: address ?? web.local(),
      public: address !== null,
      forms: store.forms.list().map(({ id, form, submissions, lastAt }) => ({
        form: id,
        content: form,
        submissions,
        lastAt: lastAt === null ? null : formatInstant(lastAt, timezone),
        flows: flowsOfForm(context, id),
      })),
    };
  }),

  save: os.forms.save.handler(async ({ context, input: { form, content } }) => {
    const { store, web, now } = context;
    const written = parsed(content);
    if (form !== null) store.forms.need(form);
    // Pages carry a seal of when they were shown.
    await web.needKey();
    const id = store.forms.save(form, written, now());
    await web.serve?.(false);
    changed(context);
    return { form: id };
  }),

  remove: os.forms.remove.handler(({ context, input: { form } }) => {
    context.store.forms.need(form);
    context.store.forms.remove(form, context.now());
    changed(context);
    return {};
  }),

  restore: os.forms.restore.handler(({ context, input: { form } }) => {
    context.store.forms.restore(form);
    changed(context);
    return {};
  }),

  preview: os.forms.preview.handler(({ context, input: { content, language } }) => {
    const page = formPage({
      form: content as WebForm,
      language,
      stamp: '',
      values: new URLSearchParams(),
      errors: {},
      note: null,
    });
    return { html: renderPage({ ...page, formTarget: undefined, from: context.store.meta.get().name }).html };
  }),

  makeFlow: os.forms.makeFlow.handler(({ context, input: { form } }) => {
    const { store, now, changes } = context;
    const flow = store.flows.create(flowOfForm(store.forms.need(form), store.meta.get().language), now());
    changes.publish('flows');
    changed(context);
    return { flow };
  }),
};
