/** What all message nodes have in common: the fields of their config and their step. */
import * as z from 'zod';
import { languageSchema } from './fields.ts';
import type { FileRef } from './files.ts';
import { idSchema } from './id.ts';
import { type LetterBlock, letterFiles, letterPart, letterTemplates } from './letter.ts';
import type { CohortStep, NodeSpec, References, StepInput } from './node.ts';
import { exit, go, type MessageDraft, type Outcome, send, suppressionChoices } from './outcome.ts';
import type { Problem } from './problem.ts';
import { type MessagePriority, messagePriorities } from './sending.ts';
import { durationSchema } from './time.ts';

/** The topic that needs no marketing consent. */
export const serviceTopic = 'service';

export const topicSchema = z
  .string()
  .regex(/^[\p{L}\p{N}_-]{1,64}$/u, 'bad-topic')
  .meta({
    title: 'Topic',
    description:
      'What the contact agreed to: a consent topic such as "marketing", or "service", which needs no consent.',
    examples: ['marketing', 'service'],
  });

export const buttonsSchema = z
  .array(
    z.strictObject({
      // Shorter than other ids: a press comes back in the 64 bytes that Telegram gives a button.
      id: idSchema.max(40).meta({ title: 'Id', description: 'Pressing gives an event message.button with this id.' }),
      text: z.string().min(1).max(200).meta({ title: 'Label', description: 'Liquid template.' }),
      url: z
        .string()
        .min(1)
        .max(2000)
        .optional()
        .meta({ title: 'Link', description: 'Liquid template. Without a link, pressing answers to this flow.' }),
    }),
  )
  .max(10)
  .refine((buttons) => new Set(buttons.map((button) => button.id)).size === buttons.length, 'duplicate-id')
  .meta({ title: 'Buttons', description: 'Buttons under the message.' });

/** The fields of a message node that come before its content. */
export const messageHead = {
  account: idSchema.meta({ title: 'Account', description: 'Slot of the account that sends.' }),
  topic: topicSchema,
};

/** The fields of a message node that come after its content. */
export const messageTail = {
  onSuppressed: z.enum(suppressionChoices).optional().meta({
    title: 'When it may not be sent',
    description: 'Wait until it may (the default), go on by "not-sent", or leave the flow.',
  }),
  ignoreQuietHours: z
    .boolean()
    .optional()
    .meta({ title: 'Send in quiet hours too', description: 'Allowed for the topic "service" only.' }),
  ttl: durationSchema
    .optional()
    .meta({ title: 'Give up after', description: 'A message not sent by then is no longer sent.' }),
  priority: z.enum(messagePriorities).optional().meta({
    title: 'Priority',
    description:
      'Which messages leave first, and which wait at a limit. Messages of the topic "service" are high by default.',
  }),
  price: z.number().min(0).max(1_000_000).optional().meta({
    title: 'Price of a part',
    description: 'What one part costs, where the vendor does not say; by default the price in the account.',
  }),
};

/** For messages whose links can be followed. */
export const messageClicks = {
  countClicks: z.boolean().optional().meta({
    title: 'Count clicks',
    description:
      'Links become short addresses of the workspace that count who followed them. By default in messages that need consent.',
  }),
};

/** Content by language: `{ en: { subject, html } }`. */
export const contentSchema = <Parts extends z.ZodType>(parts: Parts) =>
  z
    .record(languageSchema, parts)
    .refine((content) => Object.keys(content).length <= 30, 'too-many-languages')
    .meta({ title: 'Texts', description: 'The message by language; a contact gets their own, or else the flow’s.' });

/** Parts by name. All are Liquid templates but the letter, whose blocks hold some. */
export type WrittenParts = Readonly<Record<string, string | readonly LetterBlock[] | undefined>>;

export interface MessageConfig {
  account: string;
  topic: string;
  content: Readonly<Record<string, WrittenParts>>;
  attachments?: readonly FileRef[] | undefined;
  buttons?: readonly { id: string; text: string; url?: string | undefined }[] | undefined;
  onSuppressed?: MessageDraft['onSuppressed'] | undefined;
  ignoreQuietHours?: boolean | undefined;
  ttl?: string | undefined;
  priority?: MessagePriority | undefined;
  countClicks?: boolean | undefined;
  price?: number | undefined;
  /** What it sends was approved by the vendor beforehand. */
  template?: boolean | undefined;
}

export const messageOutlets = ['next', 'not-sent'] as const;
export type MessageOutlet = (typeof messageOutlets)[number];

export function messageReferences(
  config: MessageConfig,
  options: { channel: string; htmlParts: readonly string[] },
): References {
  return {
    accounts: [{ slot: config.account, capability: `send.${options.channel}`, path: 'account' }],
    templates: [
      ...Object.entries(config.content).flatMap(([language, parts]) =>
        partTemplates(parts, `content.${language}`, options.htmlParts),
      ),
      ...(config.buttons ?? []).flatMap((button, index) => [
        { text: button.text, path: `buttons.${index}.text`, html: false },
        ...(button.url === undefined ? [] : [{ text: button.url, path: `buttons.${index}.url`, html: false }]),
      ]),
    ],
    ...filesOf(config),
  };
}

/** The templates of one language's parts. `at`: where they stand in the config. */
export const partTemplates = (
  parts: WrittenParts,
  at: string,
  htmlParts: readonly string[],
): { text: string; path: string; html: boolean }[] =>
  Object.entries(parts).flatMap(([part, written]) => {
    const path = `${at}.${part}`;
    if (written === undefined) return [];
    if (typeof written === 'string') return [{ text: written, path, html: htmlParts.includes(part) }];
    return letterTemplates(written).map((one) => ({ ...one, path: `${path}.${one.path}` }));
  });

