import { ActionIcon, Button, NumberInput, Select, TextInput } from '@mantine/core';
import { IconMessageQuestion, IconPlus, IconTrash } from '@tabler/icons-react';
import type * as z from 'zod';
import { AccountSelect } from '../../renderer/ui/account-select.tsx';
import { ChannelSelect } from '../../renderer/ui/channel-select.tsx';
import { defineEditor, type FormProps, type Translate, useEditorContext } from '../../renderer/ui/define-editor.ts';
import { DurationField } from '../../renderer/ui/duration-field.tsx';
import { FieldBox } from '../../renderer/ui/field-box.tsx';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { firstText, MessageTexts } from '../../renderer/ui/message/message-form.tsx';
import { freeId, OutletListEditor } from '../../renderer/ui/outlet-list.tsx';
import { channelName } from '../../renderer/ui/rule/rule-words.ts';
import { TopicField } from '../../renderer/ui/simple-fields.tsx';
import { useProblemText, useUi } from '../../renderer/ui/use-ui.ts';
import type { AnswerKind } from './save-to.ts';
import { spec } from './schema.ts';

type Config = z.output<typeof spec.config>;

const kinds = ['choice', 'nps', 'rating', 'number', 'date', 'email', 'phone', 'text'] as const;

const fresh = (kind: AnswerKind, t: Translate): Config['answer'] =>
  kind === 'choice'
    ? {
        kind,
        choices: [
          { id: 'yes', text: t('actions.yes') },
          { id: 'no', text: t('actions.no') },
        ],
      }
    : kind === 'rating'
      ? { kind, max: 5 }
      : { kind };

