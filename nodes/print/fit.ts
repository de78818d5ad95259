/** Does what is written fit onto the paper? Said while it is typed; each variable is taken as a short word. */

import { layOut, pieceTexts } from '../../flows/sdk/print/layout.ts';
import { unprintable } from '../../flows/sdk/print/lines.ts';
import { kindOf } from '../../flows/sdk/print/paper.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import { staticText, withFiller } from '../../flows/sdk/template.ts';
import { type Layout, withLayout } from './parts.ts';

type Content = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;

const someone = { name: 'Olena Kovalenko', address: 'Main Street 1\n01001 Kyiv' };

export function fitProblems({ content, ...layout }: Layout & { content: Content }): Omit<Problem, 'node'>[] {
  if (kindOf(layout.format) === 'label') return [];
  return Object.entries(content).flatMap(([language, written]) => {
    const texts: Record<string, string> = {};
    for (const [part, text] of Object.entries(written)) if (text !== undefined) texts[part] = text;
    const filled = Object.entries(texts).map(([part, text]) => [part, withFiller(text, 'variable')]);
    const { trouble } = layOut(pieceTexts({ ...withLayout(Object.fromEntries(filled), layout), ...someone }));
    return [...troubleOf(trouble, language), ...signsOf(texts, language)];
  });
}

function troubleOf(trouble: string | null, language: string): Omit<Problem, 'node'>[] {
  if (trouble === 'too-long') {
    return [
      {
        severity: 'error',
        path: `content.${language}.text`,
        code: 'print-too-long',
        message: `The text in "${language}" does not fit onto the paper. Shorten it, or choose larger paper.`,
        params: { language },
      },
    ];
  }
  if (trouble !== 'qr-too-long') return [];
  return [
    {
      severity: 'error',
      path: `content.${language}.qr`,
      code: 'print-qr-too-long',
      message: `The QR code in "${language}" holds too much to be read from paper. Shorten it to about 200 characters.`,
      params: { language },
    },
  ];
}

function signsOf(texts: Readonly<Record<string, string>>, language: string): Omit<Problem, 'node'>[] {
  return Object.entries(texts).flatMap(([part, text]) => {
    const signs = part === 'qr' ? [] : unprintable(staticText(text));
    return signs.length === 0
      ? []
      : [
          {
            severity: 'warning' as const,
            path: `content.${language}.${part}`,
            code: 'print-no-sign',
            message: `These characters cannot be printed and will be left out: ${signs.slice(0, 5).join(' ')}`,
            params: { signs: signs.slice(0, 5).join(' ') },
          },
        ];
  });
}
