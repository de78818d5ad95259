/** What the marks of a comparison mean, each drawn as it is on the canvas: line and word, never colour alone. */
import { useWords } from '../words.ts';
import './ghosts.css';

const kinds = ['added', 'changed', 'removed', 'moved'] as const;

export function Legend() {
  const words = useWords();
  return (
    <ul className="kc-legend" aria-label={words.t('sharing:compare.legend.title')}>
      {kinds.map((kind) => (
        <li key={kind} data-kind={kind}>
          <i aria-hidden />
          {words.t(`sharing:compare.legend.${kind}`)}
        </li>
      ))}
    </ul>
  );
}
