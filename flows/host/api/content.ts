/** Renders texts as the outbox would, for a person who writes them. */
import { formatInstant } from '../../sdk/time.ts';
import { renderedMessage } from '../rendered-message.ts';
import { os } from './base.ts';

export const contentApi = {
  preview: os.content.preview.handler(async ({ context, input }) => {
    const { parts, errors, contact: known } = await renderedMessage(context, input);
    const { timezone } = context.store.meta.get();
    return {
      parts,
      errors,
      htmlBytes: parts.html === undefined ? null : Buffer.byteLength(parts.html),
      contact:
        known === null
          ? null
          : { ...known, tags: [...known.tags], createdAt: formatInstant(known.createdAt, timezone) },
    };
  }),
};
