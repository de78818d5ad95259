/** A letter in its form: in blocks, or as HTML where it was made by hand. */
import { Button, Menu } from '@mantine/core';
import { IconLayoutList, IconSparkles } from '@tabler/icons-react';
import i18next from 'i18next';
import type { LetterBlock } from '../../../flows/sdk/letter.ts';
import { useEditorContext } from '../define-editor.ts';
import { FieldBox } from '../field-box.tsx';
import { LiquidField } from '../message/liquid-field.tsx';
import { useUi } from '../use-ui.ts';
import { languageName } from '../words.ts';
import { BlockList } from './block-list.tsx';
import { letterFromHtml } from './old-letter.ts';
import { starter, starters } from './starters.ts';

/** The parts that this field writes; one of them is there. */
export interface LetterContent {
  letter?: LetterBlock[] | undefined;
  html?: string | undefined;
}

export function LetterField({
  label,
  language,
  value,
  onChange,
  error,
  others = [],
}: {
  label: string;
  /** ISO code of the letter's language. */
  language: string;
  value: LetterContent;
  onChange: (value: LetterContent) => void;
  error?: string | undefined;
  /** The letter in the other languages, to begin with its blocks. */
  others?: readonly { language: string; letter: readonly LetterBlock[] }[];
}) {
  const { t } = useUi();
  const blocks = value.letter ?? letterFromHtml(value.html ?? '');
  const html = value.html ?? '';
  if (blocks === null) {
    const wholePage = /<(?:html|body|head)\b/i.test(html);
    return (
      <FieldBox label={label} error={undefined}>
        <p className="k-hint">{t(wholePage ? 'letter:handmadePage' : 'letter:handmade')}</p>
        <LiquidField
          code
          label={t('letter:kind.html')}
          rows={10}
          maxLength={200_000}
          error={error}
          value={html}
          onChange={(next) => onChange({ html: next })}
        />
        {wholePage || html.length > 100_000 ? null : (
          <div>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconLayoutList size={15} stroke={1.75} />}
              onClick={() => onChange({ letter: [{ kind: 'html', html }] })}
            >
              {t('letter:toBlocks')}
            </Button>
          </div>
        )}
      </FieldBox>
    );
  }
  const set = (letter: LetterBlock[]) => onChange({ letter });
  return (
    <FieldBox label={label} error={error}>
      {blocks.length === 0 ? <Beginning language={language} others={others} set={set} /> : null}
      <BlockList blocks={blocks} onChange={set} language={language} />
    </FieldBox>
  );
}

/** An empty letter: with what it can begin. */
function Beginning({
  language,
  others,
  set,
}: {
  language: string;
  others: readonly { language: string; letter: readonly LetterBlock[] }[];
  set: (letter: LetterBlock[]) => void;
}) {
  const { t, language: ui } = useUi();
  const { letters } = useEditorContext();
  // Words of the letter are in the letter's language, as far as the app speaks it.
  const spoken = i18next.hasResourceBundle(language, 'letter') ? language : ui;
  const words = i18next.getFixedT(spoken, 'letter');
  return (
    <>
      <p className="k-hint">{t('letter:empty')}</p>
      <div className="k-row k-row-wrap">
        <Menu position="bottom-start" width={220}>
          <Menu.Target>
            <Button size="compact-sm" variant="default" leftSection={<IconSparkles size={15} stroke={1.75} />}>
              {t('letter:start.label')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {starters.map((name) => (
              <Menu.Item
                key={name}
                onClick={() => set(starter(name, (key) => words(`start.words.${key}`), letters?.brand ?? null))}
              >
                {t(`letter:start.${name}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        {others
          .filter((other) => other.language !== language && other.letter.length > 0)
          .map((other) => (
            <Button
              key={other.language}
              size="compact-sm"
              variant="default"
              leftSection={<IconLayoutList size={15} stroke={1.75} />}
              onClick={() => set(structuredClone([...other.letter]))}
            >
              {t('letter:copyFrom', { language: languageName(other.language, ui) })}
            </Button>
          ))}
      </div>
    </>
  );
}
