import { defineStep } from '../../flows/sdk/node.ts';
import { go, operate } from '../../flows/sdk/outcome.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import { spec } from './schema.ts';

export const step = defineStep(spec, ({ config, input, render }) => {
  if (input.kind === 'operated') {
    const { result } = input;
    return result.status === 'done' ? go('next') : go('failed', { reason: result.reason });
  }
  if (input.kind !== 'arrived') return go('failed', { reason: 'interrupted' });
  try {
    const parts: Record<string, string> = { text: render(config.text) };
    // A subject is one line, whatever the values in it are.
    if (config.channel === 'email')
      parts.subject =
        render(config.subject ?? '')
          .replaceAll(/\s+/g, ' ')
          .trim() || parts.text!.split('\n')[0]!.slice(0, 100);
    return operate({
      account: config.account,
      name: 'message.send',
      input: { channel: config.channel, to: config.to.trim(), parts },
    });
  } catch (error) {
    if (error instanceof KaskadError) return go('failed', { reason: error.code });
    throw error;
  }
});
