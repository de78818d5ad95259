/** What an edge says: which outlet, what share, how many. Its number opens those who went this way. */

import type { LiveNode } from '../figures.ts';
import type { EdgeData } from '../line-elements.ts';
import { useSession, useUiState } from '../session.ts';
import './live.css';
import { useWords } from '../words.ts';
import { openPeople } from './open-people.ts';

export function EdgePill({
  edge,
  label,
  parts,
  count,
  live,
}: {
  edge: EdgeData;
  label: string;
  parts: readonly string[];
  count: number;
  live: LiveNode | undefined;
}) {
  const session = useSession();
  const liveWords = useWords().live;
  const real = useUiState((state) => state.simulated === null);
  const pill = (
    <span className="kc-pill">
      {label === '' ? null : <span className="kc-pill-label">{label}</span>}
      {parts.length > 0 ? <span className="kc-pill-figures">{parts.join(' · ')}</span> : null}
    </span>
  );
  const title =
    live === undefined || parts.length === 0 ? [label, ...parts].join(' ') : liveWords.story(edge.source, live.row);
  if (count === 0 || !real) {
    return (
      <span className="kc-pill-still" title={title}>
        {pill}
      </span>
    );
  }
  return (
    <button
      type="button"
      className="kc-pill-open"
      tabIndex={-1}
      title={title}
      onClick={(event) => {
        event.stopPropagation();
        openPeople(session, { node: edge.from, what: 'left', by: edge.outlet });
      }}
    >
      {pill}
    </button>
  );
}
