/** What the forms of all message blocks share: the set-up, and the languages of the texts. */
import { ActionIcon, Checkbox, Menu, NativeSelect, NumberInput, SegmentedControl } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { type MessageConfig, serviceTopic, textParts, type WrittenParts } from '../../../flows/sdk/message.ts';
import { messagePriorities } from '../../../flows/sdk/sending.ts';
import { AccountSelect } from '../account-select.tsx';
import { type FormProps, useEditorContext } from '../define-editor.ts';
import { DurationField } from '../duration-field.tsx';
import { FieldBox } from '../field-box.tsx';
import { SuppressionField, TopicField } from '../simple-fields.tsx';
import { useProblemText, useUi } from '../use-ui.ts';
import { languageName } from '../words.ts';
import { CountClicks } from './count-clicks.tsx';
import { MessagePreview } from './preview.tsx';

type Setup = Pick<
  MessageConfig,
  'account' | 'topic' | 'onSuppressed' | 'ignoreQuietHours' | 'ttl' | 'priority' | 'countClicks' | 'price'
>;

/** Account, topic, what a suppression does, quiet hours, how long it stays worth sending, who goes first, what it costs. */
export function MessageSetup<Config extends Setup>({
  capability,
  clicks = true,
  config,
  onChange,
  problems,
  t,
  children,
}: FormProps<Config> & {
  capability: string;
  /** Can its links be counted? */
  clicks?: boolean;
  children?: ReactNode;
}) {
  const problem = useProblemText(problems, t);
  const service = config.topic === serviceTopic;
  return (
    <div className="k-form">
      <AccountSelect
        label={t('fields.account.label')}
        help={t('fields.account.help')}
        error={problem('account')}
        slot={config.account}
        capability={capability}
        onChange={(account) => onChange({ ...config, account })}
      />
      <TopicField
        label={t('fields.topic.label')}
        error={problem('topic')}
        value={config.topic}
        onChange={(topic) => {
          const { ignoreQuietHours, ...rest } = config;
          const keep = topic === serviceTopic && ignoreQuietHours !== undefined;
          onChange({ ...rest, ...(keep ? { ignoreQuietHours } : {}), topic } as Config);
        }}
      />
      {children}
      <SuppressionField
        label={t('fields.onSuppressed.label')}
        help={t('fields.onSuppressed.help')}
        error={problem('onSuppressed')}
        value={config.onSuppressed}
        onChange={(onSuppressed) => onChange({ ...config, onSuppressed })}
      />
      {service || config.ignoreQuietHours === true ? (
        <Checkbox
          label={t('fields.ignoreQuietHours.label')}
          description={t('fields.ignoreQuietHours.help')}
          error={problem('ignoreQuietHours')}
          checked={config.ignoreQuietHours === true}
          onChange={(event) => onChange({ ...config, ignoreQuietHours: event.currentTarget.checked })}
        />
      ) : null}
      <DurationField
        label={t('fields.ttl.label')}
        help={t('fields.ttl.help')}
        error={problem('ttl')}
        value={config.ttl}
        onChange={(ttl) => onChange({ ...config, ttl })}
        onClear={() => {
          const { ttl: _old, ...rest } = config;
          onChange(rest as Config);
        }}
      />
      <NativeSelect
        label={t('fields.priority.label')}
        description={t('fields.priority.help')}
        error={problem('priority')}
        data={messagePriorities.map((value) => ({ value, label: t(`fields.priority.options.${value}`) }))}
        value={config.priority ?? (service ? 'high' : 'normal')}
        onChange={(event) => {
          const chosen = messagePriorities.find((one) => one === event.currentTarget.value);
          if (chosen !== undefined) onChange({ ...config, priority: chosen });
        }}
      />
      {clicks ? (
        <CountClicks
          value={config}
          error={problem('countClicks')}
          t={t}
          onChange={(countClicks) => {
            const { countClicks: _old, ...rest } = config;
            onChange((countClicks === undefined ? rest : { ...rest, countClicks }) as Config);
          }}
        />
      ) : null}
      <NumberInput
        label={t('fields.price.label')}
        description={t('fields.price.help')}
        error={problem('price')}
        min={0}
        max={1_000_000}
        decimalScale={4}
        value={config.price ?? ''}
        onChange={(price) => {
          const { price: _old, ...rest } = config;
          onChange((typeof price === 'number' ? { ...rest, price } : rest) as Config);
        }}
      />
    </div>
  );
}

