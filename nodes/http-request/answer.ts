import * as z from 'zod';

const answerSchema = z.object({ status: z.number().optional(), ok: z.boolean().optional(), body: z.unknown() });

export interface Answer {
  status: number | null;
  ok: boolean;
  body: unknown;
}

/** A stand-in has nothing to say: then all is well. */
export function readAnswer(value: unknown): Answer {
  const { status, ok, body } = answerSchema.safeParse(value).data ?? {};
  return { status: status ?? null, ok: ok ?? true, body };
}
