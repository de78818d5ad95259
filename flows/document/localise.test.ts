import { expect, it } from 'vitest';
import { flowOf } from '../../tests/kit/workspace.ts';
import { localise, placesOfWords } from './localise.ts';

const document = {
  ...flowOf(
    [
      ['start', 'trigger-manual', { audience: { combinator: 'and', rules: [] } }],
      [
        'ask',
        'telegram',
        { account: 'bot', content: { en: { text: 'Come?', name: 'x' } }, buttons: [{ id: 'yes', text: 'Yes' }] },
      ],
    ],
    ['start.next>ask'],
  ),
  name: 'Question',
  tests: [{ name: 'A yes', expect: {} }],
};

it('finds what people read: not the texts of messages, not the tests', () => {
  expect(placesOfWords(document)).toEqual(['name', 'nodes.ask.config.buttons.yes.text']);
});
it('puts words in their places, and leaves the document given as it was', () => {
  const made = localise(document, { name: 'Вопрос', 'nodes.ask.config.buttons.yes.text': 'Да', 'nodes.no.name': '?' });
  expect(made.name).toBe('Вопрос');
  expect(made.nodes[1]?.config).toMatchObject({ buttons: [{ id: 'yes', text: 'Да' }] });
  expect(document.name).toBe('Question');
  expect(made.nodes).toHaveLength(2);
});
