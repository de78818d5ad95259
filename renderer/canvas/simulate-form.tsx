/** What to simulate: how long, from when, and how people are assumed to answer. */
import { Button, Group, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Assumed } from '../../flows/api/simulation.ts';
import { orpc } from '../app/client.ts';
import { channelName, eventName } from '../ui/rule/rule-words.ts';
import { useEditorState, useSession } from './session.ts';
import { type SimulateForm as Form, purposeOf } from './simulate.ts';
import { useWords } from './words.ts';

const spans = [7, 14, 30, 60, 90, 180, 365];
const shares = ['read', 'clicked', 'pressed'] as const;

function Channel({ assumed, form, onChange }: { assumed: Assumed; form: Form; onChange: (form: Form) => void }) {
  const words = useWords();
  const own = form.channels[assumed.channel] ?? {};
  const set = (name: (typeof shares)[number] | 'price', value: string | number): void => {
    const { [name]: _, ...others } = own;
    const next = typeof value === 'number' ? { ...others, [name]: value } : others;
    onChange({ ...form, channels: { ...form.channels, [assumed.channel]: next } });
  };
  const channel = channelName(assumed.channel, words.t);
  const percent = (share: number): string => String(Math.round(share * 1000) / 10);
  return (
    <fieldset className="kc-sim-channel">
      <legend>
        <b>{channel}</b>
        <span>
          {assumed.source === 'history'
            ? words.t('simulation.fromHistory', { count: assumed.messages, n: words.count(assumed.messages) })
            : words.t('simulation.fromDefaults')}
        </span>
      </legend>
      <div className="kc-sim-shares">
        {shares.map((name) => (
          <NumberInput
            key={name}
            label={words.t(`simulation.share.${name}`)}
            aria-label={`${channel}: ${words.t(`simulation.share.${name}`)}`}
            placeholder={percent(assumed[name])}
            value={own[name] ?? ''}
            min={0}
            max={100}
            decimalScale={1}
            suffix=" %"
            hideControls
            onChange={(value) => set(name, value)}
          />
        ))}
        <NumberInput
          label={words.t('simulation.share.price')}
          aria-label={`${channel}: ${words.t('simulation.share.price')}`}
          placeholder={assumed.price === null ? '–' : String(assumed.price)}
          value={own.price ?? ''}
          min={0}
          decimalScale={4}
          hideControls
          onChange={(value) => set('price', value)}
        />
      </div>
    </fieldset>
  );
}

export function SimulateForm({
  form,
  onChange,
  onRun,
}: {
  form: Form;
  onChange: (form: Form) => void;
  onRun: () => void;
}) {
  const words = useWords();
  const { flow } = useSession();
  const purpose = useEditorState((state) => purposeOf(state.document));
  const { data: assumed = [] } = useQuery(orpc.simulate.assumed.queryOptions({ input: { flow } }));
  const today = new Date().toISOString().slice(0, 10);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onRun();
      }}
    >
      <Stack gap="md">
        <p className="kc-sim-lead">{words.t('simulation.intro')}</p>
        <Group grow align="flex-start" gap="sm">
          <Select
            data-simulate-first
            label={words.t('simulation.days')}
            value={String(form.days)}
            allowDeselect={false}
            data={spans.map((days) => ({
              value: String(days),
              label: words.t('simulation.dayCount', { count: days }),
            }))}
            onChange={(value) => onChange({ ...form, days: Number(value ?? form.days) })}
          />
          <TextInput
            type="date"
            label={words.t('simulation.since')}
            max={today}
            value={form.since}
            onChange={(event) => onChange({ ...form, since: event.currentTarget.value })}
          />
        </Group>
        <p className="kc-sim-small">{words.t(form.since === '' ? 'simulation.fromNow' : 'simulation.fromPast')}</p>
        <Button type="submit" fullWidth>
          {words.t('simulation.run')}
        </Button>
        {assumed.length > 0 ? (
          <section className="kc-sim-part">
            <h3>{words.t('simulation.answers')}</h3>
            <p className="kc-sim-small">{words.t('simulation.answersHelp')}</p>
            {assumed.map((one) => (
              <Channel key={one.channel} assumed={one} form={form} onChange={onChange} />
            ))}
          </section>
        ) : null}
        {purpose === null ? null : (
          <section className="kc-sim-part">
            <h3>{words.t('simulation.then')}</h3>
            <p className="kc-sim-small">{words.t('simulation.thenHelp', { event: eventName(purpose, words.t) })}</p>
            <Group grow gap="sm">
              <NumberInput
                label={words.t('simulation.thenShare')}
                value={form.conversion.percent}
                min={0}
                max={100}
                decimalScale={1}
                suffix=" %"
                hideControls
                onChange={(value) =>
                  onChange({ ...form, conversion: { ...form.conversion, percent: Number(value) || 0 } })
                }
              />
              <NumberInput
                label={words.t('simulation.thenDays')}
                value={form.conversion.days}
                min={1}
                max={365}
                hideControls
                onChange={(value) =>
                  onChange({ ...form, conversion: { ...form.conversion, days: Math.max(1, Number(value) || 1) } })
                }
              />
            </Group>
          </section>
        )}
        <NumberInput
          label={words.t('simulation.seed')}
          description={words.t('simulation.seedHelp')}
          value={form.seed}
          min={0}
          max={1_000_000_000}
          allowDecimal={false}
          onChange={(value) => onChange({ ...form, seed: Math.max(0, Number(value) || 0) })}
        />
      </Stack>
    </form>
  );
}
