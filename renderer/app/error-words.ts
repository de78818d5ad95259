/** Errors in the person's language: what happened, why, what to do. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { troubleOf } from './client.ts';

export interface Words {
  title: string;
  body: string;
}

/** Only values that can stand in a sentence. */
export function sentenceParams(details: Record<string, unknown>): Record<string, string | number> {
  const params: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(details)) {
    if (typeof value === 'string' || typeof value === 'number') params[key] = value;
    else if (Array.isArray(value)) params[key] = value.slice(0, 5).map(String).join(', ');
  }
  return params;
}

export function useErrorWords(): (error: unknown) => Words {
  const { t, i18n } = useTranslation('errors');
  return useCallback(
    (error) => {
      const trouble = troubleOf(error);
      switch (trouble.kind) {
        case 'unreachable':
          return { title: t('unreachable.title'), body: t('unreachable.body') };
        case 'locked':
          return { title: t('locked.title'), body: t('locked.body') };
        case 'unexpected':
          return { title: t('unexpected.title'), body: t('unexpected.body', { message: trouble.message }) };
        case 'refused': {
          const key = `code.${trouble.code}`;
          // A code without words of ours still has the engine's own sentence.
          const body = i18n.exists(`errors:${key}`) ? t(key, sentenceParams(trouble.details)) : trouble.message;
          return { title: t('refused'), body };
        }
      }
    },
    [t, i18n],
  );
}
