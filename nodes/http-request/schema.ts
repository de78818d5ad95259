import * as z from 'zod';
import { saveSchema } from '../../flows/sdk/answer.ts';
import { idSchema } from '../../flows/sdk/id.ts';
import { textsIn } from '../../flows/sdk/json-template.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import { durationSchema } from '../../flows/sdk/time.ts';

export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const withBody: readonly string[] = ['POST', 'PUT', 'PATCH'];

const text = z.string().max(4000).meta({ title: 'Value', description: 'Liquid template.' });

const header = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'bad-header')
  .meta({ title: 'Name', description: 'Secrets belong into the account, not here.' });

export const spec = defineSpec({
  type: 'http-request',
  version: 1,
  category: 'action',
  config: z.strictObject({
    account: idSchema.meta({ title: 'Account', description: 'Slot of the account that holds server and secrets.' }),
    method: z.enum(methods).meta({ title: 'Method' }),
    url: z.string().max(2000).meta({
      title: 'Address',
      description: 'Liquid template; in full, or relative to the base address of the account.',
    }),
    query: z
      .array(z.strictObject({ name: z.string().min(1).max(200).meta({ title: 'Name' }), value: text }))
      .max(30)
      .optional()
      .meta({ title: 'Query', description: 'Put behind the address, encoded.' }),
    headers: z
      .array(z.strictObject({ name: header, value: text }))
      .max(20)
      .optional()
      .meta({ title: 'Headers' }),
    body: z
      .string()
      .max(20_000)
      .optional()
      .meta({
        title: 'Contents',
        description: 'JSON whose texts are Liquid templates; a lone {{ event.x }} keeps the type of x.',
        examples: ['{ "email": "{{ contact.email }}", "total": "{{ event.total }}" }'],
      }),
    save: saveSchema
      .optional()
      .meta({ title: 'Save from the answer', description: 'What the answer lacks is left as it was.' }),
    tries: z.number().int().min(1).max(6).optional().meta({
      title: 'Tries',
      description: 'In all, while the server cannot be reached or has a problem of its own; 6 when left out.',
    }),
    repeatable: z.boolean().optional().meta({
      title: 'May be repeated',
      description:
        'The server does not mind getting a POST or PATCH twice, when it is unknown whether the first arrived.',
    }),
    timeout: durationSchema
      .optional()
      .meta({ title: 'Give up after', description: 'Counted from when the contact gets here.' }),
  }),
  defaults: { account: 'http', method: 'POST', url: '' },
  outlets: () => ['next', 'failed'],
  upgrades: {},
  references: ({ account, url, query = [], headers = [], body }) => ({
    accounts: [{ slot: account, capability: 'operations.http.request', path: 'account' }],
    templates: [
      { text: url, path: 'url', html: false },
      ...query.map(({ value }, index) => ({ text: value, path: `query.${index}.value`, html: false })),
      ...headers.map(({ value }, index) => ({ text: value, path: `headers.${index}.value`, html: false })),
      ...(body === undefined ? [] : [{ text: body, path: 'body', html: false }]),
    ],
  }),
  check: ({ url, body, method }) => {
    const problems: Omit<Problem, 'node'>[] = [];
    if (url.trim() === '') {
      problems.push({
        severity: 'error',
        path: 'url',
        code: 'empty-url',
        message: 'The request goes nowhere yet. Write its address.',
      });
    } else if (/^\s*[a-z][a-z0-9+.-]*:/i.test(url) && !/^\s*https?:\/\//i.test(url)) {
      problems.push({
        severity: 'error',
        path: 'url',
        code: 'not-a-web-address',
        message: 'Only addresses that begin with https:// or http:// can be asked.',
      });
    }
    if (body !== undefined && textsIn(body) === null) {
      problems.push({
        severity: 'error',
        path: 'body',
        code: 'not-json',
        message: 'The contents are not JSON. Values in braces stand inside quotation marks: "{{ event.total }}".',
      });
    }
    if (body !== undefined && !withBody.includes(method)) {
      problems.push({
        severity: 'warning',
        path: 'body',
        code: 'body-ignored',
        message: `A ${method} request has no contents: they are left out.`,
        params: { method },
      });
    }
    return problems;
  },
});

export const carriesBody = (method: string): boolean => withBody.includes(method);
