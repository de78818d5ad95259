/** A place of a node's config in words: "Subject", as the form of that node calls it. */
import { useTranslation } from 'react-i18next';
import type { Place } from '../../../flows/document/block-proposal.ts';
import { durationInWords } from '../../ui/words.ts';
import { useWords } from '../words.ts';

export interface PlaceWords {
  label: (type: string, path: string) => string;
  value: (place: Pick<Place, 'type' | 'value'>) => string;
}

/** Texts of a letter are shown without their marks, and not to the end. */
const plainText = (text: string): string => {
  const words = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return words.length > 60 ? `${words.slice(0, 59)}…` : words;
};

export function usePlaceWords(): PlaceWords {
  const words = useWords();
  const { i18n } = useTranslation();
  return {
    label: (type, path) => {
      const parts = path.split('.');
      // `content.en.subject`: the language goes behind the field's name.
      const [language] = parts[0] === 'content' && parts.length > 2 ? parts.splice(1, 1) : [];
      const key = `node-${type}:fields.${parts.join('.')}.label`;
      const name = i18n.exists(key) ? i18n.t(key) : (parts.at(-1) ?? path);
      return language === undefined ? name : `${name} (${language})`;
    },
    value: ({ type, value }) =>
      type === 'duration' ? durationInWords(String(value), words.language) : plainText(String(value)),
  };
}
