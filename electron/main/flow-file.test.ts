import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { flowFileDesk, flowFileIn, readFlowFile } from './flow-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'kaskad-flow-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

it('finds the flow file on a command line, and takes no switch for one', () => {
  expect(flowFileIn(['kaskad', 'shop.kaskad', '/tmp/Win back.FLOW.json'])).toBe('/tmp/Win back.FLOW.json');
  expect(flowFileIn(['kaskad', '--x=a.flow.json', 'package.json'])).toBeNull();
  expect(flowFileIn(['a.flow.json'])).toBeNull();
});
it('reads no more of a file than a flow may have, and nothing of what is not there', () => {
  expect(readFlowFile(file('a.flow.json', '{"ä":1}'))).toEqual({ name: 'a.flow.json', text: '{"ä":1}' });
  expect(readFlowFile(file('big.flow.json', 'x'.repeat(7 * 1024 * 1024)))?.text).toHaveLength(6 * 1024 * 1024);
  expect(readFlowFile(join(folder, 'none.flow.json'))).toBeNull();
  expect(readFlowFile(folder)).toBeNull();
});
it('gives a file to the page once, and only when a page is there', () => {
  const [shown, refused]: [string[], string[]] = [[], []];
  const desk = flowFileDesk(
    ({ name }) => shown.push(name),
    (path) => refused.push(path),
  );
  desk.open(file('a.flow.json', '{}'));
  expect(shown).toEqual([]);
  desk.pageCame();
  desk.pageCame();
  expect(shown).toEqual(['a.flow.json']);
  desk.pageWent();
  desk.open(file('b.flow.json', '{}'));
  expect(shown).toHaveLength(1);
  desk.pageCame();
  expect(shown).toEqual(['a.flow.json', 'b.flow.json']);
  desk.open(join(folder, 'none.flow.json'));
  expect(refused).toHaveLength(1);
});
