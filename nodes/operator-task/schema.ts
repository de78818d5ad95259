import * as z from 'zod';
import { idSchema, outletIds } from '../../flows/sdk/id.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { taskKinds } from '../../flows/sdk/tasks.ts';
import { durationSchema } from '../../flows/sdk/time.ts';

export const spec = defineSpec({
  type: 'operator-task',
  version: 1,
  category: 'channel',
  config: z.strictObject({
    kind: z.enum(taskKinds).meta({ title: 'What to do', description: 'Call, visit, answer, or something else.' }),
    title: z
      .string()
      .max(300)
      .meta({ title: 'Task', description: 'One line that says what is to be done. Liquid template.' }),
    script: z
      .string()
      .max(10_000)
      .optional()
      .meta({ title: 'Script', description: 'What to say or to look at. Liquid template.' }),
    due: durationSchema.optional().meta({ title: 'Due within', description: 'When it should be done.' }),
    outcomes: z
      .array(
        z.strictObject({
          id: idSchema.meta({ title: 'Id', description: 'Name of the outlet.' }),
          name: z.string().max(100).meta({ title: 'Name', description: 'What the button says.' }),
        }),
      )
      .min(1)
      .max(9)
      .superRefine(outletIds(['timeout']))
      .meta({ title: 'How it may end', description: 'One button each; the one pressed decides the way on.' }),
    timeout: durationSchema.meta({
      title: 'Wait at most',
      description: 'Then the task is taken back and the journey goes on by "timeout".',
    }),
  }),
  defaults: {
    kind: 'call',
    title: '',
    due: 'PT4H',
    outcomes: [
      { id: 'done', name: 'Done' },
      { id: 'not-reached', name: 'Not reached' },
    ],
    timeout: 'P3D',
  },
  outlets: ({ outcomes }): readonly string[] => [...outcomes.map(({ id }) => id), 'timeout'],
  upgrades: {},
  sends: () => [],
  references: ({ title, script }) => ({
    templates: [
      { text: title, path: 'title', html: false },
      ...(script === undefined ? [] : [{ text: script, path: 'script', html: false }]),
    ],
  }),
  check: ({ title, outcomes }) => [
    ...(title.trim() === ''
      ? [
          {
            severity: 'error' as const,
            path: 'title',
            code: 'task-title',
            message: 'The task does not say what is to be done. Write one line.',
          },
        ]
      : []),
    ...outcomes.flatMap(({ name }, index) =>
      name.trim() === ''
        ? [
            {
              severity: 'error' as const,
              path: `outcomes.${index}.name`,
              code: 'outcome-name',
              message: 'A button of the task says nothing. Write what it stands for.',
            },
          ]
        : [],
    ),
  ],
});
