/** Saves the certificate of an erasure, as a page to print or as JSON. */
import { saveText } from '../../../app/save-file.ts';
import { certificatePage, type ErasureFile } from './person-page.ts';
import { usePageWords } from './use-page-words.ts';

export function useSaveCertificate(): (file: { fileName: string; json: string }, as: 'page' | 'json') => void {
  const words = usePageWords();
  return ({ fileName, json }, as) => {
    if (as === 'json') saveText(`${fileName}.json`, json, 'application/json');
    else saveText(`${fileName}.html`, certificatePage(JSON.parse(json) as ErasureFile, words), 'text/html');
  };
}
