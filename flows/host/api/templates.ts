/** Ready flows. */
import { listTemplates, templateText } from '../templates.ts';
import { os } from './base.ts';

export const templatesApi = {
  list: os.templates.list.handler(({ context, input }) => listTemplates(context.specs, input.language)),
  get: os.templates.get.handler(({ context, input }) => ({
    text: templateText(context.specs, input.template, input.language),
  })),
};
