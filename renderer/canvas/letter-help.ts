/** What the letter's editor asks of the workspace: its look, kept parts, files, and a letter sent for a try. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { plainBrand } from '../../flows/sdk/brand.ts';
import { client, orpc } from '../app/client.ts';
import { useErrorWords } from '../app/error-words.ts';
import { fileUrl, putFile } from '../app/files.ts';
import type { LetterHelp } from '../ui/letter/letter-help.ts';
import type { CanvasSession } from './session.ts';

export function useLetterHelp(session: CanvasSession): LetterHelp {
  const queries = useQueryClient();
  const words = useErrorWords();
  const { data: brand } = useQuery(orpc.letters.brand.queryOptions());
  const { data: parts } = useQuery(orpc.letters.parts.queryOptions());
  return useMemo(
    () => ({
      brand: brand ?? plainBrand,
      parts: parts ?? [],
      async keepPart(part) {
        await client.letters.keepPart(part);
        await queries.invalidateQueries({ queryKey: orpc.letters.parts.key() });
      },
      putFile,
      fileUrl,
      sendTest: (letter) =>
        client.letters.test({ ...letter, attachments: [...letter.attachments], flow: session.flow }),
      words: (error) => words(error).body,
    }),
    [brand, parts, queries, words, session],
  );
}
