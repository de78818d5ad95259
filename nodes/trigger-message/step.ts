import type * as z from 'zod';
import type { EventView } from '../../flows/sdk/contact.ts';
import { defineCohort, defineStep, defineTrigger } from '../../flows/sdk/node.ts';
import { go } from '../../flows/sdk/outcome.ts';
import type { Rule } from '../../flows/sdk/rule.ts';
import { spec } from './schema.ts';
import { hasWord } from './words.ts';

type Match = z.output<typeof spec.config>['match'];

export const step = defineStep(spec, () => go('next'));

export const cohort = defineCohort(spec, () => ({ kind: 'go', outlet: 'next' }));

export const trigger = defineTrigger(spec, ({ channel, match }) => {
  const ofChannel: Rule[] = channel === undefined ? [] : [{ field: 'props.channel', operator: '=', value: channel }];
  return {
    kind: 'event',
    event: 'message.received',
    where: { combinator: 'and', rules: [...ofChannel, ...rulesOf(match)] },
    ...(match.by === 'keywords' ? { accepts: ({ props }: EventView) => saysOneOf(props.text, match.words) } : {}),
  };
});

/** A press of a button comes as a message without text: it is not something a person wrote. */
function rulesOf(match: Match): Rule[] {
  const written: Rule = { field: 'props.button', operator: 'null' };
  switch (match.by) {
    case 'any':
    case 'keywords':
      return [written];
    case 'button':
      return [{ field: 'props.button', operator: '=', value: match.button }];
    case 'start':
      return match.payload === undefined || match.payload === ''
        ? [{ field: 'props.start', operator: 'notNull' }]
        : [{ field: 'props.start', operator: '=', value: match.payload }];
  }
}

const saysOneOf = (text: unknown, words: readonly string[]): boolean =>
  typeof text === 'string' && hasWord(text, words);
