/** Why a message was not sent and why a journey ended, in words; a reason that an author wrote stays as written. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

export interface ReasonWords {
  /** Suppressions and failures. */
  message: (code: string) => string;
  /** Ends of journeys, such as `stopped` or `event:order.created`. */
  exit: (code: string) => string;
}

export function useReasonWords(): ReasonWords {
  const { t, i18n } = useTranslation('errors');
  return useMemo(() => {
    const known = (key: string, code: string) => (i18n.exists(key) ? t(key) : code);
    return {
      message: (code) => known(`errors:reason.${code}`, code),
      exit: (code) => {
        if (!code.startsWith('event:')) return known(`errors:exit.${code}`, code);
        const type = code.slice('event:'.length);
        return t('errors:exit.event', { event: known(`contacts:timeline.event.${type}`, type) });
      },
    };
  }, [t, i18n]);
}
