/** What stands in a workspace before the app opens it. */
import { renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

/** The demo: three flows that ran for a month. */
export const demo: Seed = {
  fill(kaskad, workspace) {
    rmSync(workspace, { force: true });
    kaskad('demo', '--dir', dirname(workspace));
    renameSync(join(dirname(workspace), 'demo.kaskad'), workspace);
  },
};
