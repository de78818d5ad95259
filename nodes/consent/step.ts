import type * as z from 'zod';
import { serviceTopic } from '../../flows/sdk/message.ts';
import { defineStep, type StepArgs } from '../../flows/sdk/node.ts';
import { change, go, type Outcome, send, waitFor } from '../../flows/sdk/outcome.ts';
import { answerTo, choiceOf, questionDraft } from '../../flows/sdk/question.ts';
import { renderOr } from '../../flows/sdk/template.ts';
import { addDuration } from '../../flows/sdk/time.ts';
import { spec } from './schema.ts';

type Config = z.output<typeof spec.config>;
type Outlet = ReturnType<typeof spec.outlets>[number];

export const step = defineStep(spec, (args) => {
  const { config } = args;
  if (config.confirm !== undefined) return confirm(args, config.confirm);
  if (config.action === 'unsubscribe') return agreed(config, false, 'next');
  // A refusal of the person's own stands until they ask for the opposite themselves.
  if (config.evenIfRefused !== true && said(args, false)) return go('failed', { reason: 'refused' });
  return agreed(config, true, 'next');
});

const agreed = (
  { channel, topic = '' }: Config,
  granted: boolean,
  outlet: Outlet,
  proof?: Record<string, unknown>,
): Outcome<Outlet> =>
  change([{ op: 'consent', channel, topic, granted, ...(proof === undefined ? {} : { proof }) }], outlet);

/** Which question was answered, and how; with the form and its words, when its filling in began the journey. */
function proofOf(
  { config, event, input }: StepArgs<Config>,
  question: NonNullable<Config['confirm']>,
): Record<string, unknown> {
  const { form, shown } = event?.props ?? {};
  const name = `${config.channel}.${config.topic ?? ''}`;
  const text = typeof shown === 'object' && shown !== null ? (shown as Record<string, unknown>)[name] : undefined;
  return {
    question: Object.fromEntries(Object.entries(question.content).map(([language, { text }]) => [language, text])),
    how: input.kind === 'signal' && input.event.props.link === true ? 'link' : 'answer',
    ...(typeof form === 'string' ? { form } : {}),
    ...(typeof text === 'string' ? { text } : {}),
  };
}

/** Is that the contact's answer for the topic (else for the channel) so far? */
function said({ config: { channel, topic }, matches }: StepArgs<Config>, granted: boolean): boolean {
  const field = topic === undefined ? `consent.${channel}` : `consent.${channel}.${topic}`;
  return matches({ combinator: 'and', rules: [{ field, operator: '=', value: granted }] });
}

function confirm(args: StepArgs<Config>, question: NonNullable<Config['confirm']>): Outcome<Outlet> {
  const { config, input, now, arrivedAt, key } = args;
  const choices = [{ id: 'confirm', text: question.button }];
  const ask = () =>
    questionDraft({
      channel: config.channel,
      account: question.account,
      topic: serviceTopic,
      texts: question.content,
      choices,
    });
  const wait = () => waitFor([answerTo(key)], addDuration({ ms: arrivedAt, zone: now.zone }, question.timeout).ms);
  switch (input.kind) {
    case 'arrived':
      // Who agrees already is not asked.
      return said(args, true) ? agreed(config, true, 'confirmed') : send(ask());
    case 'returned':
      return input.result.status === 'sent' || input.result.status === 'unknown' ? wait() : go('failed', input.result);
    case 'signal': {
      const { text, button } = input.event.props;
      const labels = choices.map((choice) => renderOr(args.render, choice.text));
      const answer = choiceOf(choices, labels, { button, text: String(text ?? '') }, config.channel);
      return answer === null ? wait() : agreed(config, true, 'confirmed', proofOf(args, question));
    }
    default:
      return go('not-confirmed');
  }
}
