import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Answer, makeAnswers } from './answers.ts';

const event = (type: string, at: number): Answer => ({ kind: 'event', type, at, props: {} });

it('gives answers in order of time, those of one instant in the order in which they were added', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 4 }), { maxLength: 60 }),
      (messages) => {
        const answers = makeAnswers();
        const wanted: { type: string; at: number; message: number }[] = [];
        for (const [message, times] of messages.entries()) {
          const sorted = [...times].sort((a, b) => a - b);
          answers.add(
            'sandbox',
            message,
            sorted.map((at, n) => event(`${message}:${n}`, at)),
          );
          for (const [n, at] of sorted.entries()) wanted.push({ type: `${message}:${n}`, at, message });
        }
        wanted.sort((a, b) => a.at - b.at || a.message - b.message);
        const got: { type: string; at: number; message: number }[] = [];
        for (let next = answers.take(); next !== null; next = answers.take()) {
          if (next.answer.kind !== 'event') throw new Error('not what was added');
          got.push({ type: next.answer.type, at: next.answer.at, message: next.contact });
        }
        expect(got).toEqual(wanted);
        expect(answers.nextAt()).toBe(Number.POSITIVE_INFINITY);
      },
    ),
  );
});
