import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** What runs in the page, in whatever browser somebody has in web mode. `flows/document` and `flows/content` are shared with it. */
const ofPage = ['renderer', 'nodes', 'registry', 'flows/sdk', 'flows/document', 'flows/content'];

/** Younger than the oldest browser that the tests have (Chromium 114), and not noticed before somebody gets there. */
const younger =
  /\b(?:URL\.canParse|URL\.parse|Map\.groupBy|Object\.groupBy|Promise\.withResolvers|Promise\.try|Array\.fromAsync)\(|\.(?:isSubsetOf|isSupersetOf|symmetricDifference)\(/;

it('uses nothing in the page that older browsers do not have', () => {
  const files = ofPage.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
      .map((name) => join(folder, name)),
  );
  expect(files.length).toBeGreaterThan(500);
  expect(files.filter((file) => younger.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});
