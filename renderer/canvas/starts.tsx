/** How people may enter: what an empty flow begins with, in whichever view it is open. */
import { specs } from '../../registry/editors.ts';
import { BlockIcon } from './block-icon.tsx';
import { addBlock } from './gestures.ts';
import { useSession } from './session.ts';
import { useWords } from './words.ts';

const starts = [...specs.values()].filter(({ category }) => category === 'trigger');

export function Starts() {
  const session = useSession();
  const words = useWords();
  return (
    <ul className="kc-starts">
      {starts.map((spec) => (
        <li key={spec.type}>
          <button
            type="button"
            className="kc-start"
            title={words.typeHint(spec.type)}
            onClick={() => addBlock(session, words, spec, 'anywhere')}
          >
            <BlockIcon type={spec.type} />
            <b>{words.typeName(spec.type)}</b>
            <span>{words.typeHint(spec.type)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
