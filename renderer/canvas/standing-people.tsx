/** Before a change is published: who stands where in older versions, and what is to become of them. */
import { SegmentedControl } from '@mantine/core';
import type { Change, Move } from '../../flows/plan/changes.ts';
import { BlockIcon } from './block-icon.tsx';
import { useWords } from './words.ts';

export interface Standing {
  version: number;
  node: string;
  name: string | null;
  type: string;
  people: number;
  change: Change;
  choices: readonly Move[];
  usual: Move;
}

export function StandingPeople({
  standing,
  chosen,
  onChoose,
}: {
  standing: readonly Standing[];
  chosen: Readonly<Record<string, Move>>;
  onChoose: (chosen: Readonly<Record<string, Move>>) => void;
}) {
  const words = useWords();
  // One choice a block, whatever the versions: what none of them may do is not offered.
  const blocks = [...new Set(standing.map(({ node }) => node))].map((node) =>
    standing.filter((one) => one.node === node),
  );
  return (
    <section aria-label={words.t('preflight.standing.title')}>
      <h3>{words.t('preflight.standing.title')}</h3>
      <p className="kc-hint">{words.t('preflight.standing.body')}</p>
      <ul className="kc-standing">
        {blocks.map((rows) => {
          const [first] = rows;
          if (first === undefined) return null;
          const { node, type, usual } = first;
          const name = first.name ?? words.typeName(type);
          const choices = first.choices.filter((move) => rows.every((row) => row.choices.includes(move)));
          return (
            <li key={node}>
              <BlockIcon type={type} />
              <div>
                <b>{name}</b>
                {rows.map((row) => (
                  <span key={row.version}>
                    {words.t('preflight.standing.people', { count: row.people })}
                    {', '}
                    {words.t('preflight.standing.version', { version: row.version })}
                    {' · '}
                    {words.t(`preflight.standing.change.${row.change}`)}
                  </span>
                ))}
              </div>
              <SegmentedControl
                size="xs"
                aria-label={words.t('preflight.standing.choice', { name })}
                value={chosen[node] ?? (choices.includes(usual) ? usual : 'stay')}
                data={choices.map((move) => ({ value: move, label: words.t(`preflight.standing.${move}`) }))}
                onChange={(value) => {
                  const move = choices.find((one) => one === value);
                  if (move !== undefined) onChoose({ ...chosen, [node]: move });
                }}
              />
            </li>
          );
        })}
      </ul>
      <p className="kc-hint">{words.t('preflight.standing.help')}</p>
    </section>
  );
}
