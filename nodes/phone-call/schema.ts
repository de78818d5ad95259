import * as z from 'zod';
import {
  contentSchema,
  messageHead,
  messageOutlets,
  messageProblems,
  messageReferences,
  messageTail,
} from '../../flows/sdk/message.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { spokenIn } from './spoken.ts';

export const spec = defineSpec({
  type: 'phone-call',
  version: 1,
  category: 'channel',
  channel: 'phone-call',
  config: z.strictObject({
    ...messageHead,
    content: contentSchema(
      z.strictObject({
        text: z.string().max(3000).optional().meta({
          title: 'What is said',
          description: 'Liquid template, spoken by a voice of the language it stands in.',
        }),
        recording: z.string().max(1000).optional().meta({
          title: 'Recording',
          description: 'Liquid template of the address of an MP3 or WAV file; it is played instead of the text.',
        }),
      }),
    ),
    ...messageTail,
  }),
  defaults: { account: 'phone-call', topic: 'service', content: {} },
  outlets: () => messageOutlets,
  upgrades: {},
  references: (config) => messageReferences(config, { channel: 'phone-call', htmlParts: [] }),
  check: (config) => {
    const recorded = (language: string) => (config.content[language]?.recording ?? '').trim() !== '';
    return [
      ...messageProblems(config, { required: ['text'] }).filter(
        ({ code, params }) => code !== 'empty-part' || !recorded(String(params?.language)),
      ),
      ...Object.keys(config.content).flatMap((language) => {
        if (recorded(language) || spokenIn(language)) return [];
        return [
          {
            severity: 'error' as const,
            path: `content.${language}.recording`,
            code: 'no-voice',
            message: `No voice speaks "${language}" here. Give the address of a recording, or remove this language.`,
            params: { language },
          },
        ];
      }),
    ];
  },
});
