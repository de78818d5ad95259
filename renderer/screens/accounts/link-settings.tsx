/** What becomes of the links in messages: are clicks counted, and what they tell the site's own statistics. */
import { Button, Card, Group, Switch, Text } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LinkSettings as Settings } from '../../../flows/sdk/link-settings.ts';
import { usualUtm, withUtm } from '../../../flows/sdk/utm.ts';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { toast } from '../../app/toast.ts';
import { isUtm, UtmFields } from '../../ui/utm-fields.tsx';
import classes from './public-address.module.css';

export function LinkSettings() {
  const links = useQuery(orpc.links.get.queryOptions());
  const web = useQuery(orpc.web.get.queryOptions());
  if (links.data === undefined || web.data === undefined) return null;
  const { countClicks, utm } = links.data;
  const stored = { countClicks, utm };
  return <Panel key={JSON.stringify(stored)} stored={stored} hasAddress={web.data.address !== null} />;
}

function Panel({ stored, hasAddress }: { stored: Settings; hasAddress: boolean }) {
  const { t } = useTranslation('links');
  const words = useErrorWords();
  const queries = useQueryClient();
  const [countClicks, setCountClicks] = useState(stored.countClicks);
  const [utm, setUtm] = useState(stored.utm);
  const changed = JSON.stringify({ countClicks, utm }) !== JSON.stringify(stored);
  const valid = utm === null || isUtm(utm);
  const save = useMutation({
    mutationFn: () => client.links.save({ countClicks, utm }),
    onSuccess: async () => {
      toast.done(t('saved'));
      await queries.invalidateQueries({ queryKey: orpc.links.key() });
    },
    onError: (error) => toast.failed(words(error)),
  });
  const places = { flow: t('utm.exampleFlow'), channel: 'email', block: t('utm.exampleBlock') };
  return (
    <Card component="section" className={classes.panel ?? ''} aria-labelledby="link-settings">
      <div className={classes.head}>
        <IconLink size={20} aria-hidden />
        <h2 id="link-settings">{t('title')}</h2>
      </div>
      <p>{t('lead')}</p>
      <Switch
        label={t('count')}
        description={t('countHelp')}
        checked={countClicks}
        onChange={(event) => setCountClicks(event.currentTarget.checked)}
      />
      {countClicks ? <p>{t(hasAddress ? 'people' : 'needsAddress')}</p> : null}
      <Switch
        label={t('utm.on')}
        description={t('utm.onHelp')}
        checked={utm !== null}
        onChange={(event) => setUtm(event.currentTarget.checked ? (stored.utm ?? usualUtm) : null)}
      />
      {utm === null ? null : (
        <>
          <UtmFields value={utm} onChange={(name, text) => setUtm({ ...utm, [name]: text })} />
          <p>{t('utm.places')}</p>
          {valid ? (
            <div className={classes.local}>
              <span>{t('utm.example')}</span>
              <code>{decodeURI(withUtm('https://shop.example/sale', utm, places))}</code>
            </div>
          ) : null}
        </>
      )}
      <Group gap="xs">
        <Button disabled={!changed || !valid} loading={save.isPending} onClick={() => save.mutate()}>
          {t('app:save')}
        </Button>
        {changed ? (
          <Text c="dimmed" role="status">
            {t('settings:unsaved')}
          </Text>
        ) : null}
      </Group>
    </Card>
  );
}
