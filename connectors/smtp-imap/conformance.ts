import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { startImap } from '../../tests/kit/imap.ts';
import { type SmtpFault, smtpLogin, startSmtp } from '../../tests/kit/smtp.ts';

const faults: Readonly<Record<string, SmtpFault>> = {
  'rate-limited': { kind: 'recipient', code: 451, text: '4.7.1 Too many messages, slow down' },
  temporary: { kind: 'recipient', code: 452, text: '4.3.1 No space for now' },
  'unreachable-recipient': { kind: 'recipient', code: 550, text: '5.1.1 No such user' },
  'cut-after-acting': { kind: 'cut-after-dot', keeps: true },
  'hang-after-acting': { kind: 'hang-after-dot' },
};

export const conformance: Conformance = {
  async start() {
    const [smtp, imap] = await Promise.all([startSmtp(), startImap()]);
    const config = {
      host: smtp.host,
      port: smtp.port,
      security: 'none',
      ...smtpLogin,
      fromAddress: 'shop@acme.test',
      imapHost: imap.host,
      imapPort: imap.port,
      imapSecurity: 'none',
      imapUser: smtpLogin.user,
      imapPassword: smtpLogin.password,
      // Unused by a login with a password.
      clientSecret: 'planted-client-secret',
    };
    return {
      config,
      wrongCredentials: { ...config, password: 'Wrong-planted-1', imapPassword: 'Wrong-planted-2' },
      nobodyThere: { ...config, port: 1, imapPort: 1 },
      channel: 'email',
      parts: { subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' },
      recipient: 'olena@example.test',
      fail(fault) {
        const chosen = faults[fault];
        smtp.setFault(chosen ?? null);
        return chosen === undefined ? null : {};
      },
      heal: () => smtp.setFault(null),
      arrived: () => smtp.mails.length,
      close: async () => {
        await Promise.all([smtp.close(), imap.close()]);
      },
    };
  },
};
