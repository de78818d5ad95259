/** Letters to begin with: the bones, with words that say what belongs there. */
import type { Brand } from '../../../flows/sdk/brand.ts';
import type { LetterBlock } from '../../../flows/sdk/letter.ts';

export const starters = ['simple', 'offer', 'news'] as const;
type StarterName = (typeof starters)[number];

/** `words`: of the letter's language. What the brand does not have is left out. */
export function starter(name: StarterName, words: (key: string) => string, brand: Brand | null): LetterBlock[] {
  const logo: LetterBlock[] = brand?.logo == null ? [] : [{ kind: 'logo' }];
  const social: LetterBlock[] = brand === null || brand.social.length === 0 ? [] : [{ kind: 'social' }];
  const button: LetterBlock = { kind: 'button', text: words('button'), url: 'https://' };
  const end: LetterBlock[] = [{ kind: 'divider' }, ...social, { kind: 'footer' }];
  switch (name) {
    case 'simple':
      return [
        ...logo,
        { kind: 'heading', text: words('heading') },
        { kind: 'text', text: words('text') },
        button,
        ...end,
      ];
    case 'offer':
      return [
        ...logo,
        { kind: 'heading', text: words('offerHeading') },
        { kind: 'text', text: words('offerText') },
        { kind: 'product', name: words('product'), alt: '', button: words('buy'), url: 'https://' },
        ...end,
      ];
    case 'news':
      return [
        ...logo,
        { kind: 'heading', text: words('newsHeading') },
        { kind: 'text', text: words('text') },
        {
          kind: 'columns',
          columns: [
            [
              { kind: 'picture', alt: '' },
              { kind: 'heading', text: words('first'), size: 'small' },
              { kind: 'text', text: words('newsText') },
            ],
            [
              { kind: 'picture', alt: '' },
              { kind: 'heading', text: words('second'), size: 'small' },
              { kind: 'text', text: words('newsText') },
            ],
          ],
        },
        button,
        ...end,
      ];
  }
}
