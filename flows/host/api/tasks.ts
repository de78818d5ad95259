/** Tasks for people: the list of the inbox, and how one ended. */
import type { TaskRow } from '../../api/tasks.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { type TaskKind, taskDone, taskKinds } from '../../sdk/tasks.ts';
import { formatInstant } from '../../sdk/time.ts';
import type { Task } from '../../store/tasks.ts';
import type { HostContext } from '../context.ts';
import { os } from './base.ts';

const kindOf = (kind: string): TaskKind => taskKinds.find((known) => known === kind) ?? 'other';

/** Null when the contact was deleted: then there is nobody to call. */
export function shownTask({ store, now }: HostContext, task: Task): TaskRow | null {
  const { timezone } = store.meta.get();
  const contact = store.contacts.view(task.contact_id, { workspace: timezone });
  if (contact === null) return null;
  const { id, key, email, phone, first_name, last_name, language, country } = contact;
  const at = (ms: number | null) => (ms === null ? null : formatInstant(ms, timezone));
  return {
    task: task.id,
    kind: kindOf(task.kind),
    title: task.title,
    script: task.script,
    outcomes: [...task.outcomes],
    createdAt: formatInstant(task.created_at, timezone),
    dueAt: at(task.due_at),
    overdue: task.state === 'open' && task.due_at !== null && task.due_at < now(),
    state: task.state,
    endedAt: at(task.ended_at),
    outcome: task.outcome,
    note: task.note,
    flow: task.flow_id,
    flowName: task.flow_name,
    node: task.node,
    contact: {
      ...{ id, key, email, phone, first_name, last_name, language, country },
      tags: [...contact.tags],
      createdAt: formatInstant(contact.createdAt, timezone),
    },
  };
}

/** Throws `task-missing`, `task-closed` or `unknown-outcome`. */
function complete(context: HostContext, id: number, outcome: string, note: string): TaskRow {
  const { store, now } = context;
  const task = store.tasks.get(id);
  if (task === null) throw new KaskadError('task-missing', `There is no task ${id}.`, { task: id });
  if (!task.outcomes.some((known) => known.id === outcome)) {
    throw new KaskadError('unknown-outcome', `The task cannot end by "${outcome}". Choose one of its outcomes.`, {
      task: id,
      outcome,
    });
  }
  const at = now();
  store.db
    .transaction(() => {
      if (!store.tasks.complete(id, outcome, note, at)) {
        throw new KaskadError(
          'task-closed',
          'This task is not open any more: somebody did it, or its flow went on without it.',
          { task: id },
        );
      }
      const { key: call, flow_id: flow, contact_id: contactId, kind, node } = task;
      store.events.insert({
        contactId,
        type: taskDone,
        at,
        key: String(id),
        props: { task: id, call, kind, title: task.title, outcome, note, flow, node },
        source: 'inbox',
      });
    })
    .immediate();
  context.changes.publish('tasks');
  context.changes.publish('contacts');
  context.engine.wake();
  const row = shownTask(context, store.tasks.get(id) ?? task);
  if (row === null) throw new KaskadError('contact-deleted', 'The contact of this task was deleted.', { task: id });
  return row;
}

export const tasksApi = {
  list: os.tasks.list.handler(({ context, input }) => {
    const found = context.store.tasks.list({ ...input, limit: input.limit + 1 });
    return {
      open: context.store.tasks.countOpen(),
      more: found.length > input.limit,
      rows: found.slice(0, input.limit).flatMap((task) => shownTask(context, task) ?? []),
    };
  }),
  count: os.tasks.count.handler(({ context }) => ({ open: context.store.tasks.countOpen() })),
  complete: os.tasks.complete.handler(({ context, input }) =>
    complete(context, input.task, input.outcome, input.note.trim()),
  ),
};
