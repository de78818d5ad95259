import * as z from 'zod';
import { chatEvents, chatStatusSchema, personOf } from '../../flows/sdk/chat.ts';
import { defineStep, type StepArgs } from '../../flows/sdk/node.ts';
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
 * How far the hand-over got: the chat is asked who is there, is given the person, and then what they write. `last`: the latest event of
 * theirs that the operators know of. `told`: it was said that the person is handed over.
 */
const memorySchema = z.object({ stage: z.enum(['ask', 'give', 'carry']), last: z.number(), told: z.boolean() });
type Talk = z.output<typeof memorySchema>;

export const step = defineStep(spec, (args) => {
  const { config, input, now, memory, lastWrote } = args;
  try {
    if (input.kind === 'arrived') {
      const talk: Talk = { stage: 'ask', last: lastWrote(), told: false };
      return config.onlyWhenOnline ? asked(config, 'chat.status', {}, talk) : handOver(args, talk);
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
        : handOver(args, talk);
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

const asked = ({ account }: Args['config'], name: string, input: { [name: string]: string }, talk: Talk) =>
  operate({ account, name, input, tries, timeout }, talk);

function handOver(args: Args, talk: Talk) {
  const text = args.render(args.config.text).trim();
  return text === '' ? go('failed', { reason: 'empty-text' }) : give(args, text, { ...talk, stage: 'give' });
}

function give({ config, contact }: Args, text: string, talk: Talk) {
  const { email, phone, first_name, last_name } = contact;
  const name = [first_name, last_name]
    .map((part) => part?.trim())
    .filter((part) => part)
    .join(' ')
    .slice(0, 250);
  return asked(
    config,
    'chat.hand-over',
    {
      person: personOf(contact),
      text: text.slice(0, longest),
      ...(name === '' ? {} : { name }),
      ...(phone === null ? {} : { phone }),
      ...(email === null ? {} : { email }),
    },
    talk,
  );
}

/** What they wrote meanwhile goes first, all at once: a signal tells of one message alone, and of none that came during a call. */
function carryOn(args: Args, talk: Talk) {
  const { config, now, arrivedAt, wrote } = args;
  const written = wrote(talk.last);
  const text = written
    .map((one) => one.text.trim())
    .join('\n')
    .trim();
  const last = written.at(-1)?.id ?? talk.last;
  if (text !== '') return give(args, text, { ...talk, last });
  const from = { ms: arrivedAt, zone: now.zone };
  const until = addDuration(from, config.carry ?? 'PT0S').ms;
  return waitFor(
    [
      { id: 'wrote', event: 'message.received' },
      { id: 'ended', event: chatEvents.finished },
    ],
    until,
    {
      memory: { ...talk, last, told: true },
      ...(talk.told ? {} : { emit: { type: chatEvents.handedOver, props: {} } }),
      ...(talk.told || config.pause === undefined ? {} : { pause: addDuration(now, config.pause).ms }),
    },
  );
}
