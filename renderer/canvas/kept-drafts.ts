/** Unsaved drafts survive a closed window or a crashed engine on this device, until they are in the workspace. */
import * as z from 'zod';
import { flowSchema } from '../../flows/document/schema.ts';
import type { Draft } from '../state/autosave.ts';

const keptSchema = z.object({
  revision: z.number(),
  document: flowSchema,
  bindings: z.record(z.string(), z.string()),
});

const keyOf = (flow: string): string => `kaskad.unsaved.${flow}`;

export const keptDrafts = (flow: string, storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) => ({
  put: (draft: Draft & { revision: number }): void => {
    try {
      storage.setItem(keyOf(flow), JSON.stringify(draft));
    } catch {
      // A full storage: the draft is still on screen, and the next save is tried anyway.
    }
  },
  clear: (): void => storage.removeItem(keyOf(flow)),
  take: (): (Draft & { revision: number }) | null => {
    const text = storage.getItem(keyOf(flow));
    if (text === null) return null;
    try {
      return keptSchema.parse(JSON.parse(text));
    } catch {
      return null;
    }
  },
});
