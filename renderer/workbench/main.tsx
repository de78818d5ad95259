/**
 * Every form at the inspector's width, on invented data: for looking at while working, never shipped.
 * `workbench.html?scheme=dark&language=ru&only=email`.
 */
import '@mantine/core/styles.css';
import '../ui/tokens.css';
import { MantineProvider } from '@mantine/core';
import i18next from 'i18next';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { initReactI18next } from 'react-i18next';
import { emptyFlow } from '../../flows/document/schema.ts';
import { editors, folderStrings, specs } from '../../registry/editors.ts';
import { cssVariables, theme } from '../app/theme.ts';
import { CategoryIcon } from '../ui/bits.tsx';
import { type EditorContext, EditorContextProvider } from '../ui/define-editor.ts';
import { summaryHelp } from '../ui/use-ui.ts';

const query = new URLSearchParams(window.location.search);
const language = query.get('language') ?? 'en';
const scheme = query.get('scheme') === 'dark' ? 'dark' : 'light';
const only = query.get('only')?.split(',');
const ui = import.meta.glob<Record<string, unknown>>('../strings/*/ui.json', { eager: true, import: 'default' });

const samples: Record<string, unknown> = {
  'trigger-manual': {
    audience: {
      combinator: 'and',
      rules: [
        {
          field: 'events.order.created',
          operator: '=',
          match: { mode: 'atLeast', threshold: 2 },
          value: { combinator: 'and', rules: [{ field: 'props.total', operator: '>', value: 500 }] },
        },
        { field: 'lastEventAt.order.created', operator: 'before', value: '-P90D' },
        {
          combinator: 'or',
          rules: [
            { field: 'tags', operator: '=', value: 'vip' },
            { field: 'consent.email.marketing', operator: '=', value: true },
            { field: 'rfm.luck', operator: '>', value: 3 },
          ],
        },
      ],
    },
  },
  email: {
    account: 'email',
    topic: 'marketing',
    content: {
      en: {
        subject: 'We miss you, {{ contact.first_name | default: "friend" }}',
        html: '<h1>We miss you</h1>\n<p>Come back, {{ contact.first_name }}: <strong>15% off</strong>.</p>',
      },
    },
  },
  sms: {
    account: 'sms',
    topic: 'service',
    content: {
      en: { text: 'Привіт, {{ contact.first_name }}! Ваше замовлення вже в дорозі, курʼєр буде за 20 хвилин.' },
    },
  },
  telegram: {
    account: 'telegram',
    topic: 'marketing',
    content: { en: { text: '{{ contact.first_name }}, rate your order {{ event.order_id }}' } },
    buttons: [{ id: 'good', text: 'Great' }],
  },
};

const context: EditorContext = {
  document: {
    ...emptyFlow('Workbench'),
    nodes: [{ id: 'mail', type: 'email', version: 1, name: 'Win-back', config: { content: {} } }],
  },
  accounts: [
    {
      account: '1',
      name: 'Sandbox',
      type: 'sandbox',
      capabilities: ['send.email', 'send.telegram', 'send.whatsapp', 'send.viber', 'send.vk'],
      defaultFor: ['send.whatsapp', 'send.viber', 'send.vk'],
    },
  ],
  bindings: { email: '1' },
  bindAccount: (slot) => slot ?? 'email',
  fields: {
    attributes: [
      { name: 'points', type: 'number' },
      { name: 'birthday', type: 'date' },
      { name: 'favourite_pizza', type: 'string' },
    ],
    tags: ['vip', 'customer'],
    events: [
      {
        type: 'order.created',
        count: 1284,
        props: [
          { name: 'total', type: 'number' },
          { name: 'order_id', type: 'string' },
        ],
      },
      { type: 'cart.updated', count: 310, props: [{ name: 'total', type: 'number' }] },
    ],
    channels: ['email', 'sms', 'telegram'],
    topics: ['marketing', 'news'],
    languages: ['en', 'ru', 'uk'],
    countries: ['UA', 'PL'],
  },
  segments: [{ slot: 'lapsed', name: 'Lapsed buyers' }],
  flows: [{ flow: 'welcome', name: 'Welcome' }],
  flowOf: (slot) => (slot === '' ? null : slot),
  offers: [],
  offerOf: () => null,
  offerSlot: (offer) => offer,
  bindFlow: (flow) => flow,
  count: async (rule) => 1240 + rule.rules.length,
  preview: async ({ parts }) => ({ parts, errors: [], htmlBytes: null }),
  templates: async () =>
    (['approved', 'pending', 'paused'] as const).map((state, index) => ({
      name: ['order_ready', 'autumn_sale', 'we_miss_you'][index] ?? '',
      language: 'en_US',
      category: 'utility',
      state,
      header: { kind: 'text', text: 'Order {{1}}' },
      body: 'Hello {{1}}, your order {{2}} is ready. We keep it for three days.',
      footer: 'Jaspers Market',
      buttons: [
        { kind: 'reply', text: 'On my way' },
        { kind: 'link', text: 'Track', url: 'https://jaspers.test/{{1}}' },
      ],
      usable: true,
    })),
  searchContacts: async () => [{ id: 1, label: 'Anna · anna@example.com' }],
  languages: ['en', 'ru', 'uk'],
};

function Bench({ type }: { type: string }) {
  const spec = specs.get(type);
  const editor = editors.get(type);
  const [config, setConfig] = useState<unknown>(() => spec?.config.parse(samples[type] ?? spec.defaults));
  if (spec === undefined || editor === undefined) return null;
  const fixed = i18next.getFixedT(language, [`node-${type}`, 'ui']);
  const t = (key: string, params?: Record<string, string | number>) => fixed(key, { ...params });
  const props = { config, onChange: setConfig, node: 'self', problems: [], t };
  const { Form, Texts } = editor;
  const parsed = spec.config.safeParse(config);
  return (
    <section
      aria-label={type}
      style={{ width: 340, padding: 14, background: 'var(--k-panel)', border: '1px solid var(--k-line)' }}
    >
      <h2 style={{ display: 'flex', gap: 9, fontSize: 15, margin: '0 0 4px' }}>
        <CategoryIcon icon={editor.icon} category={spec.category} />
        {t('name')}
      </h2>
      <p className="k-hint" style={{ marginBottom: 14 }}>
        {parsed.success
          ? editor.summary(parsed.data, summaryHelp({ t, language, nodeName: (id) => id }))
          : JSON.stringify(config)}
      </p>
      <Form {...props} />
      {Texts === undefined ? null : (
        <div style={{ marginTop: 16 }}>
          <Texts {...props} />
        </div>
      )}
    </section>
  );
}

await i18next.use(initReactI18next).init({
  lng: language,
  interpolation: { escapeValue: false },
  resources: Object.fromEntries(
    ['en', 'ru', 'uk'].map((code) => [code, { ...folderStrings[code], ui: ui[`../strings/${code}/ui.json`] ?? {} }]),
  ),
});
document.documentElement.lang = language;
const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} forceColorScheme={scheme}>
      <EditorContextProvider value={context}>
        <h1 style={{ fontSize: 15 }}>Workbench</h1>
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 16, alignItems: 'flex-start', fontSize: 13 }}>
          {[...specs.keys()]
            .filter((type) => only === undefined || only.includes(type))
            .map((type) => (
              <Bench key={type} type={type} />
            ))}
        </div>
      </EditorContextProvider>
    </MantineProvider>,
  );
