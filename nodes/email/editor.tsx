import { IconMail } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type * as z from 'zod';
import { defineEditor, type FormProps } from '../../renderer/ui/define-editor.ts';
import { AttachmentsField } from '../../renderer/ui/letter/attachments-field.tsx';
import { LetterField } from '../../renderer/ui/letter/letter-field.tsx';
import { LetterWindow } from '../../renderer/ui/letter/letter-window.tsx';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { firstText, MessageSetup, MessageTexts, shownTexts } from '../../renderer/ui/message/message-form.tsx';
import { useProblemText, useWarnings } from '../../renderer/ui/use-ui.ts';
import { htmlParts, spec } from './schema.ts';

type Config = z.output<typeof spec.config>;
type Parts = Config['content'][string];

const shownParts = ['subject', 'preheader', 'letter', 'html'];

/** The part, left out when it is empty. */
function put(parts: Parts, part: 'preheader' | 'text', text: string): Parts {
  const { [part]: _old, ...rest } = parts;
  return text === '' ? rest : { ...rest, [part]: text };
}

function Fields({
  config,
  parts,
  set,
  language,
  problem,
  t,
}: {
  config: Config;
  parts: Parts;
  set: (parts: Parts) => void;
  language: string;
  problem: (path: string) => string | undefined;
  t: FormProps<Config>['t'];
}): ReactNode {
  const at = `content.${language}`;
  return (
    <>
      <LiquidField
        label={t('fields.content.subject.label')}
        help={t('fields.content.subject.help')}
        rows={1}
        maxLength={998}
        error={problem(`${at}.subject`)}
        value={parts.subject}
        onChange={(subject) => set({ ...parts, subject: subject.replaceAll('\n', ' ') })}
      />
      <LiquidField
        label={t('fields.content.preheader.label')}
        help={t('fields.content.preheader.help')}
        rows={1}
        maxLength={500}
        error={problem(`${at}.preheader`)}
        value={parts.preheader ?? ''}
        onChange={(preheader) => set(put(parts, 'preheader', preheader.replaceAll('\n', ' ')))}
      />
      <LetterField
        label={t('fields.content.letter.label')}
        language={language}
        error={problem(`${at}.letter`) ?? problem(`${at}.html`)}
        value={{ letter: parts.letter, html: parts.html }}
        others={Object.entries(config.content).flatMap(([code, { letter }]) =>
          letter === undefined ? [] : [{ language: code, letter }],
        )}
        onChange={({ letter, html }) => {
          const { letter: _letter, html: _html, ...rest } = parts;
          set(letter === undefined ? { ...rest, html: html ?? '' } : { ...rest, letter });
        }}
      />
      <LiquidField
        label={t('fields.content.text.label')}
        help={t(parts.letter === undefined ? 'fields.content.text.help' : 'fields.content.text.made')}
        rows={3}
        maxLength={200_000}
        error={problem(`${at}.text`)}
        value={parts.text ?? ''}
        onChange={(text) => set(put(parts, 'text', text))}
      />
    </>
  );
}

export const editor = defineEditor(spec, {
  icon: IconMail,
  summary: ({ content }, { t }) => {
    const subject = firstText(content, 'subject');
    return subject === '' ? t('summary.empty') : t('summary.subject', { subject });
  },
  Form: (props) => <MessageSetup {...props} capability="send.email" />,
  Texts: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    const warnings = useWarnings(problems, t);
    return (
      <div className="k-form">
        <MessageTexts<Parts>
          content={config.content}
          empty={{ subject: '', letter: [] }}
          htmlParts={htmlParts}
          shownParts={shownParts}
          error={Object.keys(config.content).length === 0 ? problem('content') : undefined}
          onChange={(content) => onChange({ ...config, content })}
        >
          {(parts, set, language) => {
            const fields = <Fields {...{ config, parts, set, language, problem, t }} />;
            return (
              <>
                <LetterWindow
                  warnings={warnings(`content.${language}`)}
                  written={{
                    parts: shownTexts(parts, [...shownParts, 'text']),
                    htmlParts,
                    language,
                    account: config.account,
                    attachments: config.attachments ?? [],
                  }}
                >
                  {fields}
                </LetterWindow>
                {fields}
              </>
            );
          }}
        </MessageTexts>
        <AttachmentsField
          error={problem('attachments')}
          value={config.attachments ?? []}
          onChange={(attachments) => {
            const { attachments: _old, ...rest } = config;
            onChange(attachments.length === 0 ? rest : { ...rest, attachments });
          }}
        />
      </div>
    );
  },
});
