/** Says quietly that the ready flow this one was made from is newer in this app. */

import { IconGitMerge } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { orpc } from '../../app/client.ts';
import { useSession } from '../session.ts';
import { useWords } from '../words.ts';
import './update.css';

export function UpdateHint() {
  const { flow, ui } = useSession();
  const words = useWords();
  const { data } = useQuery(orpc.flows.origins.queryOptions({ input: { flow } }));
  if (data?.newer !== true) return null;
  return (
    <button type="button" className="kc-newer" onClick={() => ui.setState({ dialog: 'update' })}>
      <IconGitMerge size={14} stroke={2} aria-hidden />
      {words.t('sharing:update.hint')}
    </button>
  );
}
