import { describe, expect, it } from 'vitest';
import { deliveryOf, twilioSigned } from '../../tests/kit/deliveries.ts';
import { hook, isSigned } from './hook.ts';
import { connector } from './index.ts';

const accountSid = `AC${'0a'.repeat(16)}`;
const token = 'fake-auth-token-0123456789abcdef';
const url = 'https://go.example.com/hooks/v/0123456789abcdefABCDEF';
const config = connector.config.parse({ accountSid, secret: token, sender: '+15005550006' });
const context = { now: Date.parse('2026-03-02T09:00:00Z'), word: 'w' };
const receive = (fields: Record<string, string>, key = token, account = config) =>
  hook.receive(account, deliveryOf(twilioSigned(key, url, fields), url), context);
const incoming = (fields: Record<string, string>) => {
  const result = receive({ AccountSid: accountSid, ...fields });
  if (result.kind !== 'taken') throw new Error(`not taken: ${JSON.stringify(result)}`);
  return result.incoming;
};
const delivered = { MessageSid: 'SM1', MessageStatus: 'delivered', To: '+380501112233', From: '+15005550006' };

describe('whether it is Twilio’s', () => {
  const fields = {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
  };
  const page = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  const signed = (
    address: string,
    signature: string,
    values: ConstructorParameters<typeof URLSearchParams>[0] = fields,
  ) => isSigned({ url: address, header: () => signature }, new URLSearchParams(values), '12345');

  it('agrees with the signatures that Twilio’s own library is tested by', () => {
    expect(signed(page, 'RSOYDt4T1cUTdK1PDd93/VVr8B8=')).toBe(true);
    expect(signed(page.replace('.com', '.com:1234'), 'RSOYDt4T1cUTdK1PDd93/VVr8B8=')).toBe(true);
    expect(signed(page, 'kvajT1Ptam85bY51eRf/AJRuM3w=')).toBe(true);
    expect(signed(page.replace('https', 'http'), '0ZXoZLH/DfblKGATFgpif+LLRf4=')).toBe(true);
    expect(signed(`${page}&Body=It's+amazing`, 'dsq4Ehbj6cs+KdTkpF5sSSplOWw=')).toBe(true);
    const several = [
      ['Sid', 'CA123'],
      ['SidAccount', 'AC123'],
      ['Digits', '5678'],
      ['Digits', '1234'],
      ['Digits', '1234'],
    ];
    expect(signed(page, 'IK+Dwps556ElfBT0I3Rgjkr1wJU=', several)).toBe(true);
    expect(signed(page, 'WRONG_SIGNATURE')).toBe(false);
    expect(signed(page.replace('foo', 'fob'), 'RSOYDt4T1cUTdK1PDd93/VVr8B8=')).toBe(false);
  });

  it('is refused when it was signed by another, or not at all', () => {
    expect(receive(delivered, `${token}x`)).toEqual({ kind: 'refused', reason: 'unsigned' });
    const { body } = twilioSigned(token, url, delivered);
    expect(hook.receive(config, deliveryOf({ headers: {}, body }, url), context)).toEqual({
      kind: 'refused',
      reason: 'unsigned',
    });
    const elsewhere = deliveryOf(twilioSigned(token, `${url}x`, delivered), url);
    expect(hook.receive(config, elsewhere, context)).toEqual({ kind: 'refused', reason: 'unsigned' });
  });

  it('with an API key is known by the account’s token, which has to be told', () => {
    const keyed = { ...config, apiKey: `SK${'0b'.repeat(16)}`, secret: 'the-secret-of-the-key' };
    expect(hook.ready(keyed)).toBe(false);
    expect(receive(delivered, 'the-secret-of-the-key', keyed)).toEqual({ kind: 'refused', reason: 'unset' });
    expect(receive(delivered, token, { ...keyed, authToken: token }).kind).toBe('taken');
    expect(receive(delivered, 'the-secret-of-the-key', { ...keyed, authToken: token })).toEqual({
      kind: 'refused',
      reason: 'unsigned',
    });
  });
});

describe('what it says', () => {
  it('what became of a message, by the ids of the list', () => {
    expect(incoming(delivered)).toMatchObject([
      { kind: 'receipt', id: 'SM1:delivered', vendorId: 'SM1', state: 'delivered', at: context.now },
    ]);
    expect(incoming({ ...delivered, MessageStatus: 'sent' })).toEqual([]);
    expect(incoming({ ...delivered, MessageStatus: 'undelivered', ErrorCode: '30005' })).toMatchObject([
      { id: 'SM1:failed', state: 'failed', reason: '30005' },
      { kind: 'address', address: 'phone', value: '+380501112233', state: 'bounced' },
    ]);
  });

  it('what people write, and that they want nothing more', () => {
    const written = { MessageSid: 'SM2', From: '+380501112233', To: '+15005550006', NumMedia: '0' };
    expect(incoming({ ...written, Body: 'Так' })).toEqual([
      { kind: 'message', id: 'SM2', channel: 'sms', from: '+380501112233', at: context.now, text: 'Так' },
    ]);
    expect(incoming({ ...written, Body: 'STOP' })).toMatchObject([{ props: { unsubscribe: true } }]);
    expect(incoming({ ...written, From: 'whatsapp:+380501112233', Body: 'x' })).toEqual([]);
  });

  it('is answered with TwiML that does nothing', () => {
    expect(receive({ AccountSid: accountSid, ...delivered })).toMatchObject({
      answer: { type: 'text/xml; charset=utf-8', body: expect.stringContaining('<Response/>') },
    });
  });

  it('nothing of other accounts and of what is no message', () => {
    expect(incoming({ ...delivered, AccountSid: `AC${'0c'.repeat(16)}` })).toEqual([]);
    expect(incoming({})).toEqual([]);
    expect(incoming({ CallSid: 'CA1', CallStatus: 'ringing' })).toEqual([]);
  });
});
