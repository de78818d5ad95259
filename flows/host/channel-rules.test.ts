/** Whom the rules of a channel are said to stop before a start is whom the run then skips, rule by rule. */
import { createRouterClient } from '@orpc/server';
import { afterEach, expect, it } from 'vitest';
import { noTemplate } from '../../nodes/whatsapp/template.ts';
import { everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import { flowsApi } from './api/flows.ts';

let ws: TestWorkspace;
afterEach(() => ws.dispose());

const hour = 3_600_000;

/** Everybody that a rule stops, some of them by several. */
async function people(): Promise<void> {
  ws = await testWorkspace({ now: '2026-03-02T09:00:00Z' });
  const states = [null, 'valid', 'bounced', 'blocked', 'unconfirmed'] as const;
  let n = 0;
  for (const state of states) {
    for (const granted of [null, true, false]) {
      for (const wrote of [null, 1, 23.9, 24.1, 'elsewhere'] as const) {
        n++;
        const contact = ws.contact(`c${n}`, {
          addresses: state === null ? [] : [{ kind: 'whatsapp', value: `+3805000${1000 + n}`, state }],
          consents: granted === null ? [] : [{ channel: 'whatsapp', topic: '', granted }],
        });
        if (wrote === null) continue;
        const hours = wrote === 'elsewhere' ? 1 : wrote;
        const channel = wrote === 'elsewhere' ? 'telegram' : 'whatsapp';
        ws.event(contact, 'message.received', ws.clock.now - hours * hour, { channel, text: 'hi' });
      }
    }
  }
}

const template = { kind: 'template', templates: { en: noTemplate('en') } };

it.each([
  ['free text', { kind: 'text', content: { en: { text: 'Hello' } } }, 'marketing'],
  ['free text that needs no consent', { kind: 'text', content: { en: { text: 'Hello' } } }, 'service'],
])('%s: each count is what the run skips for that reason [I7]', async (_name, over, topic) => {
  await people();
  const flow = ws.flow(
    flowOf(
      [
        ['start', 'trigger-manual', { audience: everybody }],
        ['say', 'whatsapp', { account: 'wa', topic, templates: {}, ...over, onSuppressed: 'not-sent' }],
        ['end', 'exit', { reason: 'told' }],
        ['lost', 'exit', { reason: 'lost' }],
      ],
      ['start.next>say', 'say.next>end', 'say.not-sent>lost'],
      {},
      { accounts: { wa: { capability: 'send.whatsapp' } } },
    ),
  );
  const api = createRouterClient(flowsApi, { context: ws });
  const { audience, channels } = await api.channelRules({ flow, node: 'say' });
  const sheet = (await api.preflight({ flow })).reach[0];
  expect(sheet?.rules).toEqual(channels[0]?.rules);
  expect(audience).toBe(75);
  ws.engine.startFlow(flow);
  await ws.engine.runUntilIdle();
  const skipped = ws.report(flow).messages.find(({ node }) => node === 'say')?.suppressed ?? {};
  const reasons = {
    address: 'no-address',
    'bad-address': 'bad-address',
    consent: 'no-consent',
    window: 'outside-window',
  };
  const foreseen = Object.fromEntries(
    (channels[0]?.rules ?? []).flatMap(({ rule, stops }) =>
      stops === null || stops === 0 ? [] : [[reasons[rule as keyof typeof reasons] ?? rule, stops]],
    ),
  );
  expect(foreseen).toEqual(skipped);
  expect(Object.keys(foreseen).length).toBeGreaterThan(2);
});

it('has no window for approved templates, and no counts where nobody can be counted', async () => {
  await people();
  const flow = ws.flow(
    flowOf(
      [
        ['start', 'trigger-event', { event: 'order.created' }],
        ['say', 'whatsapp', { account: 'wa', topic: 'marketing', content: {}, ...template }],
        ['end', 'exit', { reason: 'told' }],
      ],
      ['start.next>say', 'say.next>end', 'say.not-sent>end'],
      {},
      { accounts: { wa: { capability: 'send.whatsapp' } } },
    ),
  );
  const api = createRouterClient(flowsApi, { context: ws });
  const { audience, channels } = await api.channelRules({ flow, node: 'say' });
  expect(audience).toBeNull();
  expect(channels).toEqual([
    {
      channel: 'whatsapp',
      rules: ['address', 'bad-address', 'consent'].map((rule) => ({ rule, limit: null, stops: null })),
    },
  ]);
});
