import * as z from 'zod';
import { chatEvents, chatStatusSchema, personOf } from '../../flows/sdk/chat.ts';
import { defineStep, type StepArgs, type Wrote } from '../../flows/sdk/node.ts';
import { change, emit, go, operate, waitFor } from '../../flows/sdk/outcome.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import { addDuration } from '../../flows/sdk/time.ts';
import { spec } from './schema.ts';

type Args = StepArgs<z.output<typeof spec.config>>;

/** Somebody waits: what has not reached the chat by then is better done otherwise, by "failed". */
const tries = 4;
const timeout = 'PT10M';
const longest = 5000;

/**
 * How far the hand-over got: the chat is asked who is there, is given the person, and then what they write. Of that the operators know
 * everything up to the event `last`; after `after` it is what they are being told now. `told`: it was said that the person is handed over.
 */
const memorySchema = z.object({
  stage: z.enum(['ask', 'give', 'carry']),
  after: z.number(),
  last: z.number(),
  told: z.boolean(),
});
type Talk = z.output<typeof memorySchema>;

export const step = defineStep(spec, (args) => {
  const { config, input, now, memory, lastWrote } = args;
  try {
    if (input.kind === 'arrived') {
      if (memory !== null) return tell(args, memorySchema.parse(memory));
      const last = lastWrote();
      return tell(args, { stage: config.onlyWhenOnline ? 'ask' : 'give', after: last, last, told: false });
    }
    const talk = memorySchema.parse(memory);
    if (input.kind === 'timer') return emit({ type: chatEvents.ended, props: {} }, 'next');
    if (input.kind === 'signal')
      return input.outcome === 'wrote'
        ? carryOn(args, talk)
        : emit({ type: chatEvents.ended, props: {} }, 'next', { event: input.event.type, at: input.event.at });
    if (input.kind !== 'operated') return go('failed', { reason: 'interrupted' });
    const { result } = input;
    if (result.status === 'failed') return go('failed', { reason: result.reason });
    if (talk.stage === 'ask')
      // In a forecast nobody is asked: the team is taken to be there.
      return chatStatusSchema.safeParse(result.value).data?.online === false
        ? go('nobody-there')
        : tell(args, { ...talk, stage: 'give' });
    if (config.carry !== undefined) return carryOn(args, { ...talk, stage: 'carry' });
    const handed = { type: chatEvents.handedOver, props: {} };
    return config.pause === undefined
      ? emit(handed, 'next')
      : change([{ op: 'pause', until: addDuration(now, config.pause).ms }], 'next', undefined, handed);
  } catch (error) {
    if (error instanceof KaskadError) return go('failed', { reason: error.code });
    throw error;
  }
});

/** What the chat is asked or told at this stage. */
function tell(args: Args, talk: Talk) {
  const { config, render } = args;
  if (talk.stage === 'ask')
    return operate({ account: config.account, name: 'chat.status', input: {}, tries, timeout }, talk);
  const text = talk.stage === 'give' ? render(config.text).trim() : said(args, talk);
  return text === '' ? go('failed', { reason: 'empty-text' }) : give(args, text, talk);
}

/** All at once: a signal tells of one message alone, and of none that came during a call. */
const said = ({ wrote }: Args, { after, last }: Talk): string =>
  wrote(after)
    .filter(({ id }) => id <= last)
    .map(({ text }) => text.trim())
    .join('\n')
    .trim();

function give({ config, contact }: Args, text: string, talk: Talk) {
  const { email, phone, first_name, last_name } = contact;
  const name = [first_name, last_name]
    .map((part) => part?.trim())
    .filter((part) => part)
    .join(' ')
    .slice(0, 250);
  const input = {
    person: personOf(contact),
    text: text.slice(0, longest),
    ...(name === '' ? {} : { name }),
    ...(phone === null ? {} : { phone }),
    ...(email === null ? {} : { email }),
  };
  return operate({ account: config.account, name: 'chat.hand-over', input, tries, timeout }, talk);
}

/** What is too long for one goes with the next; what is too long by itself is cut. */
function lastThatFits(written: readonly Wrote[]): number | undefined {
  let length = 0;
  let last: number | undefined;
  for (const { id, text } of written) {
    length += text.length + 1;
    if (last !== undefined && length > longest) break;
    last = id;
  }
  return last;
}

/** What they wrote meanwhile goes first; then their next words are waited for. */
function carryOn(args: Args, talk: Talk) {
  const { config, now, arrivedAt, wrote } = args;
  const last = lastThatFits(wrote(talk.last)) ?? talk.last;
  const more: Talk = { ...talk, after: talk.last, last };
  if (said(args, more) !== '') return tell(args, more);
  const until = addDuration({ ms: arrivedAt, zone: now.zone }, config.carry ?? 'PT0S').ms;
  return waitFor(
    [
      { id: 'wrote', event: 'message.received' },
      { id: 'ended', event: chatEvents.finished },
    ],
    until,
    {
      memory: { ...more, told: true },
      ...(talk.told ? {} : { emit: { type: chatEvents.handedOver, props: {} } }),
      ...(talk.told || config.pause === undefined ? {} : { pause: addDuration(now, config.pause).ms }),
    },
  );
}
