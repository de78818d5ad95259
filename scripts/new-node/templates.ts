/** What a new node folder starts with, by category: small, working, and made to be changed. */
import type { Category } from '../../flows/sdk/node.ts';

export interface NodeTemplate {
  schema: string;
  step: string;
  test: string;
  editor: string;
  story: string;
  strings: Record<string, unknown>;
}

interface Parts {
  /** Imports of schema.ts beside zod and defineSpec. */
  schemaImports: string;
  /** From `config:` to `upgrades:`. */
  spec: string;
  step: string;
  /** Inside `describe`. */
  test: string;
  /** Imports of the editor beside its spec, and what follows `icon`. */
  editorImports: string;
  editor: string;
  /** What `defineStory` is given. */
  story: string;
  strings: Record<string, unknown>;
}

const textField = (name: string): Pick<Parts, 'editorImports' | 'editor' | 'story'> => ({
  story: `tell: (config, { t }) => ({ text: t('story.tell', { value: config.${name} }) }),`,
  editorImports: `import { TextInput } from '@mantine/core';`,
  editor: `
  summary: (config, { t }) => t('summary.short', { value: config.${name} }),
  Form: ({ config, onChange, t }) => (
    <TextInput
      label={t('fields.${name}.label')}
      description={t('fields.${name}.help')}
      value={config.${name}}
      onChange={(event) => onChange({ ...config, ${name}: event.currentTarget.value })}
    />
  ),`,
});

const pass = {
  schemaImports: '',
  step: `import { defineStep } from '../../flows/sdk/node.ts';
import { go } from '../../flows/sdk/outcome.ts';
import { spec } from './schema.ts';

export const step = defineStep(spec, () => go('next'));
`,
  test: `  it('lets people through', () => {
    expect(step(stepArgs(spec.config.parse(spec.defaults)))).toEqual({ kind: 'go', outlet: 'next' });
  });`,
  ...textField('label'),
};

const label = `config: z.strictObject({
    label: z.string().max(200).meta({ title: 'Label', description: 'What people read on the block.' }),
  }),
  defaults: { label: '' },`;

const labelStrings = { label: { label: 'Label', help: 'What people read on the block.' } };

