/** The Send API of Messenger or Instagram as Meta's documentation has it, with faults. */
import { startJsonVendor, type VendorAnswer, type VendorFault } from './json-vendor.ts';

export const metaToken = 'EAAFakePageTokenForTests0123456789';
export const metaSecret = '00112233445566778899aabbccddeeff';

export const graphRefusal = (
  code: number,
  message: string,
  more: { subcode?: number; status?: number } = {},
): VendorAnswer => ({
  status: more.status ?? 400,
  body: {
    error: {
      message: `(#${code}) ${message}`,
      type: 'OAuthException',
      code,
      ...(more.subcode === undefined ? {} : { error_subcode: more.subcode }),
      fbtrace_id: 'Az8or2',
    },
  },
});

export const metaFaults: Readonly<Record<string, VendorFault>> = {
  'rate-limited': { kind: 'answer', ...graphRefusal(613, 'Calls to this API have exceeded the rate limit') },
  temporary: { kind: 'answer', ...graphRefusal(2, 'Service temporarily unavailable', { status: 500 }) },
  'cut-after-acting': { kind: 'cut', acts: true },
  'hang-after-acting': { kind: 'hang', acts: true },
};

/** `typed`: every message says of what type it is, as the host graph.facebook.com wants it and graph.instagram.com does not. */
export async function startFakeMessaging({ account, typed, me }: { account: string; typed: boolean; me: object }) {
  const sent: Record<string, unknown>[] = [];
  const names = new Map<string, object>();
  const vendor = await startJsonVendor((call) => {
    if (call.headers.authorization !== `Bearer ${metaToken}`)
      return graphRefusal(190, 'Invalid OAuth access token - Cannot parse access token', { status: 401 });
    const [, id, edge] = /^\/v\d+\.\d+\/(\w+)(?:\/(\w+))?$/.exec(call.path) ?? [];
    if (call.method === 'GET' && edge === undefined && (id === account || id === 'me')) return { body: me };
    if (call.method === 'GET' && edge === undefined && names.has(id ?? '')) return { body: names.get(id ?? '') };
    if (call.method !== 'POST' || id !== account || edge !== 'messages')
      return graphRefusal(100, 'Unsupported request. Object does not exist.');
    const body = call.body as { recipient?: { id?: string }; messaging_type?: string; message?: object };
    const allowed = ['recipient', 'message', ...(typed ? ['messaging_type'] : [])];
    const unknown = Object.keys(body).filter((key) => !allowed.includes(key));
    if (unknown.length > 0 || (typed && body.messaging_type !== 'RESPONSE'))
      return graphRefusal(100, `Invalid parameter ${unknown.join(', ')}`);
    const to = body.recipient?.id;
    if (to === '10000000000001') return graphRefusal(551, "This person isn't available right now");
    if (to === '10000000000002') return graphRefusal(100, 'No matching user found');
    if (to === '10000000000003')
      return graphRefusal(10, 'This message is sent outside of allowed window', { subcode: 2018278 });
    sent.push(body);
    return { body: { recipient_id: to, message_id: `m_${sent.length}` } };
  });
  return { ...vendor, sent, names };
}
