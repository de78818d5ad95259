/** The print queue of the workspace. */
import { mostPieces } from '../../api/print.ts';
import { gridOf, piecesPerSheet } from '../../sdk/print/paper.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { formatInstant } from '../../sdk/time.ts';
import type { PrintJob, WaitingPieces } from '../../store/print-jobs.ts';
import type { HostContext } from '../context.ts';
import { beginFile, endFile, fileState, formatOf, readFile } from '../print-files.ts';
import { markingChanged } from '../printed.ts';
import { os } from './base.ts';

/** Jobs that the screen shows. */
const shownJobs = 50;

type Named = WaitingPieces & { flowName: string | null; nodeName: string | null };

/** What waits, by the names of the version that it is of. */
function waitingOf({ store }: HostContext): Named[] {
  const names = new Map(store.flows.list().map(({ id, name }) => [id, name]));
  return store.print.waiting().map((kind) => ({
    ...kind,
    flowName: names.get(kind.flow) ?? null,
    nodeName: store.flows.planOf(kind.version)?.nodes[kind.node]?.name ?? null,
  }));
}

/** Versions of a flow are one to whoever prints. */
function grouped(context: HostContext) {
  const { store } = context;
  const { timezone } = store.meta.get();
  const groups = new Map<string, Named>();
  for (const one of waitingOf(context)) {
    const key = JSON.stringify([one.flow, one.node, one.format]);
    const known = groups.get(key);
    groups.set(
      key,
      known === undefined
        ? one
        : {
            ...one,
            count: known.count + one.count,
            first: Math.min(known.first, one.first),
            nodeName: one.nodeName ?? known.nodeName,
          },
    );
  }
  return [...groups.values()].map(({ flow, node, format, flowName, nodeName, count, first }) => ({
    ...{ flow, node, flowName, nodeName, count },
    format: formatOf(format),
    since: formatInstant(store.messages.get(first)?.sent_at ?? 0, timezone),
  }));
}

function shown({ store }: HostContext, job: PrintJob) {
  const { timezone } = store.meta.get();
  const { id, format, pieces, what, madeAt, printedAt, toldAt } = job;
  return {
    job: id,
    format: formatOf(format),
    pieces,
    what: [...what],
    madeAt: formatInstant(madeAt, timezone),
    printedAt: printedAt === null ? null : formatInstant(printedAt, timezone),
    undoable: printedAt !== null && toldAt === null,
  };
}

/** Throws `print-job-missing`. */
function need({ store }: HostContext, id: number): PrintJob {
  const job = store.print.job(id);
  if (job !== null) return job;
  throw new KaskadError('print-job-missing', 'This PDF is no longer in the list. Refresh it.', { job: id });
}

const changed = (context: HostContext): void => context.changes.publish('print');

const titleOf = ({ what }: PrintJob): string =>
  [...new Set(what.map(({ flowName }) => flowName))].slice(0, 3).join(', ');

export const printApi = {
  queue: os.print.queue.handler(({ context }) => ({
    waiting: grouped(context),
    jobs: context.store.print.jobs(shownJobs).map((job) => shown(context, job)),
  })),

  make: os.print.make.handler(({ context, input: { kinds, skip } }) => {
    const format = kinds[0]?.format ?? 'letter-a4';
    if (kinds.some((one) => one.format !== format)) {
      throw new KaskadError('print-mixed', 'One PDF holds one kind of paper. Choose rows of the same format.');
    }
    const wanted = waitingOf(context).filter((one) =>
      kinds.some(({ flow, node }) => one.flow === flow && one.node === node && formatOf(one.format) === format),
    );
    const job = context.store.print.make(
      {
        format,
        skip: skip % piecesPerSheet(gridOf(format)),
        kinds: wanted.map((one) => ({
          ...one,
          flowName: one.flowName ?? one.flow,
          nodeName: one.nodeName ?? one.node,
        })),
      },
      context.now(),
      mostPieces,
    );
    if (job === null) {
      throw new KaskadError(
        'print-nothing',
        'Nothing of this waits any more: it was printed, or its people were deleted.',
      );
    }
    changed(context);
    return shown(context, job);
  }),

  begin: os.print.begin.handler(({ context, input }) => {
    const job = need(context, input.job);
    return { file: beginFile(context.store, job, titleOf(job)) };
  }),
  file: os.print.file.handler(({ context, input }) => {
    const { done, pieces, bytes, fileName } = fileState(context.store, input.file);
    return { done, pieces, bytes, fileName };
  }),
  read: os.print.read.handler(({ context, input }) => ({
    base64: readFile(context.store, input.file, input.offset).toString('base64'),
  })),
  end: os.print.end.handler(({ context, input }) => {
    endFile(context.store, input.file);
    return {};
  }),

  printed: os.print.printed.handler(({ context, input }) => {
    const { id } = need(context, input.job);
    context.store.print.markPrinted(id, context.now());
    markingChanged(context.store);
    changed(context);
    return shown(context, need(context, id));
  }),
  unprinted: os.print.unprinted.handler(({ context, input }) => {
    const { id } = need(context, input.job);
    if (!context.store.print.unmark(id)) {
      throw new KaskadError(
        'print-told',
        'Journeys have gone on since, so this stays marked as printed. You can still download the PDF and print it again.',
        { job: id },
      );
    }
    markingChanged(context.store);
    changed(context);
    return shown(context, need(context, id));
  }),
  putBack: os.print.putBack.handler(({ context, input }) => {
    const { id, printedAt } = need(context, input.job);
    if (printedAt !== null) {
      throw new KaskadError('print-printed', 'This was printed. Take the marking back first.', { job: id });
    }
    context.store.print.putBack(id);
    changed(context);
    return {};
  }),
};