const byCategory: Record<Category, (type: string) => Parts> = {
  logic: () => ({
    ...pass,
    spec: `${label}
  outlets: () => ['next'],`,
    strings: { outlets: { next: 'Next' }, fields: labelStrings, summary: { short: '{{value}}' } },
  }),
  action: () => ({
    ...pass,
    spec: `${label}
  outlets: () => ['next', 'failed'],`,
    strings: { outlets: { next: 'Next', failed: 'Failed' }, fields: labelStrings, summary: { short: '{{value}}' } },
  }),
  wait: () => ({
    schemaImports: `import { durationSchema } from '../../flows/sdk/time.ts';`,
    spec: `config: z.strictObject({
    for: durationSchema.meta({ title: 'For', description: 'How long people stay here.' }),
  }),
  defaults: { for: 'P1D' },
  outlets: () => ['next'],`,
    step: `import { defineStep } from '../../flows/sdk/node.ts';
import { go, sleepUntil } from '../../flows/sdk/outcome.ts';
import { addDuration } from '../../flows/sdk/time.ts';
import { spec } from './schema.ts';

export const step = defineStep(spec, ({ config, input, now, arrivedAt }) =>
  input.kind === 'arrived'
    ? sleepUntil(addDuration({ ms: arrivedAt, zone: now.zone }, config.for).ms)
    : go('next'),
);
`,
    test: `  it('holds people, then lets them on', () => {
    const args = stepArgs(spec.config.parse({ for: 'PT2H' }));
    expect(step(args)).toEqual({ kind: 'sleep', until: args.now.ms + 2 * 3_600_000 });
    expect(step({ ...args, input: { kind: 'timer' } })).toEqual({ kind: 'go', outlet: 'next' });
  });`,
    editorImports: textField('for').editorImports,
    editor: textField('for')
      .editor.replace('{ t }', '{ t, duration }')
      .replace('config.for })', 'duration(config.for) })'),
    story: `tell: (config, { t, duration }) => ({ text: t('story.tell', { value: duration(config.for, 'object') }) }),
  takes: (config) => exactly(config.for),`,
    strings: {
      outlets: { next: 'Next' },
      fields: { for: { label: 'For', help: 'How long people stay here, such as P1D or PT2H.' } },
      summary: { short: '{{value}}' },
    },
  }),
  end: () => ({
    schemaImports: '',
    spec: `config: z.strictObject({
    reason: z
      .string()
      .regex(/\\S/, 'blank-reason')
      .max(100)
      .meta({ title: 'Reason', description: 'Why the journey ends here; reports count by it.' }),
  }),
  defaults: { reason: 'done' },
  outlets: (): readonly never[] => [],`,
    step: `import { defineCohort, defineStep } from '../../flows/sdk/node.ts';
import { exit } from '../../flows/sdk/outcome.ts';
import { spec } from './schema.ts';

export const step = defineStep(spec, ({ config }) => exit(config.reason));

export const cohort = defineCohort(spec, ({ reason }) => ({ kind: 'exit', reason }));
`,
    test: `  it('ends the journey', () => {
    expect(step(stepArgs(spec.config.parse({ reason: 'done' })))).toEqual({ kind: 'exit', reason: 'done' });
  });`,
    ...textField('reason'),
    strings: {
      outlets: {},
      fields: { reason: { label: 'Reason', help: 'Reports count those who left by it.' } },
      summary: { short: '{{value}}' },
    },
  }),
  trigger: () => ({
    schemaImports: `import { eventTypeSchema } from '../../flows/sdk/fields.ts';`,
    spec: `config: z.strictObject({
    event: eventTypeSchema.meta({ title: 'Event', description: 'A contact enters each time this happens.' }),
  }),
  defaults: { event: 'order.created' },
  outlets: () => ['next'],`,
    step: `import { defineCohort, defineStep, defineTrigger } from '../../flows/sdk/node.ts';
import { go } from '../../flows/sdk/outcome.ts';
import { spec } from './schema.ts';

export const step = defineStep(spec, () => go('next'));

export const cohort = defineCohort(spec, () => ({ kind: 'go', outlet: 'next' }));

export const trigger = defineTrigger(spec, ({ event }) => ({ kind: 'event', event, where: null }));
`,
    test: pass.test,
    ...textField('event'),
    strings: {
      outlets: { next: 'Next' },
      fields: { event: { label: 'Event', help: 'What has to happen for a contact to enter.' } },
      summary: { short: '{{value}}' },
    },
  }),
  channel: (type) => ({
    schemaImports: `import {
  contentSchema,
  messageClicks,
  messageHead,
  messageOutlets,
  messageProblems,
  messageReferences,
  messageTail,
} from '../../flows/sdk/message.ts';`,
    spec: `channel: '${type}',
  config: z.strictObject({
    ...messageHead,
    content: contentSchema(
      z.strictObject({ text: z.string().max(4000).meta({ title: 'Text', description: 'Liquid template.' }) }),
    ),
    ...messageClicks,
    ...messageTail,
  }),
  defaults: { account: '${type}', topic: 'marketing', content: {} },
  outlets: () => messageOutlets,
  references: (config) => messageReferences(config, { channel: '${type}', htmlParts: [] }),
  check: (config) => messageProblems(config, { required: ['text'] }),`,
    step: `import { messageStep } from '../../flows/sdk/message.ts';
import { defineStep } from '../../flows/sdk/node.ts';
import { spec } from './schema.ts';

export const step = defineStep(spec, messageStep(spec, []));
`,
    test: `  it('sends once, and leaves by what became of the message', () => {
    const args = stepArgs(spec.config.parse(spec.defaults));
    expect(step(args)).toMatchObject({ kind: 'send', message: { channel: '${type}' } });
    const returned = (status: 'sent' | 'unknown') => step({ ...args, input: { kind: 'returned', result: { status } } });
    expect(returned('sent')).toMatchObject({ outlet: 'next' });
    expect(returned('unknown')).toMatchObject({ outlet: 'next' });
  });`,
    editorImports: `import { Stack, Textarea, TextInput } from '@mantine/core';`,
    editor: `
  summary: (config, { t }) => {
    const text = Object.values(config.content)[0]?.text ?? '';
    return text === '' ? t('summary.empty') : t('summary.short', { value: text });
  },
  Form: ({ config, onChange, t }) => {
    const [language = 'en'] = useEditorContext().languages;
    return (
      <Stack>
        <TextInput
          label={t('fields.topic.label')}
          description={t('fields.topic.help')}
          value={config.topic}
          onChange={(event) => onChange({ ...config, topic: event.currentTarget.value })}
        />
        <Textarea
          label={t('fields.content.text.label')}
          autosize
          value={config.content[language]?.text ?? ''}
          onChange={(event) =>
            onChange({ ...config, content: { ...config.content, [language]: { text: event.currentTarget.value } } })
          }
        />
      </Stack>
    );
  },`,
    story: `tell: (config, { t, written, sending }) => ({
    text: t('story.tell'),
    more: sending(config),
    quotes: [{ text: written(config.content)?.text ?? '' }],
  }),`,
    strings: { ...channelStrings, story: { tell: 'We write to the person.' } },
  }),
};

