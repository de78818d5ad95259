/** Tasks for people, as a journey sees them: opened in its own transaction, taken back when it goes on without. */
import type { SignalWait, TaskDraft } from '../sdk/outcome.ts';
import { taskDone, taskSignal } from '../sdk/tasks.ts';
import type { Journey } from '../store/journeys.ts';
import type { Runtime } from './state.ts';

/** Creates the task of this visit and says what the journey waits for. */
export function openTask(rt: Runtime, j: Journey, key: string, task: TaskDraft): SignalWait[] {
  rt.store.tasks.create({
    ...task,
    key,
    flow: j.flow_id,
    version: j.version_id,
    journey: j.id,
    contact: j.contact_id,
    node: j.node as string,
    now: rt.now(),
  });
  rt.topics.add('tasks');
  return [
    {
      id: taskSignal,
      event: taskDone,
      where: { combinator: 'and', rules: [{ field: 'props.call', operator: '=', value: key }] },
    },
  ];
}

/** Nobody waits for the task of this visit any more. */
export function cancelTask(rt: Runtime, key: string): void {
  if (rt.store.tasks.cancel(key, rt.now())) rt.topics.add('tasks');
}
