/**
 * The built-in stand-in for every vendor: messages go nowhere, the app shows them in a mailbox and lets a person answer
 * as the recipient would. The mailbox is the message table itself, so sending does no work here.
 */
import * as z from 'zod';
import {
  ConnectorError,
  defineConnector,
  defineOperation,
  type ErrorClass,
  type MessageTemplate,
} from '../../flows/sdk/connector.ts';

/** Recipients that fail on purpose, so that failures can be tried by hand. The help text of the account lists them. */
const failingDomains: Readonly<Record<string, ErrorClass>> = {
  'bounce.invalid': 'unreachable-recipient',
  'blocked.invalid': 'blocked',
  'temporary.invalid': 'temporary',
};
const failingNumbers: Readonly<Record<string, ErrorClass>> = {
  '+15005550001': 'unreachable-recipient',
  '+15005550004': 'blocked',
  '+15005550005': 'temporary',
};

const words: Partial<Record<ErrorClass, string>> = {
  'unreachable-recipient': 'The sandbox plays a recipient that does not exist',
  blocked: 'The sandbox plays a recipient who blocked you',
  temporary: 'The sandbox plays a vendor that is down for a moment',
};

/** `anybody@bounce.invalid`, or for channels without a domain just `bounce.invalid`. */
function failureFor(recipient: string): ErrorClass | null {
  const domain = recipient.slice(recipient.lastIndexOf('@') + 1).toLowerCase();
  return failingDomains[domain] ?? failingNumbers[recipient] ?? null;
}

/** Stands for the templates that WhatsApp would have approved, so that a flow can be drawn before an account is connected. */
const sampleTemplates: MessageTemplate[] = (
  [
    ['en', 'Hello {{1}}, your order {{2}} is ready.', 'Where it is'],
    ['ru', 'Здравствуйте, {{1}}! Ваш заказ {{2}} готов.', 'Где он'],
    ['uk', 'Вітаємо, {{1}}! Ваше замовлення {{2}} готове.', 'Де воно'],
  ] as const
).map(([language, body, button]) => ({
  name: 'sample_order_ready',
  language,
  category: 'utility',
  state: 'approved',
  header: { kind: 'none', text: '' },
  body,
  footer: '',
  buttons: [{ kind: 'reply', text: button }],
  usable: true,
}));

export const connector = defineConnector({
  type: 'sandbox',
  config: z.strictObject({}),
  capabilities: [
    'send.email',
    'send.sms',
    'send.phone-call',
    'send.telegram',
    'send.viber',
    'send.whatsapp',
    'send.messenger',
    'send.instagram',
    'send.vk',
    'send.web-push',
    'send.site',
    'receive.messages',
    'operations.http.request',
  ],
  deduplicatesByKey: true,
  marksHandover: false,
  limits: { concurrency: 1000, perSecond: null },
  pollEvery: null,
  receipts: ['delivered', 'read', 'clicked', 'replied', 'failed'],
  operations: {
    'http.request': defineOperation({
      input: z.looseObject({
        method: z.string().max(10).meta({ fill: 'POST' }),
        url: z.string().max(8000).meta({ line: true }),
      }),
      idempotent: () => true,
      keep: () => ({ status: 200 }),
    }),
  },
  open: () => ({
    templates: async () => sampleTemplates,
    verify: async () => ({ detail: 'The sandbox is always ready. Nothing leaves this computer.' }),
    send: async (message) => {
      const failure = failureFor(message.to);
      if (failure !== null) throw new ConnectorError(failure, `${words[failure]} (${message.to}).`);
      return { vendorId: `sandbox:${message.key}`, state: 'delivered', cost: 0 };
    },
    // Plays a server that takes everything and has nothing to say. The contact's history shows what it was asked.
    operate: async (_name, input) => {
      const { url } = input as { url: string };
      const failure = URL.canParse(url) ? failureFor(new URL(url).hostname) : null;
      if (failure !== null) throw new ConnectorError(failure, `${words[failure]} (${new URL(url).hostname}).`);
      return { status: 200, ok: true, body: {} };
    },
  }),
});
