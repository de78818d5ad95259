import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { loadEngineRegistry } from '#registry/engine';
import type { TestResult } from '../../flows/api/simulation.ts';
import { parseFlowText } from '../../flows/document/parse.ts';
import { upgradeFlow } from '../../flows/document/upgrade.ts';
import { hasErrors } from '../../flows/document/validate.ts';
import { exportFlow, flowRow, importFlow } from '../../flows/host/api/flows.ts';
import { flowProblems } from '../../flows/host/draft-problems.ts';
import type { OpenWorkspace } from '../../flows/host/workspace.ts';
import { type Move, moves } from '../../flows/plan/changes.ts';
import type { Choice } from '../../flows/runtime/moves.ts';
import { KaskadError, type Problem } from '../../flows/sdk/problem.ts';
import { specsOf } from '../../flows/sdk/registry.ts';
import { runFlowTests } from '../../flows/simulate/flow-test.ts';
import { type Io, table, UsageError } from '../io.ts';
import { durationOption, instantOption, pairs, readingWorkspace, readText, withWorkspace } from '../open.ts';

const words = (problems: readonly Problem[]): string =>
  problems
    .map(({ severity, node, path, message }) => {
      // Sentences about the shape of a file begin with the path themselves.
      const where = message.startsWith(path) ? '' : path;
      const place = [node, where].filter((part) => part !== null && part !== '').join(' ');
      return `${severity}: ${place === '' ? '' : `${place}: `}${message}`;
    })
    .join('\n');

function testWords(tests: readonly TestResult[]): string {
  if (tests.length === 0) return 'The file has no tests.';
  const lines = tests.flatMap(({ name, ok, differences }) => [
    `${ok ? 'ok' : 'FAILED'}  ${name}`,
    ...differences.map(({ message }) => `        ${message}`),
  ]);
  const failed = tests.filter((one) => !one.ok).length;
  return [...lines, '', failed === 0 ? `All ${tests.length} passed.` : `${failed} of ${tests.length} failed.`].join(
    '\n',
  );
}

/** A file that cannot even be read as a flow, but says where: those places are its problems. */
async function problemsOf(text: string): Promise<Problem[]> {
  try {
    return flowProblems(parseFlowText(text), { specs: specsOf(await loadEngineRegistry()) });
  } catch (error) {
    if (error instanceof KaskadError && error.code === 'flow-invalid') return error.details.problems as Problem[];
    throw error;
  }
}

/** Accounts and segments may be named by id or by name. */
function namedId({ store }: OpenWorkspace, given: string): string {
  const all = [...store.accounts.list(), ...store.segments.list()];
  const byName = all.filter((one) => one.name === given);
  return all.some((one) => one.id === given) || byName.length !== 1 ? given : (byName[0]?.id ?? given);
}

function state({ store }: OpenWorkspace, id: string) {
  const flow = store.flows.need(id);
  const entered = store.flows.versions(id).find((version) => version.number === flow.version)?.entered ?? 0;
  return { flow: id, version: flow.version, entered, status: flow.status };
}

