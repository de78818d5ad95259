/** The nodes of the flow file's example (docs/flow-format.md) are configs that the node types take. */
import { expect, it } from 'vitest';
import { loadNodeFolder } from '../kit/node-folders.ts';

const example: readonly [string, unknown, readonly string[]][] = [
  [
    'trigger-manual',
    {
      audience: {
        combinator: 'and',
        rules: [
          {
            field: 'events.order.created',
            operator: '=',
            match: { mode: 'atLeast', threshold: 1 },
            value: { combinator: 'and', rules: [] },
          },
          { field: 'lastEventAt.order.created', operator: 'before', value: '-P90D' },
        ],
      },
    },
    ['next'],
  ],
  [
    'email',
    {
      account: 'mail',
      topic: 'marketing',
      content: {
        en: {
          subject: 'We miss you, {{ contact.first_name | default: "friend" }}',
          html: '<p>{{ offer.winback.percent }}% off: {{ offer.winback.code }}</p>',
        },
      },
    },
    ['next', 'not-sent'],
  ],
  ['wait', { for: 'P3D', at: '10:00' }, ['next']],
  [
    'wait-for',
    { outcomes: [{ id: 'read', event: 'message.read', node: 'mail' }], timeout: 'P2D' },
    ['read', 'timeout'],
  ],
  [
    'telegram',
    {
      account: 'bot',
      topic: 'marketing',
      content: { en: { text: '{{ offer.winback.percent }}% off till {{ offer.winback.endsAt | date: "%d.%m" }}' } },
    },
    ['next', 'not-sent'],
  ],
  ['exit', { reason: 'done' }, []],
];

it.each(example)('%s takes its example as it is, without problems', async (type, config, outlets) => {
  const { spec } = await loadNodeFolder(type);
  const parsed = spec.config.parse(config);
  expect(parsed).toEqual(config);
  expect(spec.outlets(parsed)).toEqual(outlets);
  expect(spec.check?.(parsed) ?? []).toEqual([]);
});
