import type * as z from 'zod';
import { taken } from '../../flows/sdk/answer.ts';
import { filled, textsIn } from '../../flows/sdk/json-template.ts';
import { defineStep, type StepArgs } from '../../flows/sdk/node.ts';
import { change, go, type Memory, operate } from '../../flows/sdk/outcome.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import { typedValue } from '../../flows/sdk/profile.ts';
import { readAnswer } from './answer.ts';
import { carriesBody, spec } from './schema.ts';

type Config = z.output<typeof spec.config>;

export const step = defineStep(spec, (args) => {
  const { config, input } = args;
  if (input.kind === 'arrived') {
    const request = asRequest(args);
    if ('failed' in request) return go('failed', { reason: request.failed });
    return operate({
      account: config.account,
      name: 'http.request',
      input: request.input,
      ...(config.tries === undefined ? {} : { tries: config.tries }),
      ...(config.timeout === undefined ? {} : { timeout: config.timeout }),
    });
  }
  if (input.kind !== 'operated') return go('failed', { reason: 'interrupted' });
  const { result } = input;
  if (result.status === 'failed') return go('failed', { reason: result.reason });
  const answer = readAnswer(result.value);
  if (!answer.ok) return go('failed', { status: answer.status });
  const { found, missing } = taken(answer.body, config.save ?? []);
  // The journal keeps what was taken from the answer, not the answer.
  const why = {
    status: answer.status,
    ...(found.length === 0 ? {} : { saved: Object.fromEntries(found.map(({ field, value }) => [field, value])) }),
    ...(missing.length === 0 ? {} : { missing }),
  };
  if (found.length === 0) return go('next', why);
  return change(
    found.map(({ field, value }) => ({ op: 'set' as const, field, value })),
    'next',
    why,
  );
});

function asRequest(args: StepArgs<Config>): { input: Memory } | { failed: string } {
  const { config, render } = args;
  const { method, query = [], headers = [], body } = config;
  try {
    const pairs = query.map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(render(value))}`);
    const address = render(config.url).trim();
    if (address === '') return { failed: 'empty-url' };
    const url = pairs.length === 0 ? address : `${address}${address.includes('?') ? '&' : '?'}${pairs.join('&')}`;
    if (body !== undefined && textsIn(body) === null) return { failed: 'not-json' };
    return {
      input: {
        method,
        url,
        ...(headers.length === 0
          ? {}
          : { headers: Object.fromEntries(headers.map(({ name, value }) => [name, render(value)])) }),
        ...(body === undefined || !carriesBody(method) ? {} : { body: filled(body, (text) => typedValue(text, args)) }),
        ...(config.repeatable === true ? { repeatable: true } : {}),
      },
    };
  } catch (error) {
    if (error instanceof KaskadError) return { failed: error.code };
    throw error;
  }
}
