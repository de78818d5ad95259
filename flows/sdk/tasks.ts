/** What the blocks that give work to people and the screens that show it have in common. */

/** Happens to the contact when a task is done. Props: `task`, `call` (the visit that waits), `kind`, `outcome`, `note`, `flow`, `node`. */
export const taskDone = 'task.done';
/** The `input.outcome` of a step whose task was done. */
export const taskSignal = 'done';

export const taskKinds = ['call', 'visit', 'answer', 'other'] as const;
export type TaskKind = (typeof taskKinds)[number];

/** A task waits to be done; was done; or was taken back because its journey went on without it. */
export const taskStates = ['open', 'done', 'canceled'] as const;
export type TaskState = (typeof taskStates)[number];
