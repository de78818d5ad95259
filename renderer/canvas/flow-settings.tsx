/** The flow as a whole, in plain words: who may enter, when they leave, what counts as success, when it stays quiet. */
import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  NumberInput,
  Select,
  Switch,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconSchema, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { setSettings } from '../../flows/document/edits.ts';
import type { ExitRule, FlowSettings } from '../../flows/document/schema.ts';
import { orpc } from '../app/client.ts';
import { useEditorContext } from '../ui/define-editor.ts';
import { ruleInWords } from '../ui/rule/rule-words.ts';
import { durationParts, languageName } from '../ui/words.ts';
import { Problems } from './problems.tsx';
import { useEditorState, useSession, useUiState } from './session.ts';
import { useWords } from './words.ts';

type Entry = NonNullable<FlowSettings['entry']>;

function Section({ title, help, children }: { title: string; help?: string; children: ReactNode }) {
  return (
    <section className="kc-section">
      <h3>{title}</h3>
      {help ? <p className="kc-hint">{help}</p> : null}
      {children}
    </section>
  );
}

const units = ['minute', 'hour', 'day', 'week', 'month'] as const;
type Unit = (typeof units)[number];
const isoOf: Readonly<Record<Unit, (amount: number) => string>> = {
  minute: (amount) => `PT${amount}M`,
  hour: (amount) => `PT${amount}H`,
  day: (amount) => `P${amount}D`,
  week: (amount) => `P${amount}W`,
  month: (amount) => `P${amount}M`,
};
const isUnit = (unit: string | undefined | null): unit is Unit => (units as readonly string[]).includes(unit ?? '');

/** A length of time or none: a number and its unit. */
function LengthField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | null | undefined;
  onChange: (value: string | null) => void;
}) {
  const words = useWords();
  const part = value ? durationParts(value)?.[0] : undefined;
  const unit: Unit = isUnit(part?.unit) ? part.unit : 'day';
  return (
    <Group gap={8} align="flex-end" wrap="nowrap">
      <NumberInput
        flex={1}
        miw={0}
        label={label}
        placeholder={words.t('settings.none')}
        min={1}
        max={999}
        allowDecimal={false}
        value={part?.amount ?? ''}
        onChange={(amount) => onChange(typeof amount === 'number' && amount > 0 ? isoOf[unit](amount) : null)}
      />
      <Select
        w={116}
        aria-label={words.t('settings.unit')}
        value={unit}
        allowDeselect={false}
        data={units.map((name) => ({ value: name, label: words.t(`unit.${name}`) }))}
        onChange={(next) => isUnit(next) && part && onChange(isoOf[next](part.amount))}
      />
    </Group>
  );
}

/** Rules have no ids: their place tells them apart, and stays theirs while one is typed in. */
const keyed = (rules: readonly ExitRule[]): { key: string; rule: ExitRule }[] =>
  rules.map((rule, index) => ({ key: `exit-${index}`, rule }));

function ExitRow({
  rule,
  events,
  onChange,
  onRemove,
}: {
  rule: ExitRule;
  events: string[];
  onChange: (rule: ExitRule) => void;
  onRemove: () => void;
}) {
  const words = useWords();
  return (
    <Group gap={4} wrap="nowrap" align="center">
      {'event' in rule ? (
        <Autocomplete
          flex={1}
          aria-label={words.t('settings.exitEvent')}
          value={rule.event}
          data={events}
          onChange={(event) => event !== '' && onChange({ ...rule, event })}
        />
      ) : (
        <p className="kc-rule-words">
          {ruleInWords(rule.rule, {
            t: (key, params) => words.t(`ui:${key}`, params),
            language: words.language,
            segmentName: undefined,
            timeZone: undefined,
          })}
        </p>
      )}
      <ActionIcon aria-label={words.t('settings.removeExit')} onClick={onRemove}>
        <IconTrash size={16} stroke={1.75} />
      </ActionIcon>
    </Group>
  );
}