const channelStrings = {
  outlets: { next: 'Sent', 'not-sent': 'Not sent' },
  fields: {
    account: { label: 'Account', help: 'Which connected account sends it.' },
    topic: { label: 'Topic', help: 'Marketing reaches only those who agreed to it.' },
    content: { label: 'Text', text: { label: 'Text' } },
    onSuppressed: { label: 'When it may not be sent' },
    ignoreQuietHours: { label: 'Send in quiet hours too' },
    ttl: { label: 'Give up after' },
    priority: { label: 'Priority' },
    countClicks: { label: 'Count clicks' },
    price: { label: 'Price' },
  },
  summary: { short: '“{{value}}”', empty: 'No text yet' },
  problems: {
    'no-content': 'The message has no text yet. Write it in at least one language.',
    'empty-part': 'Something is still empty in the language “{{language}}”: fill it in, or remove this language.',
    'quiet-hours-service-only': 'Only service messages may ignore quiet hours. Change the topic, or switch this off.',
  },
};

/** The files of a new node type. `name` is what the palette shows. */
export function nodeTemplate(type: string, category: Category, name: string): NodeTemplate {
  const parts = byCategory[category](type);
  const usesContext = parts.editor.includes('useEditorContext');
  return {
    schema: `import * as z from 'zod';
${parts.schemaImports}
import { defineSpec } from '../../flows/sdk/node.ts';

export const spec = defineSpec({
  type: '${type}',
  version: 1,
  category: '${category}',
  ${parts.spec}
  upgrades: {},
});
`,
    step: parts.step,
    test: `import { describe, expect, it } from 'vitest';
import { stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

describe('${type}', () => {
${parts.test}
});
`,
    editor: `${parts.editorImports}
import { IconPuzzle } from '@tabler/icons-react';
import { defineEditor${usesContext ? ', useEditorContext' : ''} } from '../../renderer/ui/define-editor.ts';
import { spec } from './schema.ts';

export const editor = defineEditor(spec, {
  icon: IconPuzzle,${parts.editor}
});
`,
    story: `import { defineStory${parts.story.includes('exactly(') ? ', exactly' : ''} } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  ${parts.story}
});
`,
    strings: {
      name,
      description: `${name}.`,
      keywords: type.replaceAll('-', ', '),
      story: { tell: `${name}: {{value}}.` },
      ...parts.strings,
    },
  };
}
