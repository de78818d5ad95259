/** In the settings of a block: what keeps its messages back, what to do, and the way to the account. */
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from 'wouter';
import { useUiState } from '../session.ts';
import { useWords } from '../words.ts';
import './live.css';

export function TroubleNotes({ node }: { node: string }) {
  const words = useWords();
  const liveWords = words.live;
  const troubles = useUiState((state) => state.troubles.get(node));
  if (troubles === undefined) return null;
  return (
    <ul className="kc-troubles" aria-label={words.t('live:trouble.title')}>
      {troubles.map((trouble) => {
        const { what, todo } = liveWords.trouble(trouble);
        return (
          <li key={`${trouble.kind} ${trouble.account}`}>
            <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
            <p>
              <b>{what}</b> {todo}{' '}
              <Link href="/accounts">
                {trouble.accountName === null
                  ? words.t('live:trouble.accounts')
                  : words.t('live:trouble.account', { account: trouble.accountName })}
              </Link>
            </p>
          </li>
        );
      })}
    </ul>
  );
}