export function FlowSettingsForm() {
  const { editor } = useSession();
  const words = useWords();
  const document = useEditorState((state) => state.document);
  const problems = useUiState((state) => state.problems);
  const { fields, languages } = useEditorContext();
  const { data: workspace } = useQuery(orpc.workspace.get.queryOptions());
  const { settings = {} } = document;
  const entry: Entry = settings.entry ?? {};
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone'), []);
  const events = [...new Set(fields.events.map((event) => event.type))];
  const own = problems.filter((problem) => problem.node === null);

  const set = (change: Partial<FlowSettings>, burst: string) =>
    editor.apply((now) => setSettings(now, change), { burst: `settings|${burst}` });
  const setEntry = (change: Partial<Entry>, burst: string) => {
    const merged = Object.entries({ ...entry, ...change }).filter(([, value]) => value !== null && value !== undefined);
    set({ entry: merged.length > 0 ? (Object.fromEntries(merged) as Entry) : null }, burst);
  };
  const exits = settings.exit?.when ?? [];
  const setExits = (when: readonly ExitRule[], burst: string) =>
    set({ exit: when.length > 0 ? { when: [...when] } : null }, burst);
  const perPerson = !entry.key || entry.key === 'contact';
  /** A field that was left ends a step of undo. */
  const leaving = { onBlur: () => editor.endBurst() };
  const zoneLabel = (zone: string) => zone.replaceAll('_', ' ');

  return (
    <>
      <header className="kc-inspector-head">
        <span className="k-category kc-flow-icon" aria-hidden>
          <IconSchema size={15} stroke={1.75} />
        </span>
        <h2>{words.t('settings.title')}</h2>
      </header>
      <div className="kc-inspector-body kc-settings" {...leaving}>
        <Problems problems={own} />
        <TextInput
          data-inspector-first
          label={words.t('flowName')}
          defaultValue={document.name}
          key={document.name}
          maxLength={200}
          onBlur={(event) => {
            const name = event.currentTarget.value.trim();
            if (name === '') event.currentTarget.value = document.name;
            else if (name !== document.name) editor.apply((now) => ({ ...now, name }));
          }}
        />
        <Textarea
          label={words.t('settings.description')}
          value={document.description ?? ''}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={10_000}
          onChange={(event) => {
            const description = event.currentTarget.value;
            editor.apply(
              (now) => {
                const { description: _, ...rest } = now;
                return description === '' ? rest : { ...rest, description };
              },
              { burst: 'description' },
            );
          }}
        />
        <Select
          label={words.t('settings.language')}
          value={document.language ?? 'en'}
          allowDeselect={false}
          data={languages.map((code) => ({ value: code, label: languageName(code, words.language) }))}
          onChange={(language) => language && editor.apply((now) => ({ ...now, language }))}
        />
        <Select
          label={words.t('settings.timezone')}
          searchable
          clearable
          limit={60}
          placeholder={words.t('settings.workspaceZone', { zone: zoneLabel(workspace?.timezone ?? '') })}
          value={settings.timezone ?? null}
          data={zones.map((zone) => ({ value: zone, label: zoneLabel(zone) }))}
          onChange={(timezone) => set({ timezone }, 'timezone')}
        />

        <Section title={words.t('settings.entry')} help={words.t('settings.entryHelp')}>
          <Select
            label={words.t('settings.key')}
            value={perPerson ? 'contact' : 'event'}
            allowDeselect={false}
            data={[
              { value: 'contact', label: words.t('settings.keyContact') },
              { value: 'event', label: words.t('settings.keyEvent') },
            ]}
            onChange={(kind) => setEntry({ key: kind === 'event' ? 'event.order_id' : null }, 'key')}
          />
          {perPerson ? null : (
            <TextInput
              label={words.t('settings.keyProperty')}
              description={words.t('settings.keyPropertyHelp')}
              value={(entry.key ?? '').replace(/^event\./, '')}
              onChange={(event) => setEntry({ key: `event.${event.currentTarget.value.trim()}` }, 'keyProperty')}
            />
          )}
          <Select
            label={words.t('settings.onRepeat')}
            value={entry.onRepeat ?? 'ignore'}
            allowDeselect={false}
            data={(['ignore', 'restart', 'update', 'new'] as const).map((value) => ({
              value,
              label: words.t(`settings.repeat.${value}`),
            }))}
            onChange={(value) => {
              const onRepeat = (['ignore', 'restart', 'update', 'new'] as const).find((known) => known === value);
              setEntry({ onRepeat: onRepeat === 'ignore' ? null : onRepeat }, 'onRepeat');
            }}
          />
          <NumberInput
            label={words.t('settings.maxPerContact')}
            placeholder={words.t('settings.noLimit')}
            min={1}
            max={1_000}
            allowDecimal={false}
            value={entry.maxPerContact ?? ''}
            onChange={(value) =>
              setEntry({ maxPerContact: typeof value === 'number' && value > 0 ? value : null }, 'max')
            }
          />
          <LengthField
            label={words.t('settings.cooldown')}
            value={entry.cooldown}
            onChange={(cooldown) => setEntry({ cooldown }, 'cooldown')}
          />
        </Section>

        <Section title={words.t('settings.exit')} help={words.t('settings.exitHelp')}>
          {keyed(exits).map(({ key, rule }, index) => (
            <ExitRow
              key={key}
              rule={rule}
              events={events}
              onChange={(next) =>
                setExits(
                  exits.map((other, at) => (at === index ? next : other)),
                  `exit${index}`,
                )
              }
              onRemove={() =>
                setExits(
                  exits.filter((_, at) => at !== index),
                  'exit',
                )
              }
            />
          ))}
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} stroke={2} />}
            onClick={() => setExits([...exits, { event: events[0] ?? 'order.created' }], 'exit')}
            disabled={exits.length >= 50}
          >
            {words.t('settings.addExit')}
          </Button>
        </Section>

        <Section title={words.t('settings.goal')} help={words.t('settings.goalHelp')}>
          <Autocomplete
            label={words.t('settings.goalEvent')}
            placeholder={words.t('settings.none')}
            value={settings.goal?.event ?? ''}
            data={events}
            onChange={(event) => set({ goal: event === '' ? null : { ...settings.goal, event } }, 'goal')}
          />
          {settings.goal ? (
            <>
              <TextInput
                label={words.t('settings.goalValue')}
                description={words.t('settings.goalValueHelp')}
                value={settings.goal.value ?? ''}
                onChange={(event) => {
                  const value = event.currentTarget.value;
                  if (settings.goal)
                    set({ goal: { ...settings.goal, value: value === '' ? null : value } }, 'goalValue');
                }}
              />
              <LengthField
                label={words.t('settings.goalWithin')}
                value={settings.goal.within}
                onChange={(within) => settings.goal && set({ goal: { ...settings.goal, within } }, 'goalWithin')}
              />
            </>
          ) : null}
        </Section>

        <Section title={words.t('settings.quiet')} help={words.t('settings.quietHelp')}>
          <Switch
            label={words.t('settings.quietOn')}
            checked={Boolean(settings.quietHours)}
            onChange={(event) =>
              set({ quietHours: event.currentTarget.checked ? { from: '21:00', to: '09:00' } : null }, 'quiet')
            }
          />
          {settings.quietHours ? (
            <Group gap={8} grow wrap="nowrap">
              {(['from', 'to'] as const).map((side) => (
                <TextInput
                  key={side}
                  type="time"
                  label={words.t(`settings.${side}`)}
                  value={settings.quietHours?.[side] ?? ''}
                  onChange={(event) => {
                    const time = event.currentTarget.value.slice(0, 5);
                    if (settings.quietHours && time !== '')
                      set({ quietHours: { ...settings.quietHours, [side]: time } }, `quiet${side}`);
                  }}
                />
              ))}
            </Group>
          ) : null}
        </Section>
      </div>
    </>
  );
}