/** One set of texts a language, chosen above; the first language of the flow goes to everybody without their own. */
export function MessageTexts<Parts extends WrittenParts>({
  content,
  onChange,
  empty,
  htmlParts = [],
  shownParts,
  error,
  preview,
  children,
}: {
  content: Readonly<Record<string, Parts>>;
  onChange: (content: Record<string, Parts>) => void;
  /** What a new language begins with. */
  empty: NoInfer<Parts>;
  htmlParts?: readonly string[];
  /** Parts of the preview, in order. */
  shownParts: readonly string[];
  error?: string | undefined;
  /** Instead of the parts one under the other. */
  preview?: ((parts: Parts) => ReactNode) | undefined;
  children: (parts: Parts, set: (parts: Parts) => void, language: string) => ReactNode;
}) {
  const { languages } = useEditorContext();
  const { t, language: ui } = useUi();
  const main = languages[0] ?? 'en';
  const written = [...new Set([main, ...Object.keys(content)])];
  const [chosen, setChosen] = useState(main);
  const current = written.includes(chosen) ? chosen : main;
  const parts = content[current] ?? empty;
  const more = languages.filter((code) => !written.includes(code));
  const name = (code: string) => languageName(code, ui);
  return (
    <div className="k-form">
      <FieldBox
        label={t('texts.languages')}
        error={error}
        action={
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon color="gray" aria-label={t('texts.addLanguage')} disabled={more.length === 0}>
                <IconPlus size={15} stroke={1.75} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {more.map((code) => (
                <Menu.Item
                  key={code}
                  onClick={() => {
                    onChange({ ...content, [code]: empty });
                    setChosen(code);
                  }}
                >
                  {name(code)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        }
      >
        <div className="k-row k-row-center">
          <SegmentedControl
            className="k-grow"
            fullWidth
            size="xs"
            aria-label={t('texts.languages')}
            data={written.map((code) => ({ value: code, label: name(code) }))}
            value={current}
            onChange={setChosen}
          />
          {current === main ? null : (
            <ActionIcon
              color="gray"
              aria-label={`${t('texts.removeLanguage')}: ${name(current)}`}
              onClick={() => {
                const { [current]: _old, ...rest } = content;
                onChange(rest);
                setChosen(main);
              }}
            >
              <IconTrash size={15} stroke={1.75} />
            </ActionIcon>
          )}
        </div>
        {current === main && written.length > 1 ? <p className="k-hint">{t('texts.main')}</p> : null}
      </FieldBox>
      <div className="k-form" key={current}>
        {children(parts, (next) => onChange({ ...content, [current]: next }), current)}
      </div>
      {preview === undefined ? (
        <MessagePreview parts={shownTexts(parts, shownParts)} htmlParts={htmlParts} language={current} />
      ) : (
        preview(parts)
      )}
    </div>
  );
}

/** The parts that a preview shows, as texts; a letter in blocks as JSON, an empty one not at all. */
export function shownTexts(parts: WrittenParts, shownParts: readonly string[]): Record<string, string> {
  const texts = textParts(Object.fromEntries(Object.entries(parts).filter(([, part]) => part?.length !== 0)));
  return Object.fromEntries(
    shownParts.flatMap((part) => {
      const text = texts[part];
      return text === undefined ? [] : [[part, text]];
    }),
  );
}

/** The first text of a message for its card: of the flow's language where there is one. */
export function firstText(content: Readonly<Record<string, WrittenParts>>, part: string, length = 60): string {
  const written = Object.values(content)[0]?.[part];
  const text = typeof written === 'string' ? written : '';
  const plain = text
    .replace(/\{%[\s\S]*?%\}/g, '')
    .replace(/\{\{-?\s*(?:[\p{L}\p{N}_]+\.)*([\p{L}\p{N}_]+)[\s\S]*?\}\}/gu, '…')
    .replace(/\s+/g, ' ')
    .trim();
  return plain.length > length ? `${plain.slice(0, length - 1).trimEnd()}…` : plain;
}
