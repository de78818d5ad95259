import type { AxiosResponse } from 'axios';
import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import { lazily } from '../../flows/sdk/lazily.ts';
import { keyMark, type PushAddress, readPushAddress } from '../../flows/sdk/push.ts';
import { makeHttp } from '../http.ts';
import { lostAnswer } from '../vendor-call.ts';
import { answerError } from './answers.ts';
import type { WebPushConfig } from './index.ts';
import { type Push, pushOf } from './payload.ts';
import { serviceOf } from './services.ts';

const sendTimeoutMs = 20_000;
/** Of an answer nothing but its status and headers is read. */
const largestAnswer = 64 * 1024;

export function openWebPush(config: WebPushConfig): ConnectorClient {
  const { contact, icon, publicKey = '', privateKey = '', baseUrl } = config;
  const subject = contact.includes('@') && !/^(?:mailto|https):/.test(contact) ? `mailto:${contact}` : contact;
  const http = makeHttp({
    // A redirect would carry the signature elsewhere.
    maxRedirects: 0,
    maxContentLength: largestAnswer,
    validateStatus: () => true,
    responseType: 'text',
    ...(baseUrl === undefined ? {} : { proxy: false as const }),
  });

  const library = lazily(async () => (await import('web-push')).default);

  /** Encrypted for one browser, and signed. The library's errors may hold keys: nothing of them is passed on. */
  async function sealed(address: PushAddress, { payload, ttl, urgency, topic }: Push) {
    const { endpoint, p256dh, auth } = address;
    const webPush = await library.get();
    try {
      return webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
        vapidDetails: { subject, publicKey, privateKey },
        contentEncoding: 'aes128gcm',
        TTL: ttl,
        urgency,
        ...(topic === null ? {} : { topic }),
      });
    } catch {
      throw new ConnectorError(
        'unreachable-recipient',
        'The keys that this browser gave cannot be used. The person has to switch messages on again on your site.',
      );
    }
  }

  return {
    // There is nobody to ask: a push service knows an account by its signature only, and each browser has its own.
    verify: async () => ({
      detail: 'Ready: the keys fit each other. What a push service says is known with the first message.',
    }),
    async send(message, { signal, handover }) {
      const address = readPushAddress(message.to);
      if (address === null) {
        throw new ConnectorError(
          'unreachable-recipient',
          'This address names no browser. Browsers are collected by your site, not imported.',
        );
      }
      if (address.key !== keyMark(publicKey)) {
        throw new ConnectorError(
          'bad-request',
          'This browser was asked by another web push account, and takes messages of that one only. Choose that account in the flow.',
        );
      }
      const service = serviceOf(address.endpoint, baseUrl);
      if (service === null) {
        throw new ConnectorError(
          'unreachable-recipient',
          'The browser names a push service that Kaskad does not know, so nothing is sent there.',
        );
      }
      const { method, endpoint, headers, body } = await sealed(address, pushOf(message, icon));
      await handover();
      let response: AxiosResponse<unknown>;
      try {
        response = await http.request({
          method,
          url: endpoint,
          headers: headers as Record<string, string>,
          data: body,
          signal: AbortSignal.any([signal, AbortSignal.timeout(sendTimeoutMs)]),
        });
      } catch (error) {
        throw lostAnswer(error, service, true);
      }
      if (response.status >= 200 && response.status < 300) return { vendorId: `push:${message.key}` };
      throw answerError(response.status, response.headers['retry-after'], service);
    },
  };
}
