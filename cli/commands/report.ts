import type { Command } from 'commander';
import type { Report } from '../../flows/api/shapes.ts';
import { readReport } from '../../flows/reports/report.ts';
import { type Io, table } from '../io.ts';
import { readingWorkspace, wholeNumber } from '../open.ts';

const counts = (record: Readonly<Record<string, number>>): string =>
  Object.entries(record)
    .map(([name, n]) => `${name} ${n}`)
    .join(', ');

export function reportWords(report: Report): string {
  const nodes = table(
    ['node', 'type', 'entered', 'waiting', 'left', 'exited'],
    report.nodes.map((node) => [
      node.id,
      node.type,
      node.entered,
      node.waiting,
      counts(node.left),
      counts(node.exited),
    ]),
  );
  const messages = table(
    ['node', 'channel', 'sent', 'delivered', 'read', 'clicked', 'replied', 'failed', 'unknown', 'suppressed'],
    report.messages.map((m) => [
      m.node,
      m.channel,
      m.sent,
      m.delivered,
      m.read,
      m.clicked,
      m.replied,
      m.failed,
      m.unknown,
      counts(m.suppressed),
    ]),
  );
  const { reached, value, rate } = report.goal;
  return [
    `${report.flow}, ${report.version === null ? 'the draft' : `version ${report.version}`}: ${report.entered} entered, ${report.active} inside.`,
    ...(Object.keys(report.exited).length === 0 ? [] : [`Exits: ${counts(report.exited)}.`]),
    `Goal: ${reached} reached it (${(rate * 100).toFixed(1)} %), worth ${value}.`,
    '',
    nodes,
    ...(report.messages.length === 0 ? [] : ['', messages]),
  ].join('\n');
}

export function reportCommand(program: Command, io: Io): void {
  program
    .command('report')
    .description('The funnel of a flow.')
    .argument('<ws>')
    .argument('<flow>')
    .option('--version <n>', 'of this version (default: the current one)', wholeNumber('--version', 1))
    .action(async (ws: string, flow: string, options: { version?: number }) => {
      await readingWorkspace(ws, ({ store, registry }) => {
        const report = readReport(store, registry, flow, { version: options.version });
        io.result(report, reportWords(report));
      });
    });
}
