import * as z from 'zod';
import {
  buttonsSchema,
  contentSchema,
  messageHead,
  messageOutlets,
  messageProblems,
  messageReferences,
  messageTail,
} from '../../flows/sdk/message.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { isSafeTarget, placePattern, siteChannel, siteFrequencies, siteKinds } from '../../flows/sdk/site.ts';
import { durationSchema } from '../../flows/sdk/time.ts';

/** Characters that may be written; once rendered, the connector takes a little more. */
export const textLimits = { title: 200, text: 2000 } as const;
/** More are no choice but a list. */
export const mostButtons = 3;

/** What is written out of an address already shows where it leads, unless it begins with a value. */
function leadsNowhere(url: string): boolean {
  if (/^\s*\{[{%]/.test(url)) return false;
  return !isSafeTarget(url.replaceAll(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g, 'x'));
}

export const spec = defineSpec({
  type: 'site',
  version: 1,
  category: 'channel',
  channel: siteChannel,
  config: z.strictObject({
    ...messageHead,
    kind: z.enum(siteKinds).meta({
      title: 'Kind',
      description: 'A strip at the foot of the page, a window over it, or a card in a place of the page.',
    }),
    place: z
      .string()
      .regex(placePattern, 'bad-place')
      .optional()
      .meta({
        title: 'Place',
        description:
          'As the page names it (data-kaskad-place). A card needs one; others without one are shown on any page.',
        examples: ['home-top', 'cart'],
      }),
    frequency: z.enum(siteFrequencies).optional().meta({
      title: 'How often',
      description: 'On one page, until a button is pressed or it is closed (the default), or on every page.',
    }),
    showFor: durationSchema.optional().meta({
      title: 'Offered for',
      description: 'Counted from when the journey gets here; by default a week.',
    }),
    content: contentSchema(
      z.strictObject({
        title: z.string().max(textLimits.title).optional().meta({ title: 'Heading', description: 'Liquid template.' }),
        text: z.string().max(textLimits.text).meta({ title: 'Text', description: 'Liquid template.' }),
      }),
    ),
    buttons: buttonsSchema.optional(),
    ...messageTail,
  }),
  defaults: { account: 'site', topic: 'service', kind: 'banner', content: {} },
  outlets: () => messageOutlets,
  upgrades: {},
  references: (config) => messageReferences(config, { channel: siteChannel, htmlParts: [] }),
  check: (config) => [
    ...messageProblems(config, { required: ['text'] }),
    ...(config.kind === 'card' && config.place === undefined
      ? [
          {
            severity: 'error' as const,
            path: 'place',
            code: 'place-needed',
            message: 'A card stands in a place of the page. Name the place.',
          },
        ]
      : []),
    ...((config.buttons?.length ?? 0) > mostButtons
      ? [
          {
            severity: 'error' as const,
            path: 'buttons',
            code: 'too-many-buttons',
            message: `A block has room for ${mostButtons} buttons. Remove some.`,
            params: { limit: mostButtons },
          },
        ]
      : []),
    ...(config.buttons ?? []).flatMap(({ url }, index) =>
      url !== undefined && leadsNowhere(url)
        ? [
            {
              severity: 'error' as const,
              path: `buttons.${index}.url`,
              code: 'bad-target',
              message:
                'A button leads to an address that begins with https://, or to a path of the site such as /cart.',
            },
          ]
        : [],
    ),
  ],
});
