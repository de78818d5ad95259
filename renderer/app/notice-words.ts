/** Notices of the engine in words, and where to look. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceParams } from './error-words.ts';

export function useNoticeWords(): (code: string, params: Record<string, unknown>) => string {
  const { t, i18n } = useTranslation('errors');
  return useCallback(
    (code, params) => {
      const values = sentenceParams(params);
      const count = typeof values.count === 'number' ? values.count : 0;
      const key = `notice.${code}`;
      if (i18n.exists(`errors:${key}`, { count })) return t(key, { ...values, count });
      return t('notice.other', { code });
    },
    [t, i18n],
  );
}

/** The screen where one can do something about it. */
export function noticePlace(code: string, params: Record<string, unknown>): string {
  if (code.startsWith('account') || code === 'links-without-key' || code === 'pages-not-served') return '/accounts';
  if (code.startsWith('colleague-unheard')) return `/contacts/${String(params.contact)}`;
  if (code === 'answer-unknown') return `/conversations/${String(params.contact)}`;
  if (code === 'messages-held' && typeof params.flow === 'string') return `/flows/${encodeURIComponent(params.flow)}`;
  if (typeof params.flow === 'string') return `/report/${encodeURIComponent(params.flow)}`;
  return '/flows';
}
