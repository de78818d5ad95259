import { describe, expect, it } from 'vitest';
import type { LetterBlock } from '../../flows/sdk/letter.ts';
import { linkTrouble } from './links.ts';
import { spec } from './schema.ts';
import { spamWords } from './spam-words.ts';

const file = { file: 'a'.repeat(64), name: 'a.png', type: 'image/png', size: 10 };
const codes = (parts: object, over: object = {}) =>
  spec
    .check?.(
      spec.config.parse({
        account: 'mail',
        topic: 'marketing',
        content: {
          en: { subject: 'Tulips are here', preheader: 'Fresh', letter: [{ kind: 'text', text: 'Hi' }], ...parts },
        },
        ...over,
      }),
    )
    .map(({ code }) => code);
const letter = (...blocks: LetterBlock[]) => codes({ letter: blocks });

describe('checks of a letter', () => {
  it('say nothing of a good one', () => {
    expect(codes({})).toEqual([]);
    expect(
      letter({ kind: 'text', text: 'See [this](https://a.example)' }, { kind: 'picture', file, alt: 'Tulips' }),
    ).toEqual([]);
  });
  it('say what is wrong with a subject', () => {
    expect(codes({ subject: 'x'.repeat(71) })).toEqual(['subject-long']);
    expect(
      codes({
        subject: '{{ contact.first_name | default: "a very long word indeed" }}, tulips are here for you and yours',
      }),
    ).toEqual([]);
    expect(codes({ subject: 'TULIPS ARE HERE' })).toEqual(['subject-shouts']);
    expect(codes({ subject: 'ТЮЛЬПАНИ ВЖЕ ТУТ' })).toEqual(['subject-shouts']);
    expect(codes({ subject: '№ 1: ІТ' })).toEqual([]);
    expect(codes({ subject: 'Tulips!!' })).toEqual(['subject-marks']);
    expect(codes({ subject: 'Tulips! Really!' })).toEqual([]);
    expect(codes({ subject: 'Срочно: тюльпаны' })).toEqual(['spam-words']);
    expect(codes({ preheader: undefined })).toEqual([]);
  });
  it('finds words of spam in three languages, and not within other words', () => {
    expect(spamWords('You are a WINNER, click here')).toEqual(['winner', 'click here']);
    expect(spamWords('Ви виграли! Казино')).toEqual(['казино', 'ви виграли']);
    expect(spamWords('Терміново! Заробіток')).toEqual(['терміново', 'заробіток']);
    expect(spamWords('Бессрочно, urgently needed, dinner')).toEqual([]);
  });
  it('say of a picture that it has no words, and of a letter that it has nothing else', () => {
    expect(letter({ kind: 'text', text: 'x' }, { kind: 'picture', file, alt: ' ' })).toEqual(['no-alt']);
    expect(letter({ kind: 'picture', file, alt: 'Tulips' })).toEqual(['pictures-only']);
    // One that is not chosen yet has nothing to say.
    expect(letter({ kind: 'text', text: 'x' }, { kind: 'picture', alt: '' })).toEqual([]);
  });
  it('look at links wherever they stand', () => {
    expect(letter({ kind: 'button', text: 'Go', url: 'https://' })).toEqual(['link-empty']);
    expect(letter({ kind: 'text', text: 'a [b](http://c.example) d' })).toEqual(['link-unsafe']);
    expect(letter({ kind: 'html', html: '<a class="x" href="http://localhost:3000/">x</a>' })).toEqual(['link-local']);
    const column: LetterBlock = { kind: 'columns', columns: [[{ kind: 'button', text: 'Go', url: 'shop' }], []] };
    expect(letter(column)).toEqual(['link-broken']);
  });
  it.each([
    ['', 'empty'],
    ['https://', 'empty'],
    ['shop.example', 'broken'],
    ['https://a b.example', 'broken'],
    ['https://shop', 'broken'],
    ['http://shop.example', 'unsafe'],
    ['http://192.168.0.3/x', 'local'],
    ['https://shop.example/?q={{ contact.city }}', null],
    ['{{ links.unsubscribe }}', null],
    ['mailto:a@b.example', null],
    ['tel:+380501234567', null],
  ] as const)('of "%s" says %s', (url, trouble) => {
    expect(linkTrouble(url)).toBe(trouble);
  });
  it('stop a flow only for what cannot be sent', () => {
    expect(codes({ letter: [] })).toEqual(['empty-part']);
    expect(codes({ letter: [{ kind: 'divider' }] })).toContain('empty-part');
    const large = { ...file, size: 6_000_000 };
    expect(codes({}, { attachments: [large] })).toEqual([]);
    expect(codes({}, { attachments: [large, large] })).toEqual(['attachments-large']);
  });
});
