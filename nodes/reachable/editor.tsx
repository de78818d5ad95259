import { NativeSelect } from '@mantine/core';
import { IconAntenna } from '@tabler/icons-react';
import { defineEditor, useEditorContext } from '../../renderer/ui/define-editor.ts';
import { DurationField } from '../../renderer/ui/duration-field.tsx';
import { OutletListEditor } from '../../renderer/ui/outlet-list.tsx';
import { channelName, topicName } from '../../renderer/ui/rule/rule-words.ts';
import { Optional, TopicField } from '../../renderer/ui/simple-fields.tsx';
import { useProblemText, useUi } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

const common = ['email', 'sms', 'telegram', 'viber', 'whatsapp'];

export const editor = defineEditor(spec, {
  icon: IconAntenna,
  summary: ({ channels, topic, order }, { t }) => {
    const list = channels.map(({ id }) => channelName(id, t)).join(', ');
    const base = t(order === 'recent' ? 'summary.recent' : 'summary.listed', { channels: list });
    return topic === undefined || topic === 'service' ? base : t('summary.topic', { base, topic: topicName(topic, t) });
  },
  outletLabel: (outlet, _config, { t }) => (outlet === 'none' ? null : channelName(outlet, t)),
  Form: ({ config, onChange, problems, t }) => {
    const { fields } = useEditorContext();
    const { t: ui } = useUi();
    const problem = useProblemText(problems, t);
    const { channels, topic, order, activeWithin } = config;
    const known = [...new Set([...fields.channels, ...common])];
    const free = known.filter((channel) => !channels.some(({ id }) => id === channel));
    return (
      <div className="k-form">
        <OutletListEditor
          label={t('fields.channels.label')}
          help={t('fields.channels.help')}
          error={problem('channels')}
          items={channels}
          max={Math.min(20, channels.length + free.length)}
          nameOf={({ id }) => channelName(id, ui)}
          addLabel={t('actions.addChannel')}
          create={() => ({ id: free[0] ?? 'email' })}
          onChange={(next) => onChange({ ...config, channels: next })}
        >
          {(channel, set, index) => (
            <NativeSelect
              label={t('fields.channels.which')}
              error={problem(`channels.${index}`)}
              value={channel.id}
              data={[channel.id, ...free].map((value) => ({ value, label: channelName(value, ui) }))}
              onChange={(event) => set({ id: event.currentTarget.value })}
            />
          )}
        </OutletListEditor>
        <Optional
          label={t('fields.topic.label')}
          on={topic !== undefined}
          onToggle={(on) => {
            const { topic: _old, ...rest } = config;
            onChange(on ? { ...rest, topic: 'marketing' } : rest);
          }}
        >
          <TopicField
            label={t('fields.topic.which')}
            error={problem('topic')}
            value={topic ?? 'marketing'}
            onChange={(next) => onChange({ ...config, topic: next })}
          />
        </Optional>
        <NativeSelect
          label={t('fields.order.label')}
          description={t('fields.order.help')}
          value={order ?? 'listed'}
          data={(['listed', 'recent'] as const).map((value) => ({ value, label: t(`fields.order.options.${value}`) }))}
          onChange={(event) =>
            onChange({ ...config, order: event.currentTarget.value === 'recent' ? 'recent' : 'listed' })
          }
        />
        <Optional
          label={t('fields.activeWithin.label')}
          on={activeWithin !== undefined}
          onToggle={(on) => {
            const { activeWithin: _old, ...rest } = config;
            onChange(on ? { ...rest, activeWithin: 'P90D' } : rest);
          }}
        >
          <DurationField
            label={t('fields.activeWithin.label')}
            help={t('fields.activeWithin.help')}
            error={problem('activeWithin')}
            value={activeWithin ?? 'P90D'}
            onChange={(next) => onChange({ ...config, activeWithin: next })}
          />
        </Optional>
      </div>
    );
  },
});
