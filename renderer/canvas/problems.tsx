/** Problems of a block or of the whole flow, in words. */
import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react';
import type { Problem } from '../../flows/sdk/problem.ts';
import { useWords } from './words.ts';

/** Tells problems of a flow apart in a list. */
export const problemKey = (problem: Problem): string =>
  `${problem.node}|${problem.code}|${problem.path}|${JSON.stringify(problem.params ?? {})}`;

export function Problems({ problems }: { problems: readonly Problem[] }) {
  const words = useWords();
  if (problems.length === 0) return null;
  return (
    <ul className="kc-problems">
      {problems.map((problem) => (
        <li key={problemKey(problem)} data-severity={problem.severity}>
          {problem.severity === 'error' ? (
            <IconCircleX size={16} stroke={1.75} aria-hidden />
          ) : (
            <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
          )}
          <span>
            <span className="kc-sr">{words.t(`severity.${problem.severity}`)}: </span>
            {words.problem(problem)}
          </span>
        </li>
      ))}
    </ul>
  );
}
