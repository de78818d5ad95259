import { Readable } from 'node:stream';
import nodemailer from 'nodemailer';
import type { OutgoingFile, OutgoingMessage, SendReceipt } from '../../flows/sdk/connector.ts';
import { ConnectorError } from '../../flows/sdk/connector.ts';
import type { OAuthAccess } from '../../flows/sdk/oauth.ts';
import { smtpError } from './errors.ts';
import type { MailConfig } from './index.ts';
import { messageIdFor } from './message-id.ts';
import { textOfHtml } from './text.ts';

/** Shorter than the library's minutes, so that a dead server is noticed while somebody looks. Milliseconds. */
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, dnsTimeout: 10_000, socketTimeout: 60_000 };

interface SendContext {
  signal: AbortSignal;
  handover: () => Promise<void>;
}

/** One sending under way. */
interface Handing {
  handover: () => Promise<void>;
  asked: boolean;
  /** From here on the server may have the whole message. */
  handed: boolean;
  over: boolean;
  refusal: { error: unknown } | null;
}

/** `access`: the account signs in by the browser (XOAUTH2) instead of by password. */
export function openSender(config: MailConfig, access?: OAuthAccess) {
  let token: string | undefined;
  const failed = (error: unknown, handed: boolean): ConnectorError =>
    smtpError(error, handed, {
      secrets: [config.password, config.imapPassword, token],
      byBrowser: access !== undefined,
    });
  const underWay = new Map<string, Handing>();
  const transport = nodemailer.createTransport({
    pool: true,
    host: config.host,
    port: config.port,
    secure: config.security === 'tls',
    requireTLS: config.security === 'starttls',
    ignoreTLS: config.security === 'none',
    ...(access !== undefined
      ? { auth: { type: 'OAuth2', user: config.user ?? config.fromAddress } as const }
      : config.user === undefined
        ? {}
        : { auth: { user: config.user, pass: config.password ?? '' } }),
    maxConnections: 5,
    maxMessages: 100,
    // A connection that the server closed while idle: the message moves to another one. See `gated` for why that is safe.
    maxRequeues: 2,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...timeouts,
  });
  if (access !== undefined) {
    // Asked for each new connection; `renew`: the server has just refused the one before.
    transport.set(
      'oauth2_provision_cb',
      (_user: string, renew: boolean, done: (error: Error | null, token?: string) => void) => {
        access.token(renew && token !== undefined ? { refused: token } : {}).then(
          (fresh) => {
            token = fresh;
            done(null, fresh);
          },
          (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
        );
      },
    );
  }
  // The message is composed before it goes to the pool; the pool then reads it from a stream whose end waits for us.
  transport.use('stream', (mail, done) => {
    const handing = underWay.get(String(mail.data.messageId));
    if (handing === undefined) {
      done(new Error('The message is not under way.'));
      return;
    }
    mail.message.build((error, content) => {
      if (error !== null || content === undefined) {
        done(error ?? new Error('The message could not be composed.'));
        return;
      }
      Object.assign(mail.message, { createReadStream: () => gated(content, handing) });
      done();
    });
  });

  return {
    async verify(signal: AbortSignal): Promise<void> {
      const stopped = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('the check was stopped')), { once: true });
      });
      try {
        await Promise.race([transport.verify(), stopped]);
      } catch (error) {
        throw failed(error, false);
      }
    },

    async send(message: OutgoingMessage, context: SendContext): Promise<SendReceipt> {
      const messageId = messageIdFor(message.key, message.to, config.fromAddress);
      const handing: Handing = {
        handover: context.handover,
        asked: false,
        handed: false,
        over: false,
        refusal: null,
      };
      underWay.set(messageId, handing);
      try {
        const { html, text, subject } = message.parts;
        await transport.sendMail({
          messageId,
          from: { name: config.fromName ?? '', address: config.fromAddress },
          to: { name: message.toName ?? '', address: message.to },
          subject: subject ?? '',
          text: text ?? (html === undefined ? '' : textOfHtml(html)),
          ...(html === undefined ? {} : { html }),
          ...attached(message.files ?? []),
          ...(config.replyTo === undefined ? {} : { replyTo: config.replyTo }),
          ...unsubscribing(config, message),
          signal: context.signal,
        });
        return { vendorId: messageId, state: 'sent' };
      } catch (error) {
        if (handing.refusal !== null) throw handing.refusal.error;
        throw failed(error, handing.handed);
      } finally {
        handing.over = true;
        underWay.delete(messageId);
      }
    },

    close(): void {
      transport.close();
    },
  };
}

/** Both ways where there are both, as RFC 8058 wants it: one row, the address that needs no page first. Only https may be one-click. */
function unsubscribing({ unsubscribeAddress }: MailConfig, { unsubscribe }: OutgoingMessage) {
  const ways = [
    ...(unsubscribe?.startsWith('https://') ? [unsubscribe] : []),
    ...(unsubscribeAddress === undefined ? [] : [`mailto:${unsubscribeAddress}?subject=unsubscribe`]),
  ];
  if (ways.length === 0) return {};
  const oneClick = ways[0]?.startsWith('https://') ?? false;
  return {
    list: { unsubscribe: [ways] },
    ...(oneClick ? { headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } } : {}),
  };
}

/** Pictures that the HTML shows by their name, and files beside it. */
const attached = (files: readonly OutgoingFile[]) =>
  files.length === 0
    ? {}
    : {
        attachments: files.map(({ name, type, shownAs, bytes }) => ({
          filename: name,
          contentType: type,
          content: Buffer.from(bytes()),
          ...(shownAs === null ? {} : { cid: shownAs, contentDisposition: 'inline' as const }),
        })),
      };

/**
 * The composed message; its end, after which the server acts, waits for `handover`. Asked for a second time after that,
 * as the pool would for another try, it fails instead: the first try may have gone through.
 */
function gated(content: Buffer, handing: Handing): Readable {
  let given = false;
  let asking = false;
  return new Readable({
    read() {
      if (asking) return;
      if (handing.asked) {
        this.destroy(new ConnectorError('unreachable', 'The connection was cut.', { mayHaveActed: handing.handed }));
        return;
      }
      if (!given && content.length > 1) {
        given = true;
        this.push(content.subarray(0, -1));
        return;
      }
      asking = true;
      handing.asked = true;
      handing.handover().then(
        () => {
          if (handing.over) return;
          handing.handed = true;
          this.push(content.subarray(-1));
          this.push(null);
        },
        (error: unknown) => {
          handing.refusal = { error };
          this.destroy(error instanceof Error ? error : new Error(String(error)));
        },
      );
    },
  });
}
