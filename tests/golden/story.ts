/** What happens in the golden workspaces. Every version that made one used these words; never change them. */
import type { FlowDocument } from '../../flows/document/schema.ts';
import type { OpenWorkspace } from '../../flows/host/workspace.ts';

export const start = Date.UTC(2026, 2, 23);
export const middle = start + 5 * 86_400_000 + 22 * 3_600_000;
const end = start + 12 * 86_400_000;

const base = { format: 'kaskad.flow', formatVersion: 1, language: 'en' } as const;
const slots = { accounts: { mail: { capability: 'send.email' }, text: { capability: 'send.sms' } } };
const content = { en: { subject: 'Hi', html: '<p>Hello {{ contact.first_name | default: "friend" }}</p>' } };
const vip = { combinator: 'and' as const, rules: [{ field: 'tags', operator: 'contains', value: 'vip' }] };

const orders: FlowDocument = {
  ...base,
  name: 'Orders',
  slots,
  settings: {
    entry: { key: 'event.order_id' },
    quietHours: { from: '21:00', to: '09:00' },
    goal: { event: 'pay', within: 'P5D' },
    exit: { when: [{ event: 'off' }] },
  },
  nodes: [
    { id: 'order', type: 'trigger-event', version: 1, config: { event: 'order' } },
    { id: 'wait', type: 'wait', version: 1, config: { for: 'PT30H' } },
    { id: 'who', type: 'segment', version: 1, config: { branches: [{ id: 'vip', rule: vip }] } },
    { id: 'mail', type: 'email', version: 1, config: { account: 'mail', topic: 'marketing', content, onSuppressed: 'wait' } },
    { id: 'heard', type: 'wait-for', version: 1, config: { outcomes: [{ id: 'paid', event: 'pay' }], timeout: 'P2D' } },
    { id: 'text', type: 'sms', version: 1, config: { account: 'text', topic: 'service', content: { en: { text: 'Your order' } } } },
    { id: 'thanks', type: 'milestone', version: 1, config: { name: 'Paid' } },
  ],
  edges: [
    { from: 'order', outlet: 'next', to: 'wait' },
    { from: 'wait', outlet: 'next', to: 'who' },
    { from: 'who', outlet: 'vip', to: 'mail' },
    { from: 'who', outlet: 'else', to: 'mail' },
    { from: 'mail', outlet: 'next', to: 'heard' },
    { from: 'mail', outlet: 'not-sent', to: 'text' },
    { from: 'heard', outlet: 'paid', to: 'thanks' },
    { from: 'heard', outlet: 'timeout', to: 'text' },
  ],
};

const waiting: FlowDocument = {
  ...base,
  name: 'Slow',
  slots,
  settings: {},
  nodes: [
    { id: 'all', type: 'trigger-manual', version: 1, config: { audience: { combinator: 'and', rules: [] } } },
    { id: 'week', type: 'wait', version: 1, config: { for: 'P6D', at: '10:00' } },
    { id: 'arms', type: 'split', version: 1, config: { arms: [{ id: 'a', weight: 3000 }, { id: 'b', weight: 7000 }] } },
    { id: 'count', type: 'update-contact', version: 1, config: { changes: [{ op: 'add', field: 'attributes.visits', value: 1 }] } },
    { id: 'mail', type: 'email', version: 1, config: { account: 'mail', topic: 'service', content } },
  ],
  edges: [
    { from: 'all', outlet: 'next', to: 'week' },
    { from: 'week', outlet: 'next', to: 'arms' },
    { from: 'arms', outlet: 'a', to: 'count' },
    { from: 'arms', outlet: 'b', to: 'mail' },
    { from: 'count', outlet: 'next', to: 'mail' },
  ],
};

const stopped: FlowDocument = {
  ...base,
  name: 'Stopped',
  slots,
  settings: {},
  nodes: [
    { id: 'all', type: 'trigger-manual', version: 1, config: { audience: vip } },
    { id: 'long', type: 'wait', version: 1, config: { for: 'P30D' } },
  ],
  edges: [{ from: 'all', outlet: 'next', to: 'long' }],
};

export const goldenFlows: readonly FlowDocument[] = [orders, waiting, stopped];

/** From the middle to the end: the paused flow goes on. */
export async function runOn(ws: OpenWorkspace, flows: readonly string[]): Promise<void> {
  ws.engine.resumeFlow(flows[1] as string);
  await ws.engine.runVirtual(middle, end, { reallySend: false });
}
