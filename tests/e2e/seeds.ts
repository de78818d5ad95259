/** What stands in a workspace before the app opens it. */
import { join } from 'node:path';
import type { Seed } from './app.ts';
import { root } from './hosts.ts';

/** Five people: Anna and Borys can be written to, Clara has no e-mail, Dmytro does not want any, Emma lives in the US. */
export const fivePeople: Seed = {
  fill(kaskad, workspace) {
    kaskad(
      ...['contacts', 'import', workspace, join(root, 'tests/e2e/people.csv'), '--key', 'customer'],
      ...[
        '--map',
        'telegram=address.telegram',
        '--map',
        'email_ok=consent.email',
        '--map',
        'telegram_ok=consent.telegram',
      ],
    );
  },
};
