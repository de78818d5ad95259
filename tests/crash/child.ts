/**
 * A process of its own that works on a workspace and kills itself with SIGKILL where its job says. It starts before it is
 * needed and waits for the job.
 */
import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { memoryVault } from '../../flows/host/vault-memory.ts';
import { openWorkspace } from '../../flows/host/workspace.ts';
import { onCrashPoint } from '../../flows/runtime/crash-points.ts';
import { migrations } from '../../flows/store/migrations/index.ts';
import { going, type Job, smallestSet, startOnce } from './job.ts';
import { crashRegistry } from './registry.ts';

const die = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

/** Migrations run inside of `open`, through this one call. */
function dieMigrating({ number, when }: NonNullable<Job['migration']>): void {
  const sql = migrations.find((migration) => migration.number === number)?.sql;
  const exec = Database.prototype.exec;
  Database.prototype.exec = function (this: Database.Database, source: string) {
    if (source === sql && when === 'before') die();
    const result = exec.call(this, source);
    if (source === sql) die();
    return result;
  };
}

const job = JSON.parse(readFileSync(0, 'utf8')) as Job;

if (job.migration !== undefined) dieMigrating(job.migration);
if (job.point !== undefined) {
  const { name, count } = job.point;
  let left = count;
  onCrashPoint((reached) => {
    if (reached === name && --left === 0) die();
  });
}
process.stdout.write(going);
const { engine, store, close } = await openWorkspace(job.file, {
  mode: 'write',
  host: 'web',
  registry: await crashRegistry(job.round, job.smtp),
  vault: memoryVault(),
  ...smallestSet(job.form),
});
if (job.start !== undefined) startOnce({ engine, store }, job.start, 1);
if (job.change !== undefined) startOnce({ engine, store }, job.change, 2);
if (job.virtual !== undefined) {
  await engine.runVirtual(job.virtual.from, job.virtual.to, { reallySend: job.virtual.reallySend });
} else {
  await engine.runUntilIdle();
  if (job.poll === true) {
    await engine.sync();
    await engine.runUntilIdle();
  }
}
await close();
