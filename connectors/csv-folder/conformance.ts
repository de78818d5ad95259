import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Conformance } from '../../tests/kit/connector-loopback.ts';

export const conformance: Conformance = {
  async start() {
    const folder = await mkdtemp(join(tmpdir(), 'kaskad-folder-'));
    const file = join(folder, 'people.csv');
    await writeFile(file, 'email,city\nanna@example.com,Kyiv\n');
    await utimes(file, 1_790_000_000, 1_790_000_000);
    return {
      config: { folder },
      wrongCredentials: null,
      nobodyThere: null,
      channel: 'none',
      parts: {},
      recipient: '',
      fail: () => null,
      heal: () => {},
      arrived: () => null,
      close: () => rm(folder, { recursive: true, force: true }),
    };
  },
};
