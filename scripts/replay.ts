/**
 * `npm run replay <ws> <journey>`: takes the steps of a journey again and says where they answer otherwise than the journal.
 * Without a journey: all of the workspace. Exit 1 when something differs.
 */
import { loadEngineRegistry } from '#registry/engine';
import { replayJourneys } from '../flows/explain/replay.ts';
import { memoryVault } from '../flows/host/vault-memory.ts';
import { openWorkspace } from '../flows/host/workspace.ts';

const [file, journey] = process.argv.slice(2);
const number = Number(journey ?? 0);
if (file === undefined || !Number.isInteger(number) || number < 0) {
  console.error(
    'npm run replay <ws> [journey]: the workspace file, and the number that `kaskad explain` gives a journey.',
  );
  process.exit(2);
}
const workspace = await openWorkspace(file, {
  mode: 'read',
  host: 'web',
  registry: await loadEngineRegistry(),
  vault: memoryVault(),
});
try {
  const { store } = workspace;
  if (number > 0 && store.explain.journey(number) === null) {
    console.error(`${file} has no journey ${number}.`);
    process.exitCode = 1;
  } else {
    const { steps, differences } = replayJourneys(workspace, number > 0 ? [number] : store.explain.allJourneys());
    for (const { journey: id, node, visit, arrivedAt, journal, answer } of differences.slice(0, 50)) {
      console.log(
        `journey ${id}, ${node} (visit ${visit}) at ${arrivedAt}: journal ${journal ?? 'stands'}, now ${JSON.stringify(answer)}`,
      );
    }
    console.log(`${steps} steps taken again, ${differences.length} differ from the journal.`);
    if (differences.length > 0) process.exitCode = 1;
  }
} finally {
  await workspace.close();
}
