import { expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { flowOf } from '../../tests/kit/workspace.ts';
import type { FlowDocument } from '../document/schema.ts';
import { runFlowTests } from './flow-test.ts';

const registry = await loadEngineRegistry();

const winBack = (tests: FlowDocument['tests']): FlowDocument => ({
  ...flowOf(
    [
      [
        'start',
        'trigger-manual',
        { audience: { combinator: 'and', rules: [{ field: 'tags', operator: 'contains', value: 'never' }] } },
      ],
      [
        'mail',
        'email',
        {
          account: 'mail',
          topic: 'marketing',
          content: { en: { subject: 'Hi', html: '<p>Hi {{ contact.first_name | default: "friend" }}</p>' } },
        },
      ],
      ['pause', 'wait', { for: 'P3D', at: '10:00' }],
      ['opened', 'wait-for', { outcomes: [{ id: 'read', event: 'message.read', node: 'mail' }], timeout: 'P2D' }],
      [
        'tg',
        'telegram',
        {
          account: 'bot',
          topic: 'marketing',
          content: { en: { text: 'Come' } },
          buttons: [{ id: 'yes', text: 'Yes' }],
        },
      ],
      [
        'answer',
        'wait-for',
        {
          outcomes: [
            {
              id: 'yes',
              event: 'message.button',
              node: 'tg',
              where: { combinator: 'and', rules: [{ field: 'props.button', operator: '=', value: 'yes' }] },
            },
          ],
          timeout: 'P1D',
        },
      ],
      ['end', 'exit', { reason: 'done' }],
      ['keen', 'exit', { reason: 'keen' }],
    ],
    [
      'start.next>mail',
      'mail.next>pause',
      'mail.not-sent>tg',
      'pause.next>opened',
      'opened.read>end',
      'opened.timeout>tg',
      'tg.next>answer',
      'answer.yes>keen',
      'answer.timeout>end',
    ],
    { exit: { when: [{ event: 'order.created' }] }, timezone: 'Europe/Kyiv' },
  ),
  tests,
});

it('passes where the flow does what the test expects, though the contact is in no audience', async () => {
  const results = await runFlowTests(
    winBack([
      {
        name: 'a reader gets no Telegram',
        contact: { first_name: 'Anna' },
        given: [{ after: 'PT1H', event: 'message.read', node: 'mail' }],
        expect: { messages: ['mail'], exit: 'done' },
      },
      {
        name: 'a press after the second message',
        given: [{ after: 'P5DT1H', event: 'message.button', node: 'tg', props: { button: 'yes' } }],
        expect: { messages: ['mail', 'tg'], exit: 'keen' },
      },
      { name: 'without an address', contact: { email: null }, expect: { messages: ['tg'], exit: 'done' } },
      {
        name: 'without consent',
        contact: { 'consent.email': false, 'consent.telegram': false },
        expect: { messages: [] },
      },
      {
        name: 'a buyer leaves',
        given: [{ after: 'P1D', event: 'order.created', props: { total: 5 } }],
        expect: { messages: ['mail'], exit: 'event:order.created' },
      },
    ]),
    registry,
  );
  expect(results.map(({ name, differences }) => ({ name, differences }))).toEqual(
    results.map(({ name }) => ({ name, differences: [] })),
  );
  expect(results.every((one) => one.ok)).toBe(true);
});

it('says what differed', async () => {
  const results = await runFlowTests(
    winBack([
      { name: 'wrong', expect: { messages: ['mail'], exit: 'keen' } },
      {
        name: 'too early',
        given: [{ after: 'P1D', event: 'message.button', node: 'tg', props: { button: 'yes' } }],
        expect: { exit: 'done' },
      },
    ]),
    registry,
  );
  expect(results[0]).toMatchObject({
    ok: false,
    differences: [
      { what: 'messages', expected: 'mail', actual: 'mail, tg' },
      { what: 'exit', expected: 'keen', actual: 'done' },
    ],
  });
  expect(results[1]?.differences).toMatchObject([{ what: 'given' }]);
});

it('says why a message was not sent', async () => {
  const [result] = await runFlowTests(
    winBack([{ name: 'no consent', contact: { 'consent.email': false }, expect: { messages: ['mail'] } }]),
    registry,
  );
  expect(result?.differences[0]?.message).toContain('Not sent: mail (no-consent).');
});

it('lets the contact in by a given event that a trigger waits for', async () => {
  const document = flowOf(
    [
      ['start', 'trigger-event', { event: 'order.created' }],
      [
        'big',
        'segment',
        {
          branches: [
            {
              id: 'yes',
              rule: {
                combinator: 'and',
                rules: [
                  {
                    field: 'events.order.created',
                    operator: '=',
                    match: { mode: 'atLeast', threshold: 1 },
                    value: { combinator: 'and', rules: [{ field: 'props.total', operator: '>', value: 10 }] },
                  },
                ],
              },
            },
          ],
        },
      ],
      ['end', 'exit', { reason: 'big' }],
      ['small', 'exit', { reason: 'small' }],
    ],
    ['start.next>big', 'big.yes>end', 'big.else>small'],
  );
  const given = (total: number) => [{ after: 'PT1H', event: 'order.created', props: { total } }];
  const results = await runFlowTests(
    {
      ...document,
      tests: [
        { name: 'big', given: given(20), expect: { exit: 'big' } },
        { name: 'small', given: given(5), expect: { exit: 'small' } },
        { name: 'at once', expect: { exit: 'small', messages: [] } },
      ],
    },
    registry,
  );
  expect(results.flatMap((one) => one.differences)).toEqual([]);
});

it('fails each test of a flow that cannot start, with the reason', async () => {
  const document = { ...flowOf([['end', 'exit', { reason: '' }]], []), tests: [{ name: 'any', expect: {} }] };
  const [result] = await runFlowTests(document, registry);
  expect(result).toMatchObject({ ok: false, differences: [{ what: 'flow', actual: 'flow-has-problems' }] });
});
