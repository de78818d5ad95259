/** What every procedure file builds on: the contract, implemented over an open workspace. */
import { implement, ORPCError } from '@orpc/server';
import { contract } from '../../api/contract.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { parseInstant } from '../../sdk/time.ts';
import { inWords } from '../../store/open.ts';
import type { HostContext } from '../context.ts';

/** What a person can act on crosses the wire as the contract's `KASKAD` error; anything else stays an internal error. */
export const asContractError = (error: unknown): unknown =>
  error instanceof KaskadError
    ? new ORPCError('KASKAD', {
        status: 422,
        message: error.message,
        data: { code: error.code, details: plainJson(error.details) },
        cause: error,
      })
    : error;

/** Details may hold anything an error was given; the contract promises JSON. */
const plainJson = (details: Record<string, unknown>): Record<string, unknown> =>
  JSON.parse(JSON.stringify(details)) as Record<string, unknown>;

/** Implements the contract: `os.flows.list.handler(({ context, input }) => ...)`. A KaskadError thrown inside reaches the caller. */
export const os = implement(contract)
  .$context<HostContext>()
  .use(async ({ next, context }) => {
    try {
      return await next();
    } catch (error) {
      throw asContractError(inWords(error, context.store.file));
    }
  });

/** A moment that a caller gave. Throws `bad-time`. */
export function momentOf(text: string, zone: string): number {
  const ms = parseInstant(text, zone);
  if (ms === null) {
    throw new KaskadError('bad-time', `"${text}" is not a time. Use one such as 2026-03-29T10:00:00+03:00.`, { text });
  }
  return ms;
}
