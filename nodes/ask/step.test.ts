import { describe, expect, it } from 'vitest';
import type { StepArgs, StepInput } from '../../flows/sdk/node.ts';
import type { Memory } from '../../flows/sdk/outcome.ts';
import { contactView, eventView, moment, stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

type Config = ReturnType<typeof spec.config.parse>;

const config = (over: object = {}): Config =>
  spec.config.parse({
    channels: [
      { channel: 'telegram', account: 'bot' },
      { channel: 'sms', account: 'text' },
    ],
    topic: 'service',
    content: { en: { text: 'Which size?', again: 'A number, please', reminder: 'Still there?' } },
    answer: { kind: 'number', min: 30, max: 50 },
    timeout: 'P1D',
    ...over,
  });
const choices = {
  kind: 'choice',
  choices: [
    { id: 'yes', text: 'Yes' },
    { id: 'no', text: 'No' },
  ],
};
const sent: StepInput = { kind: 'returned', result: { status: 'sent' } };
const suppressed: StepInput = { kind: 'returned', result: { status: 'suppressed', reason: 'no-address' } };
const timer: StepInput = { kind: 'timer' };
const said = (text: string, button?: string): StepInput => ({
  kind: 'signal',
  outcome: 'answer',
  event: eventView('message.received', { text, ...(button === undefined ? {} : { button }) }),
});

/** Plays a visit: gives the inputs one after the other and keeps what the step remembers. */
function played(of: Config, inputs: readonly (StepInput | { at: string })[], over: Partial<StepArgs<Config>> = {}) {
  let now = moment('2026-06-01T10:00');
  let memory: Memory = null;
  const args = () => stepArgs(of, { ...over, arrivedAt: moment('2026-06-01T10:00').ms, now, memory });
  let last = step(args());
  for (const input of inputs) {
    if ('memory' in last && last.memory !== undefined) memory = last.memory;
    if ('at' in input) now = moment(input.at);
    else last = step({ ...args(), input });
  }
  return last;
}
const text = (outcome: ReturnType<typeof step>) =>
  outcome.kind === 'send' ? `${outcome.message.channel}: ${outcome.message.content.en?.text}` : outcome.kind;

describe('ask', () => {
  it('asks where the person was active last, else in the first channel listed', () => {
    expect(text(played(config(), []))).toBe('telegram: Which size?');
    const active = { channelActivity: (channel: string) => (channel === 'sms' ? 5 : null) };
    expect(text(played(config(), [], active))).toBe('sms: Which size?');
  });
  it('tries the next channel while it could not ask, then leaves', () => {
    expect(text(played(config(), [suppressed]))).toBe('sms: Which size?');
    expect(played(config(), [suppressed, suppressed])).toMatchObject({ kind: 'go', outlet: 'not-sent' });
  });
  it('takes an answer, in any of the ways people write a number', () => {
    expect(played(config(), [sent, said(' 42 ')])).toEqual({ kind: 'go', outlet: 'answered', why: { answer: 42 } });
    expect(played(config({ answer: { kind: 'number' } }), [sent, said('1 234,5')])).toMatchObject({
      why: { answer: 1234.5 },
    });
  });
  it('saves what was answered', () => {
    expect(played(config({ saveTo: 'attributes.size' }), [sent, said('42')])).toEqual({
      kind: 'change',
      outlet: 'answered',
      changes: [{ op: 'set', field: 'attributes.size', value: 42 }],
    });
    expect(played(config({ answer: choices, saveTo: 'attributes.ok' }), [sent, said('NO.')])).toEqual({
      kind: 'change',
      outlet: 'no',
      changes: [{ op: 'set', field: 'attributes.ok', value: 'No' }],
    });
  });
  it.each([
    ['email', 'Mine is:\nAnna@Example.com', null],
    ['email', 'Anna@Example.com\nSent from my phone', 'anna@example.com'],
    ['phone', '050 111 22 33', '+380501112233'],
    ['phone', '12', null],
    ['date', '5.6.2026', '2026-06-05'],
    ['date', '2026-06-05', '2026-06-05'],
    ['date', '31.2.2026', null],
    ['text', '  as I said ', 'as I said'],
    ['text', '   ', null],
  ])('reads a %s as an import would: %j', (kind, answer, value) => {
    const outcome = played(config({ answer: { kind }, retries: 0 }), [sent, said(answer)]);
    expect(outcome).toMatchObject(
      value === null ? { kind: 'go', outlet: 'invalid' } : { outlet: 'answered', why: { answer: value } },
    );
  });
  it('reads the months first where people write them so', () => {
    const over = { contact: contactView({ country: 'US' }) };
    expect(played(config({ answer: { kind: 'date' } }), [sent, said('6/5/2026')], over)).toMatchObject({
      why: { answer: '2026-06-05' },
    });
  });
  it('takes a button, its words, or its number where there are no buttons', () => {
    const of = config({ answer: choices });
    expect(played(of, [sent, said('whatever', 'yes')])).toMatchObject({ outlet: 'yes' });
    expect(played(of, [sent, said('no')])).toMatchObject({ outlet: 'no' });
    expect(played(of, [suppressed, sent, said('2')])).toMatchObject({ outlet: 'no' });
    expect(played(of, [sent, said('2')])).toMatchObject({ kind: 'send' });
  });
  it('asks again in its own words, so often, and hears what is said meanwhile', () => {
    const once = config({ retries: 1 });
    const again = played(once, [sent, said('51')]);
    expect(text(again)).toBe('telegram: A number, please');
    expect(again).toMatchObject({ meanwhile: [{ event: 'message.received', node: 'node' }] });
    expect(played(once, [sent, said('51'), sent, said('none')])).toEqual({
      kind: 'go',
      outlet: 'invalid',
      why: { answer: 'none' },
    });
    expect(played(once, [sent, said('51'), said('41')])).toMatchObject({ outlet: 'answered' });
  });
  it('reminds once, then time runs out', () => {
    const of = config({ remindAfter: 'PT2H' });
    expect(played(of, [sent])).toMatchObject({ kind: 'wait', until: moment('2026-06-01T12:00').ms });
    const reminded = [sent, { at: '2026-06-01T12:00' }, timer];
    expect(text(played(of, reminded))).toBe('telegram: Still there?');
    expect(played(of, [...reminded, sent])).toMatchObject({ kind: 'wait', until: moment('2026-06-02T10:00').ms });
    expect(played(of, [...reminded, sent, { at: '2026-06-02T10:00' }, timer])).toEqual({
      kind: 'go',
      outlet: 'timeout',
    });
  });
  it('does not remind whom it has just asked again, and waits on when a reminder cannot be sent', () => {
    const of = config({ remindAfter: 'PT2H' });
    expect(played(of, [sent, said('x'), sent])).toMatchObject({ until: moment('2026-06-02T10:00').ms });
    expect(played(of, [sent, { at: '2026-06-01T12:00' }, timer, suppressed])).toMatchObject({ kind: 'wait' });
  });
  it('at send time says the same again', () => {
    const of = config();
    const again = played(of, [sent, said('x')]);
    expect(again.kind === 'send' && step(stepArgs(of, { memory: again.memory ?? null }))).toEqual(again);
  });
  it.each([
    ['email', 'first_name'],
    ['text', 'phone'],
    ['number', 'last_name'],
  ])('cannot save a %s to %s', (kind, saveTo) => {
    expect(spec.check?.(config({ answer: { kind }, saveTo }))).toMatchObject([{ code: 'save-kind' }]);
  });
});

describe('a survey', () => {
  const nps = config({ answer: { kind: 'nps' }, survey: 'Loyalty', content: { en: { text: 'Recommend us?' } } });
  it('leaves by what the score says of the person, and gathers it with what was said', () => {
    expect(played(nps, [sent, said('9')])).toMatchObject({
      kind: 'emit',
      outlet: 'promoter',
      event: {
        type: 'survey.answered',
        props: { survey: 'Loyalty', kind: 'nps', score: 9, channel: 'telegram', question: 'Recommend us?' },
      },
    });
    expect(played(nps, [sent, said('7/10')])).toMatchObject({ outlet: 'passive', event: { props: { score: 7 } } });
    expect(played(nps, [sent, said('3, it came broken')])).toMatchObject({
      outlet: 'detractor',
      event: { props: { score: 3, text: '3, it came broken' } },
    });
    expect(played(nps, [sent, said('', '10')])).toMatchObject({ outlet: 'promoter', event: { props: { score: 10 } } });
  });
  it('says nothing of words where there were none, and asks again where there was no score', () => {
    const outcome = played(nps, [sent, said('9 из 10')]);
    expect(outcome.kind === 'emit' && 'text' in outcome.event.props).toBe(false);
    expect(played(nps, [sent, said('7 or 8')])).toMatchObject({ kind: 'send' });
  });
  it('saves the score and gathers it at once', () => {
    expect(played(config({ ...nps, saveTo: 'attributes.nps' }), [sent, said('девять')])).toMatchObject({
      kind: 'change',
      outlet: 'promoter',
      changes: [{ op: 'set', field: 'attributes.nps', value: 9 }],
      emit: { type: 'survey.answered', props: { score: 9 } },
    });
  });
  it('puts a button under the question for each score, where the channel has room for them', () => {
    const buttons = (channel: string) => {
      const outcome = played(config({ ...nps, channels: [{ channel, account: 'a' }] }), []);
      return outcome.kind === 'send' ? outcome.message.buttons.map(({ id }) => id).join(' ') : null;
    };
    expect(buttons('telegram')).toBe('0 1 2 3 4 5 6 7 8 9 10');
    expect(buttons('whatsapp')).toBe('');
    expect(buttons('sms')).toBe('');
  });
  it('takes a rating on its own scale, and words as they are', () => {
    const rating = config({ answer: { kind: 'rating', max: 5 }, survey: 'Stars' });
    expect(played(rating, [sent, said('пять')])).toMatchObject({ outlet: 'answered', event: { props: { score: 5 } } });
    expect(played(rating, [sent, said('9')])).toMatchObject({ kind: 'send' });
    const words = config({ answer: { kind: 'text' }, survey: 'Stars' });
    expect(played(words, [sent, said('Faster, please')])).toMatchObject({
      event: { props: { text: 'Faster, please' } },
    });
  });
});
