/**
 * Runs a workspace until idle in a process of its own, and kills it with SIGKILL at a named crash point.
 * Arguments: workspace, "<point>:<the how manieth time>" or "-", and a flow to start first, if any.
 */

import { loadEngineRegistry } from '#registry/engine';
import { memoryVault } from '../../flows/host/vault-memory.ts';
import { openWorkspace } from '../../flows/host/workspace.ts';
import { onCrashPoint } from '../../flows/runtime/crash-points.ts';

const [file = '', where = '-', start] = process.argv.slice(2);
const [point, count = '1'] = where.split(':');
let left = Number(count);
onCrashPoint((reached) => {
  if (reached === point && --left === 0) process.kill(process.pid, 'SIGKILL');
});
const workspace = await openWorkspace(file, {
  mode: 'write',
  host: 'web',
  registry: await loadEngineRegistry(),
  vault: memoryVault(),
});
if (start !== undefined) workspace.engine.startFlow(start);
await workspace.engine.runUntilIdle();
await workspace.close();
