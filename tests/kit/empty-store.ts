/** For tests: a real workspace in a temporary folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '../../flows/store/store.ts';

export function makeWorkspace(): { store: Store; folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'kaskad-test-'));
  const store = openStore(join(folder, 'test.kaskad'), { mode: 'create' });
  return {
    store,
    folder,
    remove() {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function withStore(use: (store: Store) => void): void {
  const workspace = makeWorkspace();
  try {
    use(workspace.store);
  } finally {
    workspace.remove();
  }
}
