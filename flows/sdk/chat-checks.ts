/**
 * What can be seen wrong while drawing in messages of Messenger and Instagram, which have the same rules with other sizes: a text or
 * a picture by itself; buttons that answer stand loose, and where one opens a link all stand under the text.
 */
import { type MessageConfig, messageProblems } from './message.ts';
import type { Problem } from './problem.ts';
import { staticText } from './template.ts';

export interface ChatLimits {
  /** As people call it. */
  name: string;
  /** How long a text is, and may be: characters, or bytes. */
  length(text: string): number;
  text: number;
  /** Characters of a text above buttons of which one opens a link, of a label; buttons that only answer, and those with a link. */
  overButtons: number;
  label: number;
  quickReplies: number;
  buttons: number;
}

type Found = Omit<Problem, 'node'>;

export interface ChatConfig extends MessageConfig {
  content: Readonly<Record<string, { text: string; image?: string | undefined }>>;
}

export function chatProblems(config: ChatConfig, limits: ChatLimits): Found[] {
  const buttons = config.buttons ?? [];
  const linked = buttons.some(({ url }) => url !== undefined);
  const error = (path: string, code: string, message: string, params: Record<string, string | number> = {}): Found => ({
    severity: 'error',
    path,
    code,
    message,
    params,
  });
  const { name } = limits;
  const most = linked ? limits.buttons : limits.quickReplies;
  return [
    // A picture needs no words.
    ...messageProblems(config, {
      required: ['text'],
      isBlank: (parts, part) => String(parts[part] ?? '').trim() === '' && String(parts.image ?? '').trim() === '',
    }),
    ...Object.entries(config.content).flatMap(([language, { text, image }]) => {
      const at = `content.${language}`;
      const written = text.trim() !== '';
      const pictured = (image ?? '').trim() !== '';
      const said = staticText(text);
      const count = limits.length(said);
      return [
        ...(written && pictured
          ? [
              error(
                `${at}.image`,
                'picture-alone',
                `${name} takes a picture by itself. Put the text in "${language}" into a block of its own.`,
                { language },
              ),
            ]
          : []),
        ...(pictured && linked
          ? [error('buttons', 'link-under-picture', `${name} takes no links under a picture: take the link away.`)]
          : []),
        ...(count > limits.text
          ? [
              error(
                `${at}.text`,
                'chat-too-long',
                `The text in "${language}" is ${count} long without its variables; ${name} takes ${limits.text}. Shorten it.`,
                { language, count, limit: limits.text },
              ),
            ]
          : linked && said.length > limits.overButtons
            ? [
                error(
                  `${at}.text`,
                  'text-over-buttons',
                  `The text in "${language}" has ${said.length} characters; above a button with a link ${name} takes ${limits.overButtons}.`,
                  { language, count: said.length, limit: limits.overButtons },
                ),
              ]
            : []),
      ];
    }),
    ...(buttons.length > most
      ? [
          error('buttons', 'chat-buttons', `${name} takes ${most} buttons here, not ${buttons.length}. Remove some.`, {
            count: buttons.length,
            limit: most,
          }),
        ]
      : []),
    ...buttons.flatMap((button, index) => {
      const count = staticText(button.text).length;
      return count > limits.label
        ? [
            error(
              `buttons.${index}.text`,
              'chat-label-long',
              `A button's label may have ${limits.label} characters in ${name}; this one has ${count}.`,
              { count, limit: limits.label },
            ),
          ]
        : [];
    }),
  ];
}
