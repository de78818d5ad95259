import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fancySigns, inLatin, plainSigns, withLatin, withPlainSigns } from './latin.ts';
import { smsParts } from './sms-parts.ts';

describe('Latin letters', () => {
  // The examples of the resolution itself.
  it.each([
    ['Алушта', 'Alushta'],
    ['Борщагівка', 'Borshchahivka'],
    ['Вінниця', 'Vinnytsia'],
    ['Гадяч', 'Hadiach'],
    ['Згорани', 'Zghorany'],
    ['Розгон', 'Rozghon'],
    ['Ґалаґан', 'Galagan'],
    ['Єнакієве', 'Yenakiieve'],
    ['Гаєвич', 'Haievych'],
    ['Короп’є', 'Koropie'],
    ['Житомир', 'Zhytomyr'],
    ['Медвин', 'Medvyn'],
    ['Іршава', 'Irshava'],
    ['Їжакевич', 'Yizhakevych'],
    ['Кадиївка', 'Kadyivka'],
    ['Мар’їне', 'Marine'],
    ['Йосипівка', 'Yosypivka'],
    ['Стрий', 'Stryi'],
    ['Олексій', 'Oleksii'],
    ['Київ', 'Kyiv'],
    ['Щербухи', 'Shcherbukhy'],
    ['Гоща', 'Hoshcha'],
    ['Юрій', 'Yurii'],
    ['Корюківка', 'Koriukivka'],
    ['Яготин', 'Yahotyn'],
    ['Костянтин', 'Kostiantyn'],
    ['Знам’янка', 'Znamianka'],
    ['Феодосія', 'Feodosiia'],
  ])('of Ukrainian: %s is %s', (word, latin) => {
    expect(inLatin(word, 'uk')).toBe(latin);
  });
  it.each([
    ['Привет, Ёлка! Объём и съезд', 'Privet, Yolka! Obyom i sezd'],
    ['Щука, жизнь, эхо, цирк, юла, яма', 'Shchuka, zhizn, ekho, tsirk, yula, yama'],
    ['ЩЁТКА и Щука', 'SHCHYOTKA i Shchuka'],
  ])('of Russian: %s is %s', (text, latin) => {
    expect(inLatin(text, 'ru')).toBe(latin);
  });
  it('go by the letters of the text before its language', () => {
    expect(inLatin('Голова', 'ru')).toBe('Golova');
    expect(inLatin('Голова', 'uk')).toBe('Holova');
    expect(inLatin('Її голова', 'ru')).toBe('Yii holova');
    expect(inLatin('Голова была', 'uk')).toBe('Golova byla');
  });
  it('of capitals are capitals, of a head only the first', () => {
    expect(inLatin('ЩАСТЯ, Щастя, Я', 'uk')).toBe('SHCHASTIA, Shchastia, Ya');
  });
  it('leave nothing of Cyrillic, and what is none as it is', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...'абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёъыэАЩЇ’ '),
      maxLength: 30,
    });
    fc.assert(
      fc.property(letters, fc.constantFrom('uk', 'ru'), (text, language) => {
        expect(inLatin(text, language)).not.toMatch(/\p{Script=Cyrillic}/u);
      }),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (text) => {
        expect(inLatin(text, 'uk')).toBe(text);
      }),
    );
  });
});

describe('shorter SMS', () => {
  const long =
    'Ваше замовлення {{ event.order_id }} вже чекає на вас у крамниці на Хрещатику, приходьте до восьмої вечора. Дякуємо!';
  it('say how many it takes then, and leave variables alone', () => {
    const shorter = withLatin(long, 'uk');
    expect(smsParts(long.replace(/\{\{.*?\}\}/, 'variable')).parts).toBe(2);
    expect(shorter?.parts).toBe(1);
    expect(shorter?.text).toContain('{{ event.order_id }}');
    expect(withLatin('Привіт', 'uk')).toBeNull();
    expect(withLatin('Hello', 'uk')).toBeNull();
  });
  it('come of plain signs alone where only they are in the way', () => {
    const text = `Your order “Tulips” is here — come and take it… ${'x'.repeat(40)}`;
    expect(withPlainSigns(text)).toEqual({ text: plainSigns(text), parts: 1 });
    expect(plainSigns('«a» – b…\u00a0№ 1')).toBe('"a" - b... No. 1');
    expect(fancySigns(`${text} {{ x | default: "«" }}`)).toEqual(['“', '”', '—', '…']);
    expect(withPlainSigns(long)).toBeNull();
  });
  it('are never longer, whatever is written', () => {
    const text = fc.string({
      unit: fc.constantFrom('а', 'ї', 'щ', '«', '—', 'a', ' ', '{{ x }}', '😀'),
      maxLength: 200,
    });
    fc.assert(
      fc.property(text, (template) => {
        for (const shorter of [withLatin(template, 'uk'), withPlainSigns(template)]) {
          if (shorter === null) continue;
          expect(shorter.parts).toBeLessThan(smsParts(template.replaceAll('{{ x }}', 'variable')).parts);
        }
      }),
    );
  });
});
