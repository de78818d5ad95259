import type { Command } from 'commander';
import { type Assumptions, assumptionsSchema, type Simulation } from '../../flows/api/simulation.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import { addDuration, formatInstant } from '../../flows/sdk/time.ts';
import { simulate } from '../../flows/simulate/simulate.ts';
import { type Io, table } from '../io.ts';
import { instantOption, readingWorkspace, readJson, untilInterrupted, wholeNumber } from '../open.ts';
import { reportWords } from './report.ts';

interface Options {
  from?: string;
  to?: string;
  seed: number;
  assume?: string;
}

/** Days foreseen unless told otherwise. */
const usualSpan = 'P30D';

function readAssumptions(path: string | undefined): Assumptions {
  if (path === undefined) return {};
  const parsed = assumptionsSchema.safeParse(readJson(path));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path: at, message }) => `${at.map(String).join('.')}: ${message}`);
  throw new KaskadError(
    'bad-assumptions',
    `The file ${path} does not hold assumptions of a simulation: ${issues.join('; ')}. See docs/simulation.md.`,
    { path, issues },
  );
}

function words(result: Simulation): string {
  const { cost } = result;
  const money = (n: number): string => `${n}${cost.currency === null ? '' : ` ${cost.currency}`}`;
  const sections = [
    `Simulated ${result.from} to ${result.to}, seed ${result.seed}. Nothing was sent, and nothing in the workspace changed.`,
    ...(result.backtest ? ['The span begins in the past: its stored events were replayed; other flows rested.'] : []),
    ...(result.beside.length > 0 ? [`Flows that ran beside it: ${result.beside.join(', ')}.`] : []),
    ...(result.leftOut.length > 0
      ? [`Not invented, because the span has real ones: ${result.leftOut.join(', ')}.`]
      : []),
    '',
    reportWords(result),
    '',
    `${result.reached} of ${result.contacts} contacts get something${result.reach.length === 0 ? '' : ` (${result.reach.map((one) => `${one.channel} ${one.contacts}`).join(', ')})`}.`,
    `Cost: ${money(cost.expected)}, likely between ${cost.low} and ${money(cost.high)}${cost.unpriced > 0 ? `; ${cost.unpriced} messages have no known price` : ''}.`,
  ];
  if (result.nobody.length > 0) {
    sections.push('', 'Who gets nothing, and why:');
    sections.push(
      table(
        ['reason', 'contacts'],
        result.nobody.map((one) => [one.reason, one.contacts]),
      ),
    );
  }
  if (result.limits.length > 0) {
    sections.push('', 'Limits hit:');
    sections.push(
      table(
        ['limit', 'what', 'count'],
        result.limits.map((one) => [one.reason, one.kind, one.count]),
      ),
    );
  }
  if (result.perDay.length > 0) {
    sections.push('', 'Messages a day:');
    sections.push(
      table(
        ['date', 'channel', 'sent'],
        result.perDay.map((one) => [one.date, one.channel, one.sent]),
      ),
    );
  }
  if (result.assumptions.length > 0) {
    sections.push('', 'Assumed of the recipients:');
    sections.push(
      table(
        ['node', 'channel', 'from', 'delivered', 'read', 'clicked', 'replied', 'pressed', 'failed', 'price'],
        result.assumptions.map((a) => [
          a.node,
          a.channel,
          a.source === 'history' ? `${a.messages} messages` : a.source,
          a.delivered,
          a.read,
          a.clicked,
          a.replied,
          a.pressed,
          a.failed,
          a.price,
        ]),
      ),
    );
  }
  return sections.join('\n');
}

export function simulateCommand(program: Command, io: Io): void {
  program
    .command('simulate')
    .description('Foresees what a flow does, as its draft is. Changes nothing and sends nothing.')
    .argument('<ws>')
    .argument('<flow>')
    .option('--from <time>', 'start here (default: now); a past time replays the stored events since then')
    .option('--to <time>', 'up to here (default: 30 days later)')
    .option('--seed <n>', 'the same seed gives the same answer', wholeNumber('--seed', 0), 1)
    .option('--assume <file>', 'how people answer, as JSON (see docs/simulation.md)')
    .action(async (ws: string, flow: string, options: Options) => {
      const assumptions = readAssumptions(options.assume);
      const { signal, release } = untilInterrupted();
      const progress = io.progress();
      try {
        await readingWorkspace(ws, async ({ store, registry, now }) => {
          const { timezone } = store.meta.get();
          const wall = now();
          const from = options.from === undefined ? wall : instantOption(options.from, timezone, '--from');
          const to =
            options.to === undefined
              ? addDuration({ ms: from, zone: timezone }, usualSpan).ms
              : instantOption(options.to, timezone, '--to');
          const result = await simulate(
            { store, registry },
            {
              flow,
              from,
              to,
              seed: options.seed,
              assumptions,
              now: wall,
              signal,
              onProgress: ({ phase, at, entered, messages }) =>
                progress.show(
                  phase === 'copy'
                    ? 'Copying the workspace…'
                    : `${formatInstant(at, timezone).slice(0, 10)}: ${entered} entered, ${messages} messages`,
                ),
            },
          );
          progress.done();
          io.result(result, words(result));
        });
      } finally {
        progress.done();
        release();
      }
    });
}
