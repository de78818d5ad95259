/**
 * Problems of a flow in the person's language: the node type's own words, else the common ones (`problems.json`), else the
 * English sentence that came with it.
 */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../flows/sdk/problem.ts';

export function useProblemWords(): (problem: Problem, nodeType?: string) => string {
  const { t, i18n } = useTranslation('problems');
  return useCallback(
    (problem, nodeType) => {
      const keys = [`node-${nodeType}:problems.${problem.code}`, `problems:${problem.code}`];
      const key = keys.find((candidate) => i18n.exists(candidate));
      return key === undefined ? problem.message : t(key, { ...problem.params });
    },
    [t, i18n],
  );
}
