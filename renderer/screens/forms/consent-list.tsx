/** What people may agree to: the exact words, and whether a letter asks once more. */
import { ActionIcon, Autocomplete, Button, Card, Checkbox, Select } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { FormConsent } from '../../../flows/sdk/form.ts';
import { serviceTopic } from '../../../flows/sdk/message.ts';
import { useChannelName } from '../../app/channel-icon.tsx';
import { orpc } from '../../app/client.ts';
import { emptyConsent } from './form-draft.ts';
import classes from './forms.module.css';
import { type PartProps, TextIn } from './text-in.tsx';

/** Channels that need no more than what a form can ask for. */
const byEmail = ['email'];
const byPhone = ['sms', 'viber', 'whatsapp', 'phone-call'];

export function ConsentList({ draft, language, onChange, problem }: PartProps) {
  const { t } = useTranslation('forms');
  const asks = (to: string): boolean => draft.fields.some((one) => one.to === to);
  const channels = [...(asks('email') ? byEmail : []), ...(asks('phone') ? byPhone : [])];
  const set = (consents: FormConsent[]) => onChange({ ...draft, consents });
  return (
    <Card component="section" className={classes.block ?? ''} aria-labelledby="form-consents">
      <h2 id="form-consents">{t('consents.title')}</h2>
      <p>{t('consents.help')}</p>
      <ul className={classes.list}>
        {draft.consents.map((consent, index) => (
          <li key={consent.id}>
            <Consent
              consent={consent}
              index={index}
              channels={channels}
              language={language}
              first={draft.languages[0] ?? language}
              problem={problem}
              onChange={(next) => set(draft.consents.map((one) => (one === consent ? next : one)))}
              onRemove={() => set(draft.consents.filter((one) => one !== consent))}
            />
          </li>
        ))}
      </ul>
      <Button
        size="compact-sm"
        variant="default"
        className={classes.start ?? ''}
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={draft.consents.length >= 10 || channels.length === 0}
        onClick={() => set([...draft.consents, emptyConsent(draft.consents, channels[0] ?? 'email')])}
      >
        {t('consents.add')}
      </Button>
    </Card>
  );
}

function Consent({
  consent,
  index,
  channels,
  language,
  first,
  problem,
  onChange,
  onRemove,
}: {
  consent: FormConsent;
  index: number;
  channels: readonly string[];
  language: string;
  first: string;
  problem: PartProps['problem'];
  onChange: (consent: FormConsent) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation('forms');
  const channelName = useChannelName();
  const { data: known } = useQuery(orpc.contacts.fields.queryOptions());
  const topics = [...new Set(['marketing', ...(known?.topics ?? [])])].filter((topic) => topic !== serviceTopic);
  const name = `${channelName(consent.channel)}: ${consent.topic}`;
  return (
    <fieldset className={classes.item} aria-label={name}>
      <div className={classes.itemHead}>
        <b>{name}</b>
        <ActionIcon color="gray" aria-label={t('take', { name })} onClick={onRemove}>
          <IconTrash size={15} aria-hidden />
        </ActionIcon>
      </div>
      <div className={classes.pair}>
        <Select
          label={t('consents.channel')}
          allowDeselect={false}
          error={problem(`consents.${index}.channel`)}
          data={[...new Set([...channels, consent.channel])].map((value) => ({ value, label: channelName(value) }))}
          value={consent.channel}
          onChange={(channel) => {
            if (channel !== null) onChange({ ...consent, channel, confirm: channel === 'email' && consent.confirm });
          }}
        />
        <Autocomplete
          label={t('consents.topic')}
          maxLength={64}
          data={topics}
          error={problem(`consents.${index}.topic`)}
          value={consent.topic}
          onChange={(topic) => onChange({ ...consent, topic: topic.trim().replaceAll(/\s+/g, '_') })}
        />
      </div>
      <TextIn
        label={t('consents.text')}
        help={t('consents.textHelp')}
        rows={2}
        max={2000}
        error={problem(`consents.${index}.text`)}
        texts={consent.text}
        language={language}
        first={first}
        onChange={(text) => onChange({ ...consent, text })}
      />
      {consent.channel === 'email' ? (
        <Checkbox
          label={t('consents.confirm')}
          description={t('consents.confirmHelp')}
          checked={consent.confirm}
          onChange={(event) => onChange({ ...consent, confirm: event.currentTarget.checked })}
        />
      ) : null}
      <Checkbox
        label={t('consents.required')}
        description={t('consents.requiredHelp')}
        checked={consent.required}
        onChange={(event) => onChange({ ...consent, required: event.currentTarget.checked })}
      />
    </fieldset>
  );
}
