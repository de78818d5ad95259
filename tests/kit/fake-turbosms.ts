/** A loopback TurboSMS, written from the published examples and codes; never compared with the real service. */
import { startFakeVendor, type VendorReply } from './fake-vendor.ts';

export type FakeTurboSms = Awaited<ReturnType<typeof startFakeTurboSms>>;

export async function startFakeTurboSms(token = 'planted-right-turbo-token') {
  const sent: Record<string, unknown>[] = [];
  const known = new Map<string, unknown>();
  const statuses = new Map<string, Record<string, unknown>>();
  /** Numbers that are refused with this code. */
  const refused = new Map<string, [number, string]>();

  const say = (code: number, status: string, result: unknown = null): VendorReply => ({
    status: 200,
    body: { response_code: code, response_status: status, response_result: result },
  });

  const send = (body: Record<string, unknown>): VendorReply => {
    const allowed = ['recipients', 'sms', 'viber', 'sequence_id'];
    for (const name of Object.keys(body)) if (!allowed.includes(name)) throw new Error(`unknown field ${name}`);
    const [phone, ...others] = body.recipients as string[];
    if (phone === undefined || others.length > 0 || !/^\d{7,15}$/.test(phone)) throw new Error('not one recipient');
    for (const name of ['sms', 'viber']) {
      const part = body[name] as Record<string, unknown> | undefined;
      if (part !== undefined && Object.keys(part).sort().join() !== 'sender,text') throw new Error(`odd ${name}`);
    }
    const sequence = body.sequence_id as string;
    if (known.has(sequence)) return say(507, 'FAILED_DUPLICATE_REQUEST', known.get(sequence));
    const no = refused.get(phone);
    if (no !== undefined) {
      return say(802, 'SUCCESS_MESSAGE_PARTIAL_ACCEPTED', [
        { phone, response_code: no[0], message_id: null, response_status: no[1] },
      ]);
    }
    sent.push(body);
    const id = `f83f8868-5e46-c6cf-e4fb-${String(sent.length).padStart(12, '0')}`;
    statuses.set(id, { status: 'Queued', type: 'sms' });
    const result = [{ phone, response_code: 0, message_id: id, response_status: 'OK' }];
    known.set(sequence, result);
    return say(800, 'SUCCESS_MESSAGE_ACCEPTED', result);
  };

  const vendor = await startFakeVendor(({ method, path, headers, text }) => {
    if (method !== 'POST') throw new Error('TurboSMS is asked by POST');
    if (headers.authorization !== `Bearer ${token}`) return say(301, 'INVALID_TOKEN');
    const body = JSON.parse(text) as Record<string, unknown>;
    if (path === '/user/balance.json') return say(0, 'OK', { balance: '120.5' });
    if (path === '/message/send.json') return send(body);
    if (path !== '/message/status.json') throw new Error(`there is no ${path}`);
    return say(
      0,
      'OK',
      (body.messages as string[]).map((id) =>
        statuses.has(id)
          ? { message_id: id, response_code: 0, response_status: 'OK', ...statuses.get(id) }
          : { message_id: id, response_code: 414, response_status: 'NOT_ALLOWED_MESSAGE_ID' },
      ),
    );
  });
  return {
    ...vendor,
    token,
    sent,
    refused,
    say,
    settle: (id: string, status: Record<string, unknown>) => statuses.set(id, status),
  };
}
