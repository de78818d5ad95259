/** One text of a form, in the language that is written now; and what all parts of its editor are given. */
import { Textarea, TextInput } from '@mantine/core';
import type { Texts, WebForm } from '../../../flows/sdk/form.ts';
import { withText } from './form-draft.ts';

export interface PartProps {
  draft: WebForm;
  language: string;
  onChange: (draft: WebForm) => void;
  /** What is wrong at a place, in words. */
  problem: (path: string) => string | undefined;
}

/** A text in the language that is written now; what is left empty shows as in the first language. */
export function TextIn({
  label,
  help = '',
  rows,
  max,
  error,
  texts,
  language,
  first,
  onChange,
}: {
  label: string;
  help?: string;
  rows: number;
  max: number;
  error: string | undefined;
  texts: Texts;
  language: string;
  first: string;
  onChange: (texts: Texts) => void;
}) {
  const props = {
    label,
    maxLength: max,
    error,
    lang: language,
    placeholder: language === first ? '' : (texts[first] ?? ''),
    value: texts[language] ?? '',
    ...(help === '' ? {} : { description: help }),
  };
  return rows === 1 ? (
    <TextInput {...props} onChange={(event) => onChange(withText(texts, language, event.currentTarget.value))} />
  ) : (
    <Textarea
      {...props}
      autosize
      minRows={rows}
      maxRows={8}
      onChange={(event) => onChange(withText(texts, language, event.currentTarget.value))}
    />
  );
}