/** The channels in which may be asked, with an account each. */
function Channels({ config, onChange, problems, t }: FormProps<Config>) {
  const { fields } = useEditorContext();
  const { t: ui } = useUi();
  const problem = useProblemText(problems, t);
  const { channels } = config;
  const used = channels.map(({ channel }) => channel);
  const more = fields.channels.find((channel) => !used.includes(channel));
  const set = (index: number, channel: string, account: string) =>
    onChange({ ...config, channels: channels.map((one, at) => (at === index ? { channel, account } : one)) });
  return (
    <FieldBox label={t('fields.channels.label')} help={t('fields.channels.help')} error={problem('channels')}>
      {channels.map(({ channel, account }, index) => (
        <div className="k-card k-stack" key={channel}>
          <div className="k-row k-row-center">
            <b className="k-grow">{channelName(channel, ui)}</b>
            <ActionIcon
              color="gray"
              disabled={channels.length === 1}
              aria-label={ui('list.remove', { name: channelName(channel, ui) })}
              onClick={() => onChange({ ...config, channels: channels.filter((_, at) => at !== index) })}
            >
              <IconTrash size={15} stroke={1.75} />
            </ActionIcon>
          </div>
          <ChannelSelect
            label={t('fields.channels.channel.label')}
            value={channel}
            taken={used}
            onChange={(next) => set(index, next, next)}
          />
          <AccountSelect
            label={t('fields.channels.account.label')}
            error={problem(`channels.${index}.account`)}
            slot={account}
            capability={`send.${channel}`}
            onChange={(slot) => set(index, channel, slot)}
          />
        </div>
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} stroke={1.75} />}
          disabled={more === undefined || channels.length >= 10}
          onClick={() => {
            if (more !== undefined) onChange({ ...config, channels: [...channels, { channel: more, account: more }] });
          }}
        >
          {t('actions.addChannel')}
        </Button>
      </div>
    </FieldBox>
  );
}

function AnswerFields({ config, onChange, problems, t }: FormProps<Config>) {
  const problem = useProblemText(problems, t);
  const { answer } = config;
  const limit = (end: 'min' | 'max') =>
    answer.kind !== 'number' ? null : (
      <NumberInput
        className="k-grow"
        label={t(`fields.answer.${end}.label`)}
        error={problem(`answer.${end}`)}
        value={answer[end] ?? ''}
        onChange={(value) => {
          const { [end]: _old, ...rest } = answer;
          onChange({ ...config, answer: typeof value === 'number' ? { ...rest, [end]: value } : rest });
        }}
      />
    );
  return (
    <>
      <Select
        label={t('fields.answer.label')}
        error={problem('answer.kind')}
        allowDeselect={false}
        data={kinds.map((kind) => ({ value: kind, label: t(`fields.answer.kind.options.${kind}`) }))}
        value={answer.kind}
        onChange={(chosen) => {
          const kind = kinds.find((one) => one === chosen);
          if (kind !== undefined && kind !== answer.kind) onChange({ ...config, answer: fresh(kind, t) });
        }}
      />
      {answer.kind === 'choice' ? (
        <OutletListEditor
          label={t('fields.answer.choices.label')}
          help={t('fields.answer.choices.help')}
          error={problem('answer.choices')}
          items={answer.choices}
          max={9}
          nameOf={({ text, id }) => text || id}
          addLabel={t('actions.addChoice')}
          create={() => ({
            id: freeId([...answer.choices.map(({ id }) => id), 'answered', 'invalid', 'timeout', 'not-sent'], 'choice'),
            text: t('actions.newChoice'),
          })}
          onChange={(choices) => onChange({ ...config, answer: { ...answer, choices } })}
        >
          {(choice, set, index) => (
            <LiquidField
              label={t('fields.answer.choices.text.label')}
              rows={1}
              maxLength={200}
              error={problem(`answer.choices.${index}`)}
              value={choice.text}
              onChange={(text) => {
                if (text !== '') set({ ...choice, text });
              }}
            />
          )}
        </OutletListEditor>
      ) : null}
      {answer.kind === 'rating' ? (
        <NumberInput
          label={t('fields.answer.best.label')}
          description={t('fields.answer.best.help')}
          error={problem('answer.max')}
          min={2}
          max={10}
          allowDecimal={false}
          value={answer.max}
          onChange={(max) => {
            if (typeof max === 'number') onChange({ ...config, answer: { ...answer, max } });
          }}
        />
      ) : null}
      {answer.kind === 'number' ? (
        <div className="k-row">
          {limit('min')}
          {limit('max')}
        </div>
      ) : null}
    </>
  );
}

function Form(props: FormProps<Config>) {
  const { config, onChange, problems, t } = props;
  const problem = useProblemText(problems, t);
  return (
    <div className="k-form">
      <AnswerFields {...props} />
      <TextInput
        label={t('fields.survey.label')}
        description={t('fields.survey.help')}
        error={problem('survey')}
        maxLength={100}
        value={config.survey ?? ''}
        onChange={(event) => {
          const { survey: _old, ...rest } = config;
          const survey = event.currentTarget.value;
          onChange(survey.trim() === '' ? rest : { ...rest, survey });
        }}
      />
      <TextInput
        label={t('fields.saveTo.label')}
        description={t('fields.saveTo.help')}
        error={problem('saveTo')}
        maxLength={120}
        value={config.saveTo ?? ''}
        onChange={(event) => {
          const { saveTo: _old, ...rest } = config;
          const field = event.currentTarget.value.trim();
          onChange(field === '' ? rest : { ...rest, saveTo: field });
        }}
      />
      <Channels {...props} />
      <TopicField
        label={t('fields.topic.label')}
        error={problem('topic')}
        value={config.topic}
        onChange={(topic) => onChange({ ...config, topic })}
      />
      <NumberInput
        label={t('fields.retries.label')}
        description={t('fields.retries.help')}
        error={problem('retries')}
        min={0}
        max={5}
        allowDecimal={false}
        value={config.retries ?? 2}
        onChange={(retries) => {
          if (typeof retries === 'number') onChange({ ...config, retries });
        }}
      />
      <DurationField
        label={t('fields.remindAfter.label')}
        help={t('fields.remindAfter.help')}
        error={problem('remindAfter')}
        value={config.remindAfter}
        onChange={(remindAfter) => onChange({ ...config, remindAfter })}
        onClear={() => {
          const { remindAfter: _old, ...rest } = config;
          onChange(rest);
        }}
      />
      <DurationField
        label={t('fields.timeout.label')}
        help={t('fields.timeout.help')}
        error={problem('timeout')}
        value={config.timeout}
        onChange={(timeout) => onChange({ ...config, timeout })}
      />
    </div>
  );
}

function Texts({ config, onChange, problems, t }: FormProps<Config>) {
  const problem = useProblemText(problems, t);
  const letters = config.channels.some(({ channel }) => channel === 'email');
  const optional = [...(letters ? (['subject'] as const) : []), 'again', 'reminder'] as const;
  return (
    <MessageTexts
      content={config.content}
      empty={{ text: '' }}
      shownParts={['text']}
      error={Object.keys(config.content).length === 0 ? problem('content') : undefined}
      onChange={(content) => onChange({ ...config, content })}
    >
      {(parts, set, language) => (
        <>
          <LiquidField
            label={t('fields.content.text.label')}
            rows={4}
            maxLength={4000}
            error={problem(`content.${language}.text`)}
            value={parts.text}
            onChange={(text) => set({ ...parts, text })}
          />
          {optional.map((part) => (
            <LiquidField
              key={part}
              label={t(`fields.content.${part}.label`)}
              help={t(`fields.content.${part}.help`)}
              rows={part === 'subject' ? 1 : 2}
              maxLength={part === 'subject' ? 998 : 4000}
              error={problem(`content.${language}.${part}`)}
              value={parts[part] ?? ''}
              onChange={(text) => {
                const { [part]: _old, ...rest } = parts;
                set(text === '' ? rest : { ...rest, [part]: text });
              }}
            />
          ))}
        </>
      )}
    </MessageTexts>
  );
}

export const editor = defineEditor(spec, {
  icon: IconMessageQuestion,
  first: (t) => ({ ...spec.config.parse(spec.defaults), answer: fresh('choice', t) }),
  summary: ({ content, answer }, { t }) => {
    const text = firstText(content, 'text');
    const kind = t(`fields.answer.kind.options.${answer.kind}`);
    return text === '' ? t('summary.empty', { kind }) : t('summary.question', { text, kind });
  },
  outletLabel: (outlet, { answer }) =>
    answer.kind === 'choice' ? (answer.choices.find(({ id }) => id === outlet)?.text ?? null) : null,
  Form,
  Texts,
});