export function flowCommand(program: Command, io: Io): void {
  const flow = program.command('flow').description('Flow files, and the flows of a workspace.');

  flow
    .command('validate')
    .description('Lists the problems of a flow file; exit 1 if one is an error. Needs no workspace.')
    .argument('<file>', 'a .flow.json file, or - for stdin')
    .action(async (file: string) => {
      const problems = await problemsOf(readText(file));
      io.result({ problems }, problems.length === 0 ? 'No problems.' : words(problems));
      if (hasErrors(problems)) io.failed();
    });

  flow
    .command('test')
    .description('Runs the tests that a flow file carries; exit 1 if one fails. Needs no workspace.')
    .argument('<file>', 'a .flow.json file, or - for stdin')
    .action(async (file: string) => {
      const registry = await loadEngineRegistry();
      const document = upgradeFlow(parseFlowText(readText(file)), specsOf(registry));
      const tests = await runFlowTests(document, registry);
      io.result({ tests }, testWords(tests));
      if (tests.some((one) => !one.ok)) io.failed();
    });

  flow
    .command('import')
    .description('Stores a flow file as a draft.')
    .argument('<ws>')
    .argument('<file>', 'a .flow.json file, or - for stdin')
    .option('--bind <slot=account>', 'what a slot stands for here; may be given again', pairs('--bind'), {})
    .action(async (ws: string, file: string, options: { bind: Record<string, string> }) => {
      const text = readText(file);
      await withWorkspace(ws, (workspace) => {
        const bind = Object.fromEntries(
          Object.entries(options.bind).map(([slot, given]) => [slot, namedId(workspace, given)]),
        );
        const {
          flow: id,
          openSlots,
          problems,
        } = importFlow(workspace, text, bind, file === '-' ? undefined : { kind: 'file', name: basename(file) });
        if (problems.length > 0) io.note(words(problems));
        const open = openSlots.length === 0 ? '' : ` Not connected yet: ${openSlots.join(', ')}.`;
        io.result({ flow: id, openSlots }, `Imported as ${id}.${open}`);
      });
    });

  flow
    .command('export')
    .description('Writes the draft of a flow in canonical form.')
    .argument('<ws>')
    .argument('<flow>')
    .option('--out <file>', 'write here instead of to stdout')
    .action(async (ws: string, id: string, options: { out?: string }) => {
      await readingWorkspace(ws, (workspace) => {
        const { text } = exportFlow(workspace, id);
        if (options.out !== undefined) writeOut(options.out, text);
        io.result(JSON.parse(text), options.out === undefined ? text.trimEnd() : `Wrote ${options.out}.`);
      });
    });

  flow
    .command('list')
    .description('Lists the flows.')
    .argument('<ws>')
    .action(async (ws: string) => {
      await readingWorkspace(ws, (workspace) => {
        const rows = workspace.store.flows.list().map((one) => {
          const { name, status, version, active } = flowRow(workspace, one);
          return { flow: one.id, name, status, version, active };
        });
        const shown = rows.map((row) => [row.flow, row.name, row.status, row.version, row.active]);
        io.result(
          rows,
          rows.length === 0 ? 'No flows yet.' : table(['flow', 'name', 'status', 'version', 'active'], shown),
        );
      });
    });

  flow
    .command('start')
    .description('Publishes the draft and starts it.')
    .argument('<ws>')
    .argument('<flow>')
    .option('--at <time>', 'as of this time (default: now)')
    .option(
      '--hold <duration>',
      'marketing messages of the start wait this long and can be called back by stopping, such as PT60S',
    )
    .option(
      '--inside <choice...>',
      'what becomes of those inside older versions: stay, move or exit, or by block such as mail=move (usual: they move when only texts changed, else stay)',
    )
    .action(async (ws: string, id: string, options: { at?: string; hold?: string; inside?: string[] }) => {
      await withWorkspace(ws, (workspace) => {
        const { timezone } = workspace.store.meta.get();
        const at = options.at === undefined ? undefined : instantOption(options.at, timezone, '--at');
        const hold = options.hold === undefined ? 0 : durationOption(options.hold, '--hold');
        const { version, entered } = workspace.engine.startFlow(id, at, {
          hold,
          inside: insideOption(options.inside ?? []),
        });
        io.result({ flow: id, version, entered }, `Started ${id}, version ${version}; ${entered} entered.`);
      });
    });

  flow
    .command('pause')
    .description('Keeps everybody in place and sends nothing.')
    .argument('<ws>')
    .argument('<flow>')
    .action(async (ws: string, id: string) => {
      await withWorkspace(ws, (workspace) => {
        workspace.engine.pauseFlow(id);
        io.result(state(workspace, id), `Paused ${id}.`);
      });
    });

  flow
    .command('resume')
    .description('Goes on where it was paused.')
    .argument('<ws>')
    .argument('<flow>')
    .action(async (ws: string, id: string) => {
      await withWorkspace(ws, (workspace) => {
        workspace.engine.resumeFlow(id);
        io.result(state(workspace, id), `Resumed ${id}.`);
      });
    });

  flow
    .command('stop')
    .description('Ends every journey and cancels what is queued.')
    .argument('<ws>')
    .argument('<flow>')
    .action(async (ws: string, id: string) => {
      await withWorkspace(ws, (workspace) => {
        const ended = workspace.engine.stopFlow(id);
        io.result({ ...state(workspace, id), ended }, `Stopped ${id}; ${ended} journeys ended.`);
      });
    });
}

function writeOut(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new KaskadError('file-not-written', `${file} cannot be written (${why}).`, { file });
  }
}

/** `stay`, or `mail=move end=exit`. */
function insideOption(given: readonly string[]): Choice {
  const read = (text: string): Move => {
    const move = moves.find((one) => one === text);
    if (move === undefined) throw new UsageError(`--inside takes stay, move or exit, not "${text}".`);
    return move;
  };
  const [only] = given;
  if (given.length === 1 && only !== undefined && !only.includes('=')) return read(only);
  return Object.fromEntries(
    given.map((one) => {
      const [node = '', move = ''] = one.split('=', 2);
      return [node, read(move)];
    }),
  );
}
