/**
 * Named places where a crash is interesting. Tests set a hook (in a child process it kills the process with SIGKILL);
 * otherwise a call costs one comparison.
 */
export const crashPointNames = [
  'batch-before-commit',
  'batch-after-commit',
  'intent-before-commit',
  'intent-after-commit',
  'send-before-call',
  'handover-after-commit',
  'send-after-call',
  'outcome-before-commit',
  'outcome-after-commit',
  'recover-before-commit',
  'recover-after-commit',
  'poll-before-commit',
  'poll-after-commit',
  'publish-before-commit',
  'start-after-publish',
  'moves-before-commit',
] as const;
export type CrashPoint = (typeof crashPointNames)[number];

let hook: ((point: CrashPoint) => void) | null = null;

export function onCrashPoint(next: ((point: CrashPoint) => void) | null): void {
  hook = next;
}

export function crashPoint(point: CrashPoint): void {
  if (hook !== null) hook(point);
}
