import * as z from 'zod';
import { type AccountPlace, type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import { graphApi } from '../meta-graph.ts';
import { refusal } from './errors.ts';
import { historyOf } from './history.ts';
import { requestFor } from './request.ts';
import { templatesOf } from './templates.ts';

export interface Config {
  token: string;
  phoneNumberId: string;
  businessAccountId: string;
  appSecret?: string | undefined;
  version: string;
  baseUrl: string;
}

const numberSchema = z.object({ display_phone_number: z.string(), verified_name: z.string().optional() });
const sentSchema = z.object({ messages: z.array(z.object({ id: z.string() })).min(1) });

export function openWhatsApp(config: Config, place?: AccountPlace): ConnectorClient {
  const api = graphApi(config, { name: 'WhatsApp', refusal });
  return {
    async verify({ signal }) {
      const answer = await api.get(
        config.phoneNumberId,
        { fields: 'id,display_phone_number,verified_name,quality_rating' },
        signal,
      );
      const number = numberSchema.safeParse(answer);
      if (!number.success)
        throw new ConnectorError('bad-credentials', 'This is not the id of a WhatsApp phone number. Copy it again.');
      const name = [number.data.verified_name, number.data.display_phone_number].filter(Boolean).join(', ');
      const count = (await templatesOf(api, config.businessAccountId, signal)).filter(
        ({ state, usable }) => state === 'approved' && usable,
      ).length;
      return {
        detail: `Connected as ${name}. Approved templates that can be used here: ${count}. ${await receiptsInWords(signal)} ${answersInWords()}`,
      };
    },

    async send(message, { signal, handover }) {
      const request = requestFor(message);
      await handover();
      const sent = sentSchema.safeParse(await api.post(`${config.phoneNumberId}/messages`, request, signal));
      if (!sent.success)
        throw new ConnectorError('temporary', 'WhatsApp accepted the message but its answer cannot be read.', {
          mayHaveActed: true,
        });
      return { vendorId: sent.data.messages[0]?.id ?? null, state: 'sent' };
    },

    templates: ({ signal }) => templatesOf(api, config.businessAccountId, signal),

    async poll(_cursor, { signal, now }) {
      try {
        return { incoming: await historyOf(api, config.phoneNumberId, signal, now), cursor: null, more: false };
      } catch (error) {
        // Not every app may read the history. Messages still leave: the account must not be paused for it.
        if (error instanceof ConnectorError && error.errorClass === 'bad-credentials')
          throw new ConnectorError('temporary', error.message, { retryAfter: deniedForMs });
        throw error;
      }
    },
  };

  function answersInWords(): string {
    if ((place?.hookAddress() ?? null) === null) return 'What people write back needs the webhook, and is not read.';
    return config.appSecret === undefined
      ? 'What people write back is not believed until the App Secret is set.'
      : 'What people write back comes to the address of this account, once Meta knows it.';
  }

  async function receiptsInWords(signal: AbortSignal): Promise<string> {
    try {
      await historyOf(api, config.phoneNumberId, signal, 0);
      return 'Delivery and reading are told.';
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      return `WhatsApp does not let this token read the history of messages, so neither delivery nor reading is known (${error.message}).`;
    }
  }
}

const deniedForMs = 3_600_000;
