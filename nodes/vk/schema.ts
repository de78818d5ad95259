import * as z from 'zod';
import {
  buttonsSchema,
  contentSchema,
  messageClicks,
  messageHead,
  messageOutlets,
  messageProblems,
  messageReferences,
  messageTail,
} from '../../flows/sdk/message.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { staticText } from '../../flows/sdk/template.ts';

/** VK’s own limits, in characters after rendering. */
export const limits = { text: 9000, label: 40 };

export const spec = defineSpec({
  type: 'vk',
  version: 1,
  category: 'channel',
  channel: 'vk',
  config: z.strictObject({
    ...messageHead,
    content: contentSchema(
      z.strictObject({
        text: z
          .string()
          .max(20_000)
          .meta({ title: 'Text', description: 'Liquid template. Up to 9000 characters once rendered.' }),
      }),
    ),
    buttons: buttonsSchema.optional(),
    ...messageClicks,
    ...messageTail,
  }),
  defaults: { account: 'vk', topic: 'marketing', content: {} },
  outlets: () => messageOutlets,
  upgrades: {},
  references: (config) => messageReferences(config, { channel: 'vk', htmlParts: [] }),
  check: (config) => [
    ...messageProblems(config, { required: ['text'] }),
    ...Object.entries(config.content).flatMap(([language, { text }]) => {
      const count = staticText(text).length;
      return count > limits.text
        ? [
            {
              severity: 'error' as const,
              path: `content.${language}.text`,
              code: 'vk-too-long',
              message: `The text in "${language}" has ${count} characters without its variables; VK takes ${limits.text}. Shorten it.`,
              params: { language, count, limit: limits.text },
            },
          ]
        : [];
    }),
    ...(config.buttons ?? []).flatMap((button, index) => {
      const count = staticText(button.text).length;
      return count > limits.label
        ? [
            {
              severity: 'error' as const,
              path: `buttons.${index}.text`,
              code: 'vk-button-long',
              message: `A button's label may have ${limits.label} characters in VK; this one has ${count}.`,
              params: { count, limit: limits.label },
            },
          ]
        : [];
    }),
  ],
});
