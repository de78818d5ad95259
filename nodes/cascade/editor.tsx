import { ActionIcon, Button, Checkbox, NumberInput, SegmentedControl, Select } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconStairsDown, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type * as z from 'zod';
import { hasButtons } from '../../flows/sdk/channels.ts';
import { serviceTopic } from '../../flows/sdk/message.ts';
import { AccountSelect } from '../../renderer/ui/account-select.tsx';
import { ChannelSelect } from '../../renderer/ui/channel-select.tsx';
import { defineEditor, type FormProps, useEditorContext } from '../../renderer/ui/define-editor.ts';
import { DurationField } from '../../renderer/ui/duration-field.tsx';
import { FieldBox } from '../../renderer/ui/field-box.tsx';
import { LetterField } from '../../renderer/ui/letter/letter-field.tsx';
import { ButtonsEditor } from '../../renderer/ui/message/buttons-editor.tsx';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { MessageTexts } from '../../renderer/ui/message/message-form.tsx';
import { placed } from '../../renderer/ui/placed.ts';
import { channelName } from '../../renderer/ui/rule/rule-words.ts';
import { TopicField } from '../../renderer/ui/simple-fields.tsx';
import { useProblemText, useUi } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

type Config = z.output<typeof spec.config>;
type Rung = Config['rungs'][number];

const advances = ['not-delivered', 'not-read', 'not-clicked'] as const;
const orders = ['listed', 'cheapest', 'preferred'] as const;
const stops = ['delivered', 'read'] as const;

const withRung = (config: Config, index: number, rung: Rung): Config => ({
  ...config,
  rungs: config.rungs.map((one, at) => (at === index ? rung : one)),
});

/** Money of one rung: left out when the field is emptied. */
function Money({
  rung,
  part,
  set,
  error,
  t,
}: {
  rung: Rung;
  part: 'price' | 'maxCost';
  set: (rung: Rung) => void;
  error: string | undefined;
  t: FormProps<Config>['t'];
}) {
  return (
    <NumberInput
      className="k-grow"
      label={t(`fields.rungs.${part}.label`)}
      description={t(`fields.rungs.${part}.help`)}
      error={error}
      min={0}
      max={1_000_000}
      decimalScale={4}
      value={rung[part] ?? ''}
      onChange={(value) => {
        const { [part]: _old, ...rest } = rung;
        set(typeof value === 'number' ? { ...rest, [part]: value } : rest);
      }}
    />
  );
}

function RungCard({ config, onChange, problems, t, index }: FormProps<Config> & { index: number }) {
  const { t: ui } = useUi();
  const problem = useProblemText(problems, t);
  const rung = config.rungs[index];
  if (rung === undefined) return null;
  const set = (next: Rung) => onChange(withRung(config, index, next));
  const name = t('summary.rung', { number: index + 1, channel: channelName(rung.channel, ui) });
  const at = `rungs.${index}`;
  const move = (by: number) => {
    const rungs = config.rungs.filter((_, other) => other !== index);
    rungs.splice(index + by, 0, rung);
    onChange({ ...config, rungs });
  };
  return (
    <div className="k-card k-stack">
      <div className="k-row k-row-center">
        <b className="k-grow k-ellipsis">{name}</b>
        <ActionIcon color="gray" aria-label={ui('list.up', { name })} disabled={index === 0} onClick={() => move(-1)}>
          <IconArrowUp size={15} stroke={1.75} />
        </ActionIcon>
        <ActionIcon
          color="gray"
          aria-label={ui('list.down', { name })}
          disabled={index === config.rungs.length - 1}
          onClick={() => move(1)}
        >
          <IconArrowDown size={15} stroke={1.75} />
        </ActionIcon>
        <ActionIcon
          color="gray"
          aria-label={ui('list.remove', { name })}
          disabled={config.rungs.length === 1}
          onClick={() => onChange({ ...config, rungs: config.rungs.filter((_, other) => other !== index) })}
        >
          <IconTrash size={15} stroke={1.75} />
        </ActionIcon>
      </div>
      <ChannelSelect
        label={t('fields.rungs.channel.label')}
        value={rung.channel}
        onChange={(channel) => {
          // Another channel has other parts: its texts begin anew.
          const { buttons, ...rest } = rung;
          const kept = buttons !== undefined && hasButtons(channel) ? { buttons } : {};
          set({ ...rest, ...kept, channel, account: channel, content: {} });
        }}
      />
      <AccountSelect
        label={t('fields.rungs.account.label')}
        error={problem(`${at}.account`)}
        slot={rung.account}
        capability={`send.${rung.channel}`}
        onChange={(account) => set({ ...rung, account })}
      />
      <Select
        label={t('fields.rungs.advance.label')}
        error={problem(`${at}.advance`)}
        allowDeselect={false}
        data={advances.map((advance) => ({ value: advance, label: t(`fields.rungs.advance.options.${advance}`) }))}
        value={rung.advance}
        onChange={(chosen) => set({ ...rung, advance: advances.find((one) => one === chosen) ?? rung.advance })}
      />
      <DurationField
        label={t('fields.rungs.after.label')}
        error={problem(`${at}.after`)}
        value={rung.after}
        onChange={(after) => set({ ...rung, after })}
      />
      <div className="k-row">
        <Money rung={rung} part="price" set={set} error={problem(`${at}.price`)} t={t} />
        <Money rung={rung} part="maxCost" set={set} error={problem(`${at}.maxCost`)} t={t} />
      </div>
    </div>
  );
}

