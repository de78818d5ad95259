import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { orpc } from './client.ts';
import { type Format, formatter } from './formatter.ts';

export type { Format } from './formatter.ts';

/** Times are shown in the workspace's zone, as the engine keeps it. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  const { data } = useQuery(orpc.workspace.get.queryOptions());
  const zone = data?.timezone;
  return useMemo(() => formatter(i18n.language, zone), [i18n.language, zone]);
}