/** Pictures of the letter in one language. */
export const partFiles = (parts: WrittenParts, at: string): { file: FileRef; path: string }[] =>
  Object.entries(parts).flatMap(([part, written]) =>
    written === undefined || typeof written === 'string'
      ? []
      : letterFiles(written).map(({ file, path }) => ({ file, path: `${at}.${part}.${path}` })),
  );

function filesOf({ content, attachments = [] }: MessageConfig): Pick<References, 'files'> {
  const files = [
    ...Object.entries(content).flatMap(([language, parts]) => partFiles(parts, `content.${language}`)),
    ...attachments.map((file, index) => ({ file, path: `attachments.${index}` })),
  ];
  return files.length === 0 ? {} : { files };
}

/** The parts as the outbox takes them: texts. A letter goes as JSON, until it is laid out. */
export function textParts(written: WrittenParts): Record<string, string> {
  const parts: Record<string, string> = {};
  for (const [part, text] of Object.entries(written)) {
    if (typeof text === 'string') parts[part] = text;
    else if (text !== undefined) parts[letterPart] = JSON.stringify(text);
  }
  return parts;
}

/** Where nobody said otherwise: what people agreed to get is counted, what they need is left as it is. */
export const countsClicks = ({ topic, countClicks }: Pick<MessageConfig, 'topic' | 'countClicks'>): boolean =>
  countClicks ?? topic !== serviceTopic;

type NodeProblem = Omit<Problem, 'node'>;

/** Problems that every message node may have. `required`: parts that must not be blank, in each language. */
export function messageProblems(
  config: MessageConfig,
  options: { required: readonly string[]; isBlank?: (parts: WrittenParts, part: string) => boolean },
): NodeProblem[] {
  const isBlank = options.isBlank ?? ((parts, part) => String(parts[part] ?? '').trim() === '');
  const problems: NodeProblem[] = [];
  const languages = Object.entries(config.content);
  if (languages.length === 0)
    problems.push({
      severity: 'error',
      path: 'content',
      code: 'no-content',
      message: 'The message has no text yet. Write it in at least one language.',
    });
  for (const [language, parts] of languages)
    for (const part of options.required)
      if (isBlank(parts, part))
        problems.push({
          severity: 'error',
          path: `content.${language}.${part}`,
          code: 'empty-part',
          message: `The ${part} is empty in "${language}". Write it, or remove this language.`,
          params: { part, language },
        });
  if (config.ignoreQuietHours === true && config.topic !== serviceTopic)
    problems.push({
      severity: 'error',
      path: 'ignoreQuietHours',
      code: 'quiet-hours-service-only',
      message: `Only messages of the topic "service" may ignore quiet hours; this one has the topic "${config.topic}".`,
      params: { topic: config.topic },
    });
  return problems;
}

/** Makes of the parts that the author wrote those that the connector sends. */
export type PrepareParts<Config> = (
  parts: Record<string, string>,
  config: Config,
  language: string,
) => Record<string, string>;

/**
 * The step of a message node: send once, then leave by what became of the message. `prepare` may turn the parts that the
 * author wrote into those that the connector sends.
 */
export function messageStep<Config extends MessageConfig = MessageConfig>(
  spec: Pick<NodeSpec, 'channel' | 'type'>,
  htmlParts: readonly string[],
  prepare: PrepareParts<Config> = (parts) => parts,
): (args: { config: Config; input: StepInput }) => Outcome<MessageOutlet> {
  // A node asks for the same message for everybody: it is made once.
  const drafts = new WeakMap<Config, MessageDraft>();
  return ({ config, input }) => {
    if (input.kind === 'arrived') {
      const draft = drafts.get(config) ?? draftOf(config, spec.channel ?? spec.type, htmlParts, prepare);
      drafts.set(config, draft);
      return send(draft);
    }
    if (input.kind !== 'returned') return go('next');
    const { result } = input;
    // `unknown` may have arrived: going on as if it had not would risk a second message by another channel.
    if (result.status === 'sent' || result.status === 'unknown') return go('next', result);
    return config.onSuppressed === 'exit' ? exit('not-sent') : go('not-sent', result);
  };
}

/** What a message node does for everybody who arrives at it: the draft is the same, what is rendered is not. */
export const messageCohort =
  <Config extends MessageConfig = MessageConfig>(
    spec: Pick<NodeSpec, 'channel' | 'type'>,
    htmlParts: readonly string[],
    prepare: PrepareParts<Config> = (parts) => parts,
  ) =>
  (config: Config): CohortStep<MessageOutlet> => ({
    kind: 'send',
    message: draftOf(config, spec.channel ?? spec.type, htmlParts, prepare),
  });

function draftOf<Config extends MessageConfig>(
  config: Config,
  channel: string,
  htmlParts: readonly string[],
  prepare: PrepareParts<Config>,
): MessageDraft {
  const content: Record<string, Record<string, string>> = {};
  for (const [language, written] of Object.entries(config.content)) {
    content[language] = prepare(textParts(written), config, language);
  }
  return {
    channel,
    account: config.account,
    topic: config.topic,
    content,
    htmlParts,
    buttons: config.buttons ?? [],
    ...(config.attachments === undefined || config.attachments.length === 0 ? {} : { attachments: config.attachments }),
    onSuppressed: config.onSuppressed ?? 'wait',
    ignoreQuietHours: config.ignoreQuietHours === true && config.topic === serviceTopic,
    ttl: config.ttl ?? null,
    ...(config.priority === undefined ? {} : { priority: config.priority }),
    ...(config.countClicks === undefined ? {} : { countClicks: config.countClicks }),
    ...(config.price === undefined ? {} : { price: config.price }),
    ...(config.template === true ? { template: true } : {}),
  };
}