function Form(props: FormProps<Config>) {
  const { config, onChange, problems, t } = props;
  const { fields } = useEditorContext();
  const problem = useProblemText(problems, t);
  const used = config.rungs.map(({ channel }) => channel);
  const more = fields.channels.find((channel) => !used.includes(channel)) ?? used.at(-1) ?? 'email';
  return (
    <div className="k-form">
      <FieldBox label={t('fields.rungs.label')} help={t('fields.rungs.help')} error={problem('rungs')}>
        {placed(config.rungs, ({ channel }) => channel).map(({ index, key }) => (
          <RungCard key={key} {...props} index={index} />
        ))}
        <div>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} stroke={1.75} />}
            disabled={config.rungs.length >= 8}
            onClick={() =>
              onChange({
                ...config,
                rungs: [
                  ...config.rungs,
                  { channel: more, account: more, content: {}, advance: 'not-delivered', after: 'PT2H' },
                ],
              })
            }
          >
            {t('actions.addRung')}
          </Button>
        </div>
      </FieldBox>
      <Select
        label={t('fields.order.label')}
        error={problem('order')}
        allowDeselect={false}
        data={orders.map((order) => ({ value: order, label: t(`fields.order.options.${order}`) }))}
        value={config.order ?? 'listed'}
        onChange={(chosen) => onChange({ ...config, order: orders.find((one) => one === chosen) ?? 'listed' })}
      />
      <Select
        label={t('fields.stop.label')}
        description={t('fields.stop.help')}
        error={problem('stop')}
        allowDeselect={false}
        data={stops.map((stop) => ({ value: stop, label: t(`fields.stop.options.${stop}`) }))}
        value={config.stop ?? 'delivered'}
        onChange={(chosen) => onChange({ ...config, stop: stops.find((one) => one === chosen) ?? 'delivered' })}
      />
      <DurationField
        label={t('fields.deadline.label')}
        help={t('fields.deadline.help')}
        error={problem('deadline')}
        value={config.deadline}
        onChange={(deadline) => onChange({ ...config, deadline })}
      />
      <TopicField
        label={t('fields.topic.label')}
        error={problem('topic')}
        value={config.topic}
        onChange={(topic) => {
          const { ignoreQuietHours, ...rest } = config;
          const keep = topic === serviceTopic && ignoreQuietHours !== undefined;
          onChange({ ...rest, ...(keep ? { ignoreQuietHours } : {}), topic });
        }}
      />
      {config.topic === serviceTopic || config.ignoreQuietHours === true ? (
        <Checkbox
          label={t('fields.ignoreQuietHours.label')}
          description={t('fields.ignoreQuietHours.help')}
          error={problem('ignoreQuietHours')}
          checked={config.ignoreQuietHours === true}
          onChange={(event) => onChange({ ...config, ignoreQuietHours: event.currentTarget.checked })}
        />
      ) : null}
    </div>
  );
}

