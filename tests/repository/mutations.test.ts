/** The check that the crash tests can fail is not part of every run: what it needs of the sources is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mutations } from '../../scripts/mutations.ts';

const root = join(import.meta.dirname, '../..');

describe('mutation-check', () => {
  it.each(mutations.flatMap(({ name, patches }) => patches.map((patch) => ({ name, ...patch }))))(
    'can still break $file: $name',
    ({ file, from }) => {
      expect(readFileSync(join(root, file), 'utf8').split(from)).toHaveLength(2);
    },
  );
});
