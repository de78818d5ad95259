/**
 * A loopback SendGrid: refuses every request that the published description does not take, and keeps its lists. Written
 * from the description; never compared with the real service.
 */
import specification from '../../connectors/sendgrid/specification/sendgrid.json' with { type: 'json' };
import { startFakeVendor, type VendorReply, type VendorRequest } from './fake-vendor.ts';
import { openApi } from './openapi.ts';

const spec = openApi(specification);

export interface FakeEntry {
  created: number;
  email: string;
  reason?: string;
  status?: string;
  ip?: string;
}

export type FakeSendGrid = Awaited<ReturnType<typeof startFakeSendGrid>>;

export async function startFakeSendGrid(key = `SG.${'planted-right'.padEnd(22, '0')}.${'k'.repeat(43)}`) {
  const letters: Record<string, unknown>[] = [];
  const lists = new Map<string, FakeEntry[]>();
  let scopes = ['mail.send', 'suppression.bounces.read'];
  let readable = true;
  const refuse = (status: number, message: string): VendorReply => ({
    status,
    body: { errors: [{ message, field: null }] },
  });

  const answer = (request: VendorRequest): VendorReply => {
    if (request.path === '/v3/scopes') return { status: 200, body: { scopes } };
    if (request.method === 'POST') {
      letters.push(JSON.parse(request.text) as Record<string, unknown>);
      return { status: 202, headers: { 'x-message-id': `letter-${letters.length}` } };
    }
    if (!readable) return refuse(403, 'access forbidden');
    const since = Number(request.query.get('start_time') ?? 0);
    const offset = Number(request.query.get('offset') ?? 0);
    const found = (lists.get(request.path.split('/').at(-1) ?? '') ?? []).filter(({ created }) => created >= since);
    return { status: 200, body: found.slice(offset, offset + Number(request.query.get('limit') ?? 500)) };
  };

  const vendor = await startFakeVendor((request) => {
    if (request.headers.authorization !== `Bearer ${key}`) return refuse(401, 'authorization required');
    const problem = spec.problemOf({
      ...request,
      ...(request.method === 'POST' ? { body: JSON.parse(request.text) as unknown } : {}),
    });
    if (problem !== null) throw new Error(`SendGrid does not take this: ${problem}`);
    const reply = answer(request);
    const wrong =
      reply.status === 200 ? spec.problemOfAnswer(request.method, request.path, reply.status, reply.body) : null;
    if (wrong !== null) throw new Error(`SendGrid would not answer so: ${wrong}`);
    return reply;
  });
  return {
    ...vendor,
    key,
    letters,
    add(list: string, ...entries: FakeEntry[]): void {
      lists.set(list, [...(lists.get(list) ?? []), ...entries]);
    },
    setScopes: (next: string[]) => {
      scopes = next;
    },
    setReadable: (next: boolean) => {
      readable = next;
    },
  };
}
