import { defineStep } from '../../flows/sdk/node.ts';
import { closeTask, go, openTask } from '../../flows/sdk/outcome.ts';
import { renderOr } from '../../flows/sdk/template.ts';
import { addDuration } from '../../flows/sdk/time.ts';
import { spec } from './schema.ts';

export const step = defineStep(spec, ({ config, input, now, arrivedAt, render }) => {
  if (input.kind === 'timer') return closeTask('timeout');
  if (input.kind === 'signal') {
    const { outcome, task, note } = input.event.props;
    const chosen = config.outcomes.find(({ id }) => id === outcome);
    // An outcome that this version does not know any more: nobody can say which way that was.
    return chosen === undefined ? closeTask('timeout') : go(chosen.id, { task, note });
  }
  const from = { ms: arrivedAt, zone: now.zone };
  return openTask(
    {
      kind: config.kind,
      title: renderOr(render, config.title),
      script: renderOr(render, config.script ?? ''),
      dueAt: config.due === undefined ? null : addDuration(from, config.due).ms,
      outcomes: config.outcomes,
    },
    addDuration(from, config.timeout).ms,
  );
});
