import { filled, textsIn } from '../../flows/sdk/json-template.ts';
import type { StepArgs } from '../../flows/sdk/node.ts';
import type { Reading } from '../../flows/sdk/operation.ts';
import type { Memory } from '../../flows/sdk/outcome.ts';
import { typedValue } from '../../flows/sdk/profile.ts';
import { resolveTime } from '../../flows/sdk/time.ts';

const truths: readonly string[] = ['true', 'yes', '1'];
const untruths: readonly string[] = ['false', 'no', '0'];

/** The value as the operation wants it; undefined where the text is empty, null where it cannot be read so. Throws as `render` does. */
export function readAs(
  { value, as }: { value: string; as?: Reading | undefined },
  args: Pick<StepArgs<unknown>, 'contact' | 'event' | 'now' | 'arrivedAt' | 'render'>,
): Exclude<Memory, null> | undefined | null {
  if (as === 'json') {
    if (value.trim() === '') return undefined;
    return textsIn(value) === null ? null : filled(value, (text) => typedValue(text, args));
  }
  const text = args.render(value).trim();
  if (text === '') return undefined;
  switch (as) {
    case undefined:
      return text;
    case 'number': {
      // JSON has no negative zero.
      const number = Number(text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.'));
      return Number.isFinite(number) ? number + 0 : null;
    }
    case 'boolean': {
      const word = text.toLowerCase();
      return truths.includes(word) ? true : untruths.includes(word) ? false : null;
    }
    case 'moment':
      // From when the contact got here: a step that is asked again says the same.
      return resolveTime(text, { ms: args.arrivedAt, zone: args.now.zone });
  }
}