/** One tab a rung, with the texts that its channel has. */
function Texts(props: FormProps<Config>) {
  const { config, onChange, t } = props;
  const { t: ui } = useUi();
  const [chosen, setChosen] = useState(0);
  const index = Math.min(chosen, config.rungs.length - 1);
  return (
    <div className="k-form">
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t('fields.rungs.label')}
        data={config.rungs.map(({ channel }, number) => ({
          value: String(number),
          label: t('summary.rung', { number: number + 1, channel: channelName(channel, ui) }),
        }))}
        value={String(index)}
        onChange={(value) => setChosen(Number(value))}
      />
      <RungTexts key={`${index} ${config.rungs[index]?.channel}`} {...props} index={index} onChange={onChange} />
    </div>
  );
}

function RungTexts({ config, onChange, problems, t, index }: FormProps<Config> & { index: number }) {
  const problem = useProblemText(problems, t);
  const rung = config.rungs[index];
  if (rung === undefined) return null;
  const at = `rungs.${index}`;
  const letter = rung.channel === 'email';
  const set = (next: Rung) => onChange(withRung(config, index, next));
  return (
    <>
      <MessageTexts<Rung['content'][string]>
        content={rung.content}
        empty={letter ? { subject: '', letter: [] } : { text: '' }}
        htmlParts={['html']}
        shownParts={letter ? ['subject', 'letter', 'html'] : ['text']}
        error={Object.keys(rung.content).length === 0 ? problem(`${at}.content`) : undefined}
        onChange={(content) => set({ ...rung, content })}
      >
        {(parts, change, language) => (
          <>
            {letter ? (
              <>
                <LiquidField
                  label={t('fields.rungs.content.subject.label')}
                  rows={1}
                  maxLength={998}
                  error={problem(`${at}.content.${language}.subject`)}
                  value={parts.subject ?? ''}
                  onChange={(subject) => change({ ...parts, subject: subject.replaceAll('\n', ' ') })}
                />
                <LetterField
                  label={t('fields.rungs.content.letter.label')}
                  language={language}
                  error={problem(`${at}.content.${language}.letter`) ?? problem(`${at}.content.${language}.html`)}
                  value={{ letter: parts.letter, html: parts.html }}
                  onChange={({ letter: blocks, html }) => {
                    const { letter: _letter, html: _html, ...rest } = parts;
                    change(blocks === undefined ? { ...rest, html: html ?? '' } : { ...rest, letter: blocks });
                  }}
                />
              </>
            ) : null}
            <LiquidField
              label={t(letter ? 'fields.rungs.content.plain.label' : 'fields.rungs.content.text.label')}
              rows={letter ? 3 : 5}
              maxLength={20_000}
              error={problem(`${at}.content.${language}.text`)}
              value={parts.text ?? ''}
              onChange={(text) => {
                const { text: _old, ...rest } = parts;
                change(letter && text === '' ? rest : { ...rest, text });
              }}
            />
          </>
        )}
      </MessageTexts>
      {hasButtons(rung.channel) ? (
        <ButtonsEditor
          label={t('fields.rungs.buttons.label')}
          error={(path) => problem(`${at}.buttons.${path}`)}
          value={rung.buttons ?? []}
          onChange={(buttons) => {
            const { buttons: _old, ...rest } = rung;
            set(buttons.length === 0 ? rest : { ...rest, buttons });
          }}
        />
      ) : null}
    </>
  );
}

export const editor = defineEditor(spec, {
  icon: IconStairsDown,
  summary: ({ rungs, deadline }, { t, duration }) =>
    t('summary.rungs', {
      channels: rungs.map(({ channel }) => channelName(channel, t)).join(' → '),
      duration: duration(deadline),
    }),
  Form,
  Texts,
});
