import { Select, TextInput } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { everybody } from '../../flows/sdk/rule.ts';
import { defineEditor, type Translate, useEditorContext } from '../../renderer/ui/define-editor.ts';
import { DurationField } from '../../renderer/ui/duration-field.tsx';
import { freeId, OutletListEditor } from '../../renderer/ui/outlet-list.tsx';
import { RuleBuilder } from '../../renderer/ui/rule/rule-builder.tsx';
import { eventName } from '../../renderer/ui/rule/rule-words.ts';
import { EventTypeSelect } from '../../renderer/ui/simple-fields.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { messageEvents, spec } from './schema.ts';

const isMessageEvent = (event: string): boolean => messageEvents.some((known) => known === event);

/** An outlet named by a person keeps that name; made-up ids are told by the event that is waited for now. */
const outcomeName = (outcome: { id: string; name?: string | undefined; event: string }, t: Translate): string =>
  outcome.name || unnamed(outcome, t);
const unnamed = (outcome: { id: string; event: string }, t: Translate): string =>
  /^outcome\d+$/.test(outcome.id) || [outcome.event, ...messageEvents].some((event) => event.endsWith(`.${outcome.id}`))
    ? eventName(outcome.event, t)
    : outcome.id;

export const editor = defineEditor(spec, {
  icon: IconHourglass,
  summary: ({ outcomes, timeout }, { t, duration, nodeName }) => {
    const [first] = outcomes;
    const event = first === undefined ? '' : eventName(first.event, t);
    const one =
      first?.node === undefined
        ? t('summary.outcome', { event })
        : t('summary.ofNode', { event, node: nodeName(first.node) });
    const what = outcomes.length > 1 ? t('summary.more', { first: one, count: outcomes.length - 1 }) : one;
    return t('summary.outcomes', { what, duration: duration(timeout) });
  },
  outletLabel: (outlet, { outcomes }, { t }) => {
    const outcome = outcomes.find(({ id }) => id === outlet);
    return outcome === undefined ? null : outcomeName(outcome, t);
  },
  Form: ({ config, onChange, node: self, problems, t }) => {
    const { document } = useEditorContext();
    const problem = useProblemText(problems, t);
    const senders = document.nodes.filter(({ id, config: other }) => id !== self && 'content' in other);
    return (
      <div className="k-form">
        <OutletListEditor
          label={t('fields.outcomes.label')}
          help={t('fields.outcomes.help')}
          items={config.outcomes}
          max={9}
          nameOf={(outcome) => outcomeName(outcome, t)}
          addLabel={t('actions.addOutcome')}
          create={() => ({
            id: freeId([...config.outcomes.map(({ id }) => id), 'timeout'], 'outcome'),
            event: 'message.replied',
          })}
          onChange={(outcomes) => onChange({ ...config, outcomes })}
        >
          {(outcome, set, index) => {
            const at = `outcomes.${index}`;
            return (
              <>
                <TextInput
                  label={t('fields.outcomes.name.label')}
                  maxLength={200}
                  placeholder={unnamed(outcome, t)}
                  value={outcome.name ?? ''}
                  error={problem(`${at}.name`)}
                  onChange={(event) => {
                    const { name: _old, ...rest } = outcome;
                    const name = event.currentTarget.value;
                    set(name === '' ? rest : { ...rest, name });
                  }}
                />
                <EventTypeSelect
                  label={t('fields.outcomes.event.label')}
                  error={problem(`${at}.event`) ?? problem(`${at}.id`)}
                  extra={messageEvents}
                  value={outcome.event}
                  onChange={(event) => {
                    const { node, ...rest } = outcome;
                    set({ ...rest, event, ...(node === undefined || !isMessageEvent(event) ? {} : { node }) });
                  }}
                />
                {isMessageEvent(outcome.event) || outcome.node !== undefined ? (
                  <Select
                    label={t('fields.outcomes.node.label')}
                    description={t('fields.outcomes.node.help')}
                    error={problem(`${at}.node`)}
                    allowDeselect={false}
                    data={[
                      { value: ' ', label: t('actions.anyMessage') },
                      ...senders.map(({ id, name }) => ({ value: id, label: name || id })),
                      ...(outcome.node === undefined || senders.some(({ id }) => id === outcome.node)
                        ? []
                        : [{ value: outcome.node, label: outcome.node }]),
                    ]}
                    value={outcome.node ?? ' '}
                    onChange={(chosen) => {
                      const { node: _old, ...rest } = outcome;
                      set(chosen === null || chosen === ' ' ? rest : { ...rest, node: chosen });
                    }}
                  />
                ) : null}
                <RuleBuilder
                  label={t('fields.outcomes.where.label')}
                  help={t('fields.outcomes.where.help')}
                  error={problem(`${at}.where`)}
                  nested
                  scope={{ kind: 'event', subject: outcome.event }}
                  value={outcome.where ?? everybody}
                  onChange={(where) => {
                    const { where: _old, ...rest } = outcome;
                    set(where.rules.length === 0 ? rest : { ...rest, where });
                  }}
                />
              </>
            );
          }}
        </OutletListEditor>
        <DurationField
          label={t('fields.timeout.label')}
          help={t('fields.timeout.help')}
          error={problem('timeout')}
          value={config.timeout}
          onChange={(timeout) => onChange({ ...config, timeout })}
        />
      </div>
    );
  },
});
