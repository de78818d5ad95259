import { describe, expect, it } from 'vitest';
import { stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const config = (text: string) => spec.config.parse({ account: 'sms', topic: 'service', content: { uk: { text } } });

describe('sms', () => {
  it('sends by its own channel', () => {
    expect(step(stepArgs(config('Код: {{ event.code }}')))).toMatchObject({
      kind: 'send',
      message: { channel: 'sms', content: { uk: { text: 'Код: {{ event.code }}' } }, htmlParts: [] },
    });
  });
  it('warns over three parts, which in Cyrillic is 201 characters', () => {
    expect(spec.check?.(config('я'.repeat(201)))).toEqual([]);
    expect(spec.check?.(config('я'.repeat(202)))).toMatchObject([
      { severity: 'warning', code: 'sms-many-parts', path: 'content.uk.text', params: { count: 4 } },
    ]);
  });
});
