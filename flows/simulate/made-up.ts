/** People who do not exist, the same for the same seed: a flow is tried on them before it is let near anybody. */
import { addressKindOf, needsAddress } from '../sdk/channels.ts';
import type { AttributeValue } from '../sdk/contact.ts';
import { postalChannel } from '../sdk/postal.ts';
import type { Millis } from '../sdk/time.ts';
import type { ContactInput } from '../store/contact-input.ts';
import type { AskedFor } from './asked-for.ts';
import { type Draw, drawsFor } from './random.ts';

export interface MadeUpOptions {
  seed: number;
  count: number;
  language: string;
  channels: readonly string[];
  asked: AskedFor;
  /** Attributes of whose date the flow takes notice. */
  dates: ReadonlySet<string>;
  /** Dates of theirs, such as birthdays, come within weeks after. */
  now: Millis;
}

const names: Readonly<Record<string, { country: string; first: readonly string[]; last: readonly string[] }>> = {
  en: {
    country: 'GB',
    first: ['Alice', 'Ben', 'Chloe', 'Daniel', 'Emily', 'Frank', 'Grace', 'Harry', 'Ivy', 'Jack', 'Kate', 'Leo'],
    last: ['Adams', 'Baker', 'Clark', 'Dixon', 'Ellis', 'Foster', 'Green', 'Hughes', 'Irwin', 'Jones', 'King'],
  },
  ru: {
    country: 'KZ',
    first: ['Алия', 'Борис', 'Вера', 'Денис', 'Елена', 'Иван', 'Карина', 'Лев', 'Мария', 'Никита', 'Ольга', 'Павел'],
    last: ['Ким', 'Ли', 'Цой', 'Гончар', 'Мельник', 'Шевчук', 'Бондар', 'Коваль', 'Мороз', 'Сом', 'Черных'],
  },
  uk: {
    country: 'UA',
    first: [
      'Андрій',
      'Богдана',
      'Віра',
      'Денис',
      'Ірина',
      'Катерина',
      'Леся',
      'Марко',
      'Назар',
      'Олена',
      'Петро',
      'Юлія',
    ],
    last: ['Бондар', 'Гончар', 'Коваль', 'Кравець', 'Мельник', 'Мороз', 'Пилипенко', 'Савчук', 'Ткач', 'Шевчук'],
  },
};

const day: Millis = 86_400_000;

/** The nth draw about a person belongs to one question for ever. */
const draw = { first: 0, last: 1, postal: 2, reachable: 10, granted: 40, attribute: 80, tag: 160 } as const;

export const pick = <T>(list: readonly T[], share: number): T | undefined => list[Math.floor(share * list.length)];

/** Most can be reached by most channels, and most agreed to it: whom a flow would lose, it loses here too. */
export function madeUpPeople(options: MadeUpOptions): ContactInput[] {
  const { seed, count, channels, asked } = options;
  const words = names[options.language.slice(0, 2)] ?? names.en;
  const kinds = [...new Set(['email', 'phone', ...channels.filter(needsAddress).map(addressKindOf)])];
  return Array.from({ length: count }, (_, n) => {
    const draws = drawsFor(seed, `person ${n}`);
    const attributes: Record<string, AttributeValue> = {};
    for (const [index, [name, values]] of [...asked.attributes].entries()) {
      const moment = asked.moments.has(name) || options.dates.has(name);
      const at = draw.attribute + 2 * index;
      attributes[name] = madeUpValue({ name, values, draws, at, now: options.now, moment }) as AttributeValue;
    }
    if (channels.includes(postalChannel) && draws(draw.postal) < 0.8) {
      attributes.street ??= `Main Street ${n + 1}`;
      attributes.city ??= 'Springfield';
    }
    return {
      key: `made-up-${n + 1}`,
      profile: {
        first_name: pick(words?.first ?? [], draws(draw.first)) ?? null,
        last_name: pick(words?.last ?? [], draws(draw.last)) ?? null,
        language: options.language,
        country: words?.country ?? null,
      },
      addresses: kinds.flatMap((kind, index) =>
        draws(draw.reachable + index) < (kind === 'email' ? 0.92 : 0.8) ? [{ kind, value: addressOf(kind, n) }] : [],
      ),
      attributes,
      tags: asked.tags.filter((_tag, index) => draws(draw.tag + index) < 0.5),
      consents: channels.map((channel, index) => ({
        channel,
        topic: '',
        granted: draws(draw.granted + index) < 0.85,
      })),
    };
  });
}

/** Addresses that can belong to nobody: the example domain, and numbers kept for films. */
function addressOf(kind: string, n: number): string {
  if (kind === 'email') return `made-up-${n + 1}@example.com`;
  if (kind === 'phone') return `+4479460${String(n).padStart(5, '0')}`;
  return `${9_000_000_000 + n}`;
}

interface ValueOf {
  name: string;
  /** What rules look for in it. */
  values: readonly unknown[];
  draws: Draw;
  /** The first of its two draws. */
  at: number;
  now: Millis;
  /** It holds a moment that the flow waits for. */
  moment: boolean;
}

/** Mostly what a rule looks for; else what such a name usually stands for. */
export function madeUpValue({ name, values, draws, at, now, moment }: ValueOf): unknown {
  const share = draws(at + 1);
  if (moment) return new Date(now + Math.floor((1 + share * 20) * day)).toISOString().slice(0, 16);
  if (values.length > 0 && draws(at) < 0.7) return pick(values, share);
  const known = values[0];
  if (typeof known === 'number') return Math.round(known * share);
  if (typeof known === 'boolean') return share < 0.5;
  if (/birth|date|until|expire|deadline|_at$|^at$|day$/i.test(name)) {
    return new Date(now + Math.floor(1 + share * 40) * day).toISOString().slice(0, 10);
  }
  if (/(^|_)id$|Id$|number$|order$|code$|token$/i.test(name)) return `M-${1000 + Math.floor(share * 9000)}`;
  if (/url|link|page|image|picture/i.test(name)) return 'https://example.com/';
  if (/price|total|amount|sum|value|cost|points|bonus|balance/i.test(name)) return 10 + Math.floor(share * 490);
  if (/qty|quantity|count|minutes|hours|days|visits|score|rating/i.test(name)) return 1 + Math.floor(share * 9);
  return pick(['Alpha', 'Beta', 'Gamma', 'Delta'], share);
}
