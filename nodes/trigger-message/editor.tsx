import { NativeSelect, Select, TagsInput, TextInput } from '@mantine/core';
import { IconMessageQuestion } from '@tabler/icons-react';
import type * as z from 'zod';
import { defineEditor, type FormProps, useEditorContext } from '../../renderer/ui/define-editor.ts';
import { useProblemText, useUi } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

type Config = z.output<typeof spec.config>;
type Match = Config['match'];
const kinds = ['any', 'keywords', 'button', 'start'] as const;

function fresh(by: string): Match {
  if (by === 'keywords') return { by, words: ['info'] };
  if (by === 'button') return { by, button: 'yes' };
  return by === 'start' ? { by } : { by: 'any' };
}

function Form({ config, onChange, problems, t }: FormProps<Config>) {
  const { fields } = useEditorContext();
  const { t: ui } = useUi();
  const problem = useProblemText(problems, t);
  const { match } = config;
  const channels = [...new Set([...fields.channels, ...(config.channel === undefined ? [] : [config.channel])])];
  return (
    <div className="k-form">
      <Select
        label={t('fields.channel.label')}
        description={t('fields.channel.help')}
        error={problem('channel')}
        placeholder={t('anyChannel')}
        clearable
        data={channels.map((channel) => ({
          value: channel,
          label: ui(`rule.channel.${channel}`, { defaultValue: channel }),
        }))}
        value={config.channel ?? null}
        onChange={(channel) => {
          const { channel: _old, ...rest } = config;
          onChange(channel === null ? rest : { ...rest, channel });
        }}
      />
      <NativeSelect
        label={t('fields.match.label')}
        value={match.by}
        data={kinds.map((by) => ({ value: by, label: t(`fields.match.options.${by}`) }))}
        onChange={(event) => onChange({ ...config, match: fresh(event.currentTarget.value) })}
      />
      {match.by === 'keywords' ? (
        <TagsInput
          label={t('fields.match.words.label')}
          description={t('fields.match.words.help')}
          error={problem('match.words')}
          maxTags={50}
          value={match.words}
          onChange={(words) => onChange({ ...config, match: { ...match, words } })}
        />
      ) : null}
      {match.by === 'button' ? (
        <TextInput
          label={t('fields.match.button.label')}
          description={t('fields.match.button.help')}
          error={problem('match.button')}
          maxLength={64}
          value={match.button}
          onChange={(event) => onChange({ ...config, match: { ...match, button: event.currentTarget.value } })}
        />
      ) : null}
      {match.by === 'start' ? (
        <TextInput
          label={t('fields.match.payload.label')}
          description={t('fields.match.payload.help')}
          error={problem('match.payload')}
          maxLength={64}
          value={match.payload ?? ''}
          onChange={(event) => {
            const payload = event.currentTarget.value;
            onChange({ ...config, match: payload === '' ? { by: 'start' } : { by: 'start', payload } });
          }}
        />
      ) : null}
    </div>
  );
}

export const editor = defineEditor(spec, {
  icon: IconMessageQuestion,
  summary: ({ channel, match }, { t }) => {
    const what =
      match.by === 'keywords'
        ? t('summary.keywords', { words: match.words.join(', ') })
        : match.by === 'button'
          ? t('summary.button', { button: match.button })
          : match.by === 'start' && match.payload !== undefined
            ? t('summary.payload', { payload: match.payload })
            : t(`summary.${match.by}`);
    const name = channel === undefined ? '' : t(`ui:rule.channel.${channel}`, { defaultValue: channel });
    return channel === undefined ? what : t('summary.channel', { channel: name, what });
  },
  Form,
});
