/** A loopback AlphaSMS, written from the published examples of requests and answers; never compared with the real service. */
import { startFakeVendor } from './fake-vendor.ts';

type Item = Record<string, unknown>;

/** The fields of each request: required ones, and those that may come too. */
const shapes: Readonly<Record<string, { required: Record<string, string>; optional: readonly string[] }>> = {
  balance: { required: {}, optional: [] },
  status: { required: { id: 'number' }, optional: [] },
  sms: {
    required: { id: 'number', phone: 'number', sms_signature: 'string', sms_message: 'string' },
    optional: ['sms_lifetime', 'short_link', 'unsubscribe_link', 'hook'],
  },
  pipeline: {
    required: { id: 'number', phone: 'number', pipeline: 'object', viber: 'object', sms: 'object' },
    optional: ['hook'],
  },
};

function problemOf(item: Item): string | null {
  const shape = shapes[String(item.type)];
  if (shape === undefined) return `unknown type ${String(item.type)}`;
  for (const [name, type] of Object.entries(shape.required))
    if (typeof item[name] !== type) return `${name} must be a ${type}`;
  for (const name of Object.keys(item))
    if (name !== 'type' && !(name in shape.required) && !shape.optional.includes(name)) return `unknown field ${name}`;
  if (item.id !== undefined && !Number.isSafeInteger(item.id)) return 'id is not a whole number';
  if (item.type === 'sms' && !/^[A-Za-z0-9._-]{1,11}$/.test(String(item.sms_signature))) return 'bad sms_signature';
  if (item.type === 'pipeline') {
    if (JSON.stringify(item.pipeline) !== '["viber","sms"]') return 'unknown pipeline';
    if (Object.keys(item.viber as Item).join() !== 'type,signature,message') return 'viber is not complete';
    if (Object.keys(item.sms as Item).join() !== 'signature,message') return 'sms is not complete';
  }
  return null;
}

export type FakeAlphaSms = Awaited<ReturnType<typeof startFakeAlphaSms>>;

export async function startFakeAlphaSms(key = 'planted-right-alpha-key') {
  const sent: Item[] = [];
  const statuses = new Map<number, Item>();
  let amount = 31.1683;
  let refuses: string | null = null;

  const answer = (item: Item): Item => {
    const problem = problemOf(item);
    if (problem !== null) throw new Error(`AlphaSMS does not take this: ${problem}`);
    if (item.type === 'balance') return { success: true, data: { amount, currency: 'UAH' } };
    const id = item.id as number;
    if (item.type === 'status') {
      const status = statuses.get(id);
      if (status === undefined) return { success: false, error: 'Message not found', data: { id } };
      return { success: true, data: { id, type: 'sms', ...status } };
    }
    if (statuses.has(id)) throw new Error(`the number ${id} came twice`);
    if (refuses !== null) return { success: false, error: refuses, data: { id } };
    sent.push(item);
    statuses.set(id, { status: 'ACCEPTED' });
    return { success: true, data: { id, msg_id: 123_456_000 + sent.length, data: 1, parts: 1 } };
  };

  const vendor = await startFakeVendor(({ method, path, headers, text }) => {
    if (method !== 'POST' || path !== '/api/json.php') return { status: 404, body: 'Not found' };
    if (headers['content-type'] !== 'application/json') throw new Error('AlphaSMS takes application/json only');
    const body = JSON.parse(text) as { auth: string; data: Item[] };
    if (Object.keys(body).join() !== 'auth,data') throw new Error('not the envelope');
    if (body.auth !== key) return { status: 200, body: { success: false, error: 'Access denied' } };
    return { status: 200, body: { success: true, data: body.data.map(answer) } };
  });
  return {
    ...vendor,
    key,
    sent,
    /** From now on single messages are refused in these words. */
    refuse: (words: string | null) => {
      refuses = words;
    },
    setAmount: (next: number) => {
      amount = next;
    },
    settle: (id: number, status: Item) => void statuses.set(id, status),
  };
}
