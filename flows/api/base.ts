/** What every procedure of the contract builds on. */
import { oc } from '@orpc/contract';
import * as z from 'zod';

export const flowId = z.object({ flow: z.string() });
export const json = z.record(z.string(), z.unknown());

/** Errors every procedure may give: `code` is a key of the translations, `data.details` fills them. */
export const base = oc.errors({
  KASKAD: { status: 422, message: 'refused', data: z.object({ code: z.string(), details: json }) },
});
