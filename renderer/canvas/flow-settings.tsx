/** The flow as a whole, in plain words: who may enter, when they leave, what counts as success, when it stays quiet. */
import { ActionIcon, Button, Group, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconSchema, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { setSettings } from '../../flows/document/edits.ts';
import type { ExitRule, FlowSettings } from '../../flows/document/schema.ts';
import { everybody, type RuleGroup } from '../../flows/sdk/rule.ts';
import { orpc } from '../app/client.ts';
import { useEditorContext } from '../ui/define-editor.ts';
import { DurationField } from '../ui/duration-field.tsx';
import { RuleBuilder } from '../ui/rule/rule-builder.tsx';
import { eventName } from '../ui/rule/rule-words.ts';
import { EventTypeSelect } from '../ui/simple-fields.tsx';
import { languageName } from '../ui/words.ts';
import { LinkMarks } from './link-marks.tsx';
import { OfferSlots } from './offer-slots.tsx';
import { Problems } from './problems.tsx';
import { useEditorState, useSession, useUiState } from './session.ts';
import { useWords } from './words.ts';

type Entry = NonNullable<FlowSettings['entry']>;

/** Offered before any has happened. */
const commonEvents = ['order.created', 'message.replied', 'form.submitted'];

function Section({ title, help, children }: { title: string; help?: string; children: ReactNode }) {
  return (
    <section className="kc-section">
      <h3>{title}</h3>
      {help ? <p className="kc-hint">{help}</p> : null}
      {children}
    </section>
  );
}

/** Rules have no ids: their place tells them apart, and stays theirs while one is typed in. */
const keyed = (rules: readonly ExitRule[]): { key: string; rule: ExitRule }[] =>
  rules.map((rule, index) => ({ key: `exit-${index}`, rule }));

function ExitRow({
  rule,
  onChange,
  onRemove,
}: {
  rule: ExitRule;
  onChange: (rule: ExitRule) => void;
  onRemove: () => void;
}) {
  const words = useWords();
  return (
    <div className="k-card k-stack">
      <div className="k-row k-row-center">
        <b className="k-grow k-ellipsis">
          {'event' in rule ? eventName(rule.event, words.t) : words.t('settings.exitRule')}
        </b>
        <ActionIcon color="gray" aria-label={words.t('settings.removeExit')} onClick={onRemove}>
          <IconTrash size={15} stroke={1.75} />
        </ActionIcon>
      </div>
      {'event' in rule ? (
        <>
          <EventTypeSelect
            label={words.t('settings.exitEvent')}
            value={rule.event}
            extra={commonEvents}
            onChange={(event) => event !== '' && onChange({ ...rule, event })}
          />
          <Where
            event={rule.event}
            value={rule.where}
            onChange={(where) => onChange(where === undefined ? { event: rule.event } : { ...rule, where })}
          />
        </>
      ) : (
        <RuleBuilder
          label={words.t('settings.exitRuleWhen')}
          value={rule.rule}
          // Without conditions it would let everybody go.
          onChange={(next) => (next.rules.length === 0 ? onRemove() : onChange({ rule: next }))}
        />
      )}
    </div>
  );
}

/** Conditions on the event itself, or none. */
function Where({
  event,
  value,
  onChange,
}: {
  event: string;
  value: RuleGroup | undefined;
  onChange: (where: RuleGroup | undefined) => void;
}) {
  const words = useWords();
  return (
    <RuleBuilder
      label={words.t('settings.where')}
      help={words.t('settings.whereHelp')}
      nested
      scope={{ kind: 'event', subject: event }}
      value={value ?? everybody}
      onChange={(where) => onChange(where.rules.length === 0 ? undefined : where)}
    />
  );
}

export function FlowSettingsForm() {
  const { editor } = useSession();
  const words = useWords();
  const document = useEditorState((state) => state.document);
  const problems = useUiState((state) => state.problems);
  const { fields, languages } = useEditorContext();
  const { data: workspace } = useQuery(orpc.workspace.get.queryOptions());
  /** A condition that was asked for but says nothing yet is no part of the flow. */
  const [draftRule, setDraftRule] = useState(false);
  const { settings = {} } = document;
  const entry: Entry = settings.entry ?? {};
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone'), []);
  const events = [...new Set(fields.events.map((event) => event.type))];
  // That an empty flow has no start yet is said by the empty canvas itself.
  const own = document.nodes.length === 0 ? [] : problems.filter((problem) => problem.node === null);

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
          rows={2}
          classNames={{ input: 'kc-grows' }}
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
          <DurationField
            label={words.t('settings.cooldown')}
            value={entry.cooldown ?? undefined}
            onChange={(cooldown) => setEntry({ cooldown }, 'cooldown')}
            onClear={() => setEntry({ cooldown: null }, 'cooldown')}
          />
        </Section>

        <Section title={words.t('settings.exit')} help={words.t('settings.exitHelp')}>
          {keyed(exits).map(({ key, rule }, index) => (
            <ExitRow
              key={key}
              rule={rule}
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
          {draftRule ? (
            <div className="k-card k-stack">
              <div className="k-row k-row-center">
                <b className="k-grow k-ellipsis">{words.t('settings.exitRule')}</b>
                <ActionIcon
                  color="gray"
                  aria-label={words.t('settings.removeExit')}
                  onClick={() => setDraftRule(false)}
                >
                  <IconTrash size={15} stroke={1.75} />
                </ActionIcon>
              </div>
              <RuleBuilder
                label={words.t('settings.exitRuleWhen')}
                nested
                value={everybody}
                onChange={(rule) => {
                  setDraftRule(false);
                  if (rule.rules.length > 0) setExits([...exits, { rule }], 'exit');
                }}
              />
            </div>
          ) : null}
          <Group gap={8}>
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconPlus size={14} stroke={2} />}
              onClick={() => setExits([...exits, { event: events[0] ?? 'order.created' }], 'exit')}
              disabled={exits.length >= 50}
            >
              {words.t('settings.addExit')}
            </Button>
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconPlus size={14} stroke={2} />}
              onClick={() => setDraftRule(true)}
              disabled={draftRule || exits.length >= 50}
            >
              {words.t('settings.addExitRule')}
            </Button>
          </Group>
        </Section>

        <Section title={words.t('settings.goal')} help={words.t('settings.goalHelp')}>
          <EventTypeSelect
            label={words.t('settings.goalEvent')}
            value={settings.goal?.event ?? ''}
            extra={commonEvents}
            onChange={(event) => set({ goal: event === '' ? null : { ...settings.goal, event } }, 'goal')}
          />
          {settings.goal ? (
            <>
              <Where
                event={settings.goal.event}
                value={settings.goal.where}
                onChange={(where) => {
                  if (!settings.goal) return;
                  const { where: _, ...rest } = settings.goal;
                  set({ goal: where === undefined ? rest : { ...rest, where } }, 'goalWhere');
                }}
              />
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
              <DurationField
                label={words.t('settings.goalWithin')}
                value={settings.goal.within ?? undefined}
                onChange={(within) => settings.goal && set({ goal: { ...settings.goal, within } }, 'goalWithin')}
                onClear={() => settings.goal && set({ goal: { ...settings.goal, within: null } }, 'goalWithin')}
              />
            </>
          ) : null}
        </Section>

        {Object.keys(document.slots?.offers ?? {}).length === 0 ? null : (
          <Section title={words.t('settings.offers')} help={words.t('settings.offersHelp')}>
            <OfferSlots />
          </Section>
        )}

        <Section title={words.t('links:flow.title')} help={words.t('links:flow.help')}>
          <LinkMarks value={settings.utm ?? null} onChange={(utm, burst) => set({ utm }, burst)} />
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
