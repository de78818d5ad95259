/** The templates of the WhatsApp Business account, with how far their approval is. */
import * as z from 'zod';
import { ConnectorError, type MessageTemplate } from '../../flows/sdk/connector.ts';
import type { GraphApi } from '../meta-graph.ts';

const componentSchema = z.looseObject({
  type: z.string(),
  format: z.string().optional(),
  text: z.string().optional(),
  buttons: z
    .array(z.looseObject({ type: z.string(), text: z.string().default(''), url: z.string().optional() }))
    .optional(),
});
const pageSchema = z.object({
  data: z.array(
    z.looseObject({
      name: z.string(),
      language: z.string(),
      status: z.string(),
      category: z.string().default(''),
      components: z.array(componentSchema).default([]),
    }),
  ),
  paging: z
    .object({ cursors: z.object({ after: z.string().optional() }).optional(), next: z.string().optional() })
    .optional(),
});
type Listed = z.output<typeof pageSchema>['data'][number];

/** An account has at most 250; more pages than these are a server that never ends. */
const mostPages = 100;

export async function templatesOf(api: GraphApi, waba: string, signal: AbortSignal): Promise<MessageTemplate[]> {
  const found: MessageTemplate[] = [];
  let after: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const answer = await api.get(`${waba}/message_templates`, after === undefined ? {} : { after }, signal);
    const parsed = pageSchema.safeParse(answer);
    if (!parsed.success)
      throw new ConnectorError('temporary', 'WhatsApp gave a list of templates that cannot be read.');
    found.push(...parsed.data.data.map(templateFrom));
    const next = parsed.data.paging?.cursors?.after;
    if (parsed.data.data.length === 0 || next === undefined || next === after) break;
    after = next;
  }
  // Pages may overlap while templates are added.
  return [...new Map(found.map((one) => [`${one.name}/${one.language}`, one])).values()];
}

const states: Readonly<Record<string, MessageTemplate['state']>> = {
  APPROVED: 'approved',
  PENDING: 'pending',
  IN_APPEAL: 'pending',
  PAUSED: 'paused',
};

const kinds: Readonly<Record<string, MessageTemplate['buttons'][number]['kind']>> = {
  QUICK_REPLY: 'reply',
  URL: 'link',
  PHONE_NUMBER: 'call',
};

function templateFrom(listed: Listed): MessageTemplate {
  const part = (type: string) => listed.components.find((one) => one.type === type);
  const header = part('HEADER');
  const buttons = part('BUTTONS')?.buttons ?? [];
  const format = header === undefined ? 'none' : (header.format ?? 'TEXT').toLowerCase();
  const texts = [header?.text ?? '', part('BODY')?.text ?? '', ...buttons.map(({ url }) => url ?? '')];
  return {
    name: listed.name,
    language: listed.language,
    category: listed.category.toLowerCase(),
    state: states[listed.status] ?? 'rejected',
    header: { kind: format === 'text' || format === 'image' ? format : 'none', text: header?.text ?? '' },
    body: part('BODY')?.text ?? '',
    footer: part('FOOTER')?.text ?? '',
    buttons: buttons.map(({ type, text, url }) => ({
      kind: kinds[type] ?? 'call',
      text,
      ...(url === undefined ? {} : { url }),
    })),
    usable:
      ['none', 'text', 'image'].includes(format) &&
      part('BODY')?.text !== undefined &&
      listed.category !== 'AUTHENTICATION' &&
      listed.components.every(({ type }) => ['HEADER', 'BODY', 'FOOTER', 'BUTTONS'].includes(type)) &&
      buttons.every(({ type }) => type in kinds) &&
      // Values by name are filled in another way, which the specification does not describe.
      texts.every((text) => [...text.matchAll(/\{\{(.*?)\}\}/g)].every(([, name]) => /^\d+$/.test(name ?? ''))),
  };
}
