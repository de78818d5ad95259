/** Before a change is published: who stands where in older versions, and what is to become of them. */
import { SegmentedControl } from '@mantine/core';
import type { Move, Standing } from '../../flows/plan/changes.ts';
import { BlockIcon } from './block-icon.tsx';
import { blocksOf, shownMoves } from './standing.ts';
import { useWords } from './words.ts';

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
  const shown = shownMoves(standing, chosen);
  return (
    <section aria-label={words.t('preflight.standing.title')}>
      <h3>{words.t('preflight.standing.title')}</h3>
      <p className="kc-hint">{words.t('preflight.standing.body')}</p>
      <ul className="kc-standing">
        {blocksOf(standing).map(({ node, rows, choices }) => {
          const own = rows[0]?.name ?? words.typeName(rows[0]?.type ?? '');
          const name = rows[0]?.within === undefined ? own : `${rows[0].within} › ${own}`;
          return (
            <li key={node}>
              <BlockIcon type={rows[0]?.type ?? ''} />
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
                value={shown[node] ?? 'stay'}
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
