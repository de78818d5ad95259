import { describe, expect, it } from 'vitest';
import { taskDone } from '../../flows/sdk/tasks.ts';
import { eventView, moment, stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const outcomes = [
  { id: 'agreed', name: 'Agreed' },
  { id: 'not-reached', name: 'Not reached' },
];
const config = spec.config.parse({
  kind: 'call',
  title: 'Call {{ name }}',
  script: 'Say hello',
  due: 'PT2H',
  outcomes,
  timeout: 'P1D',
});
const done = (outcome: string) => ({
  kind: 'signal' as const,
  outcome: 'done',
  event: eventView(taskDone, { task: 7, outcome, note: 'tomorrow' }),
});

describe('operator-task', () => {
  it('gives the task to a person, rendered and dated', () => {
    expect(step(stepArgs(config, { render: (text) => `<${text}>` }))).toEqual({
      kind: 'task',
      task: {
        kind: 'call',
        title: '<Call {{ name }}>',
        script: '<Say hello>',
        dueAt: moment('2026-06-01T12:00').ms,
        outcomes,
      },
      until: moment('2026-06-02T10:00').ms,
    });
  });
  it('goes on by the outcome that was chosen', () => {
    expect(step(stepArgs(config, { input: done('agreed') }))).toEqual({
      kind: 'go',
      outlet: 'agreed',
      why: { task: 7, note: 'tomorrow' },
    });
  });
  it('takes the task back when time runs out, or when its outcome is not known any more', () => {
    const back = { kind: 'task-over', outlet: 'timeout' };
    expect(step(stepArgs(config, { input: { kind: 'timer' } }))).toEqual(back);
    expect(step(stepArgs(config, { input: done('gone') }))).toEqual(back);
  });
  it('must say what is to be done', () => {
    expect(spec.check?.({ ...config, title: ' ' })).toMatchObject([{ severity: 'error', code: 'task-title' }]);
    expect(spec.check?.(config)).toEqual([]);
  });

  it('names the button that says nothing, and keeps its way out', () => {
    const unnamed = spec.config.parse({ ...config, outcomes: [outcomes[0], { id: 'not-reached', name: ' ' }] });
    expect(spec.check?.(unnamed)).toMatchObject([{ severity: 'error', code: 'outcome-name', path: 'outcomes.1.name' }]);
    expect(spec.outlets(unnamed)).toEqual(['agreed', 'not-reached', 'timeout']);
  });
});
