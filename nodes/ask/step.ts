import type * as z from 'zod';
import { defineStep, type StepArgs } from '../../flows/sdk/node.ts';
import {
  change,
  type EmittedEvent,
  emit,
  go,
  type MessageResult,
  type Outcome,
  send,
  waitFor,
} from '../../flows/sdk/outcome.ts';
import { answerTo, questionDraft } from '../../flows/sdk/question.ts';
import { renderOr } from '../../flows/sdk/template.ts';
import { addDuration } from '../../flows/sdk/time.ts';
import { type Answer, answerOf } from './answer.ts';
import { buttonsOf } from './scale.ts';
import { spec } from './schema.ts';

type Config = z.output<typeof spec.config>;
type Args = StepArgs<Config>;

/** What is remembered of a visit: in which channels to ask, in order; what was said last; how often it was no answer. */
type Talk = {
  order: string[];
  at: number;
  say: 'text' | 'again' | 'reminder';
  invalid: number;
  reminded: boolean;
};

const defaultRetries = 2;

export const step = defineStep(spec, (args) => {
  const talk = (args.memory as Talk | null) ?? begin(args);
  switch (args.input.kind) {
    case 'arrived':
      return say(args, talk);
    case 'returned':
      return returned(args, talk, args.input.result);
    case 'signal':
      return heard(args, talk, args.input.event.props);
    default:
      if (args.now.ms >= deadline(args)) return go('timeout');
      return talk.reminded ? listen(args, talk) : say(args, { ...talk, say: 'reminder', reminded: true });
  }
});

/** The channel where the person was active last, then the others as the author listed them. */
function begin({ config, channelActivity }: Args): Talk {
  const listed = config.channels.map(({ channel }) => ({ channel, at: channelActivity(channel) ?? 0 }));
  const latest = Math.max(...listed.map(({ at }) => at));
  const order = [
    ...listed.filter(({ at }) => at > 0 && at === latest),
    ...listed.filter(({ at }) => at === 0 || at !== latest),
  ];
  return { order: order.map(({ channel }) => channel), at: 0, say: 'text', invalid: 0, reminded: false };
}

const channelOf = (talk: Talk): string => talk.order[talk.at] ?? '';

function say({ config, key }: Args, talk: Talk): Outcome<string> {
  const channel = channelOf(talk);
  const texts = Object.fromEntries(
    Object.entries(config.content).map(([language, parts]) => [
      language,
      { subject: parts.subject, text: parts[talk.say] ?? parts.text },
    ]),
  );
  const message = questionDraft({
    channel,
    account: config.channels.find((one) => one.channel === channel)?.account ?? '',
    topic: config.topic,
    texts,
    choices: buttonsOf(config.answer, channel),
  });
  // To the first question nothing can have been answered yet.
  return talk.say === 'text' ? send(message, talk) : send(message, talk, [answerTo(key)]);
}

function returned(args: Args, talk: Talk, result: MessageResult): Outcome<string> {
  if (result.status === 'sent' || result.status === 'unknown' || talk.say !== 'text') return listen(args, talk);
  // The next channel, while nothing has been asked yet.
  return talk.at + 1 < talk.order.length ? say(args, { ...talk, at: talk.at + 1 }) : go('not-sent', result);
}

function heard(args: Args, talk: Talk, props: Readonly<Record<string, unknown>>): Outcome<string> {
  const { config } = args;
  const text = typeof props.text === 'string' ? props.text.trim() : '';
  const answer = answerOf(args, channelOf(talk), { text, button: props.button });
  if (answer !== null) {
    const { outlet, value } = answer;
    const event = answered(args, channelOf(talk), answer);
    if (config.saveTo !== undefined) {
      return change([{ op: 'set', field: config.saveTo, value }], outlet, undefined, event ?? undefined);
    }
    return event === null ? go(outlet, { answer: value }) : emit(event, outlet, { answer: value });
  }
  if (talk.invalid >= (config.retries ?? defaultRetries)) return go('invalid', { answer: text.slice(0, 200) });
  // Who talks with us need not be reminded.
  return say(args, { ...talk, say: 'again', invalid: talk.invalid + 1, reminded: true });
}

/** The answer as the survey keeps it; null: it is none of a survey. */
function answered({ config, contact, key, render }: Args, channel: string, answer: Answer): EmittedEvent | null {
  const { content } = config;
  const survey = config.survey?.trim() ?? '';
  if (survey === '') return null;
  const parts = content[contact.language ?? ''] ?? Object.values(content)[0];
  const [journey = '', node = ''] = key.split(':');
  const { kind } = config.answer;
  const said = typeof answer.value === 'string' ? answer.value : undefined;
  return {
    type: 'survey.answered',
    props: {
      survey,
      kind,
      ...(answer.score === undefined ? {} : { score: answer.score }),
      ...(kind === 'choice' ? { choice: said } : {}),
      ...(answer.comment !== undefined ? { text: answer.comment } : kind === 'text' ? { text: said } : {}),
      ...(kind === 'number' || kind === 'date' ? { value: answer.value } : {}),
      question: parts === undefined ? '' : renderOr(render, parts.text).slice(0, 300),
      channel,
      journey: Number(journey),
      node,
    },
  };
}

/** Until the reminder is due, or time runs out. */
function listen(args: Args, talk: Talk): Outcome<string> {
  const { config, key } = args;
  const end = deadline(args);
  const remind = config.remindAfter === undefined || talk.reminded ? end : after(args, config.remindAfter);
  return waitFor([answerTo(key)], Math.min(end, remind), { memory: talk });
}

const after = ({ arrivedAt, now }: Args, duration: string): number =>
  addDuration({ ms: arrivedAt, zone: now.zone }, duration).ms;

const deadline = (args: Args): number => after(args, args.config.timeout);
