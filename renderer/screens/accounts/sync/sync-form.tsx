/** What is wanted: kinds, since when, what wins, and what each field becomes. */
import { Button, Checkbox, Group, Radio, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { conflictRules } from '../../../../flows/sdk/sync-mapping.ts';
import { client, orpc } from '../../../app/client.ts';
import { useErrorWords } from '../../../app/error-words.ts';
import { ErrorState, RowsSkeleton } from '../../../app/states.tsx';
import { toast } from '../../../app/toast.ts';
import accounts from '../accounts.module.css';
import classes from './sync.module.css';
import { type SyncMapping, type SyncState, suggestedMapping } from './sync-fields.ts';
import { SyncMappingTable } from './sync-mapping.tsx';
import { SyncPreview } from './sync-preview.tsx';

export interface SyncFormProps {
  account: string;
  state: SyncState;
  /** How far it is now stands above. */
  onSaved: () => void;
  onClose: () => void;
}

export function SyncForm({ account, state, onSaved, onClose }: SyncFormProps) {
  const { t } = useTranslation('syncs');
  const words = useErrorWords();
  const queries = useQueryClient();
  const started = state.kinds.some((kind) => kind.state !== 'off');
  const all = state.kinds.map(({ kind }) => kind);
  const [kinds, setKinds] = useState(
    started ? state.kinds.filter((one) => one.state !== 'off').map(({ kind }) => kind) : all,
  );
  const [since, setSince] = useState(state.since?.slice(0, 10) ?? '');
  const [fromDay, setFromDay] = useState(state.since !== null);
  const [chosen, setChosen] = useState<SyncMapping | null>(started ? state.mapping : null);
  const fields = useQuery({
    ...orpc.syncs.fields.queryOptions({ input: { account, kind: 'contact' } }),
    // The vendor is asked once for a dialog, and again when somebody wants it.
    staleTime: 60_000,
    retry: false,
    enabled: all.includes('contact'),
  });
  const mapping = chosen ?? suggestedMapping(state.mapping, fields.data ?? []);
  const people = kinds.includes('contact');
  const wanted = { kinds, since: fromDay && since !== '' ? since : null, mapping };
  const save = useMutation({
    mutationFn: () => client.syncs.set({ account, ...wanted }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: orpc.syncs.get.key() });
      // From here on what is chosen is chosen, also where that is less than was suggested.
      setChosen(mapping);
      toast.done(t(kinds.length === 0 ? 'saved.off' : started ? 'saved.changed' : 'saved.started'));
      if (kinds.length === 0) onClose();
      else onSaved();
    },
    onError: (error) => toast.failed(words(error)),
  });
  const toggle = (kind: (typeof all)[number], on: boolean) => {
    const next = all.filter((one) => (one === kind ? on : kinds.includes(one)));
    // Deals and orders are about people.
    setKinds(
      on && !next.includes('contact')
        ? all.filter((one) => one === 'contact' || next.includes(one))
        : kind === 'contact' && !on
          ? []
          : next,
    );
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="lg">
        <section className={accounts.step} aria-labelledby="sync-kinds">
          <h3 id="sync-kinds">{t('kinds.title')}</h3>
          {state.kinds.map(({ kind, tellsDeletions }) => (
            <Checkbox
              key={kind}
              label={t(`kind.${kind}`)}
              description={`${t(`becomes.${kind}`)}${kind === 'contact' ? ` ${t(tellsDeletions ? 'deleted.told' : 'deleted.untold')}` : ''}`}
              checked={kinds.includes(kind)}
              onChange={(event) => toggle(kind, event.currentTarget.checked)}
            />
          ))}
        </section>
        <section className={accounts.step} aria-labelledby="sync-since">
          <h3 id="sync-since">{t('since.title')}</h3>
          <Group align="center" gap="sm">
            <SegmentedControl
              size="xs"
              aria-labelledby="sync-since"
              data={[
                { value: 'all', label: t('since.all') },
                { value: 'day', label: t('since.day') },
              ]}
              value={fromDay ? 'day' : 'all'}
              onChange={(value) => setFromDay(value === 'day')}
            />
            {fromDay ? (
              <TextInput
                type="date"
                size="xs"
                required
                aria-label={t('since.date')}
                value={since}
                onChange={(event) => setSince(event.currentTarget.value)}
              />
            ) : null}
          </Group>
          <p className={classes.hint}>{t('since.hint')}</p>
        </section>
        {people ? (
          <>
            <section className={accounts.step} aria-labelledby="sync-rule">
              <h3 id="sync-rule">{t('rule.title')}</h3>
              <Radio.Group
                aria-labelledby="sync-rule"
                value={mapping.rule}
                onChange={(value) => {
                  const rule = conflictRules.find((one) => one === value);
                  if (rule !== undefined) setChosen({ ...mapping, rule });
                }}
              >
                <div className={classes.rules}>
                  {conflictRules.map((rule) => (
                    <Radio key={rule} value={rule} label={t(`rule.${rule}`)} description={t(`rule.${rule}Hint`)} />
                  ))}
                </div>
              </Radio.Group>
            </section>
            <section className={accounts.step} aria-labelledby="sync-fields">
              <h3 id="sync-fields">{t('fields.title')}</h3>
              <p className={classes.hint}>{t('fields.lead')}</p>
              {fields.error !== null ? (
                <ErrorState error={fields.error} onRetry={() => void fields.refetch()} />
              ) : fields.data === undefined ? (
                <RowsSkeleton rows={3} height={36} />
              ) : (
                <SyncMappingTable fields={fields.data} mapping={mapping} onChange={setChosen} />
              )}
            </section>
            <SyncPreview account={account} mapping={mapping} />
          </>
        ) : null}
        <Group justify="end" className="k-dialog-foot">
          <Button variant="default" onClick={onClose}>
            {t('app:close')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!started && kinds.length === 0}>
            {t(started ? (kinds.length === 0 ? 'stop' : 'save') : 'start')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
