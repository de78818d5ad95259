/** Chooses among the templates of the account, which is asked when the form opens. */
import { Button, Loader, Select } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { MessageTemplate } from '../../flows/sdk/connector.ts';
import { boundAccount } from '../../renderer/ui/account-select.tsx';
import { StateBadge } from '../../renderer/ui/bits.tsx';
import { type Translate, useEditorContext } from '../../renderer/ui/define-editor.ts';
import { type ChosenTemplate, placesOf, valueAt } from './template.ts';

type Answer = { list: readonly MessageTemplate[] } | { failed: string } | null;

const keyOf = ({ name, language }: { name: string; language: string }): string => `${name}/${language}`;

/** The template as the block keeps it; what was filled in stays where the place is still there. */
function taken(listed: MessageTemplate, before: ChosenTemplate): ChosenTemplate {
  const made: ChosenTemplate = {
    name: listed.name,
    language: listed.language,
    headerKind: listed.header.kind,
    header: listed.header.text,
    body: listed.body,
    footer: listed.footer,
    buttons: listed.buttons.map(({ kind, text, url }) => ({ kind, text, ...(url === undefined ? {} : { url }) })),
    values: [],
  };
  return { ...made, values: placesOf(made).map((place) => ({ place, text: valueAt(before, place) })) };
}

const sameText = (listed: MessageTemplate, template: ChosenTemplate): boolean =>
  JSON.stringify({ ...taken(listed, template), values: [] }) === JSON.stringify({ ...template, values: [] });

export function TemplateSelect({
  slot,
  language,
  template,
  error,
  onChange,
  t,
}: {
  slot: string;
  language: string;
  template: ChosenTemplate;
  error: string | undefined;
  onChange: (template: ChosenTemplate) => void;
  t: Translate;
}) {
  const context = useEditorContext();
  const ask = context.templates;
  const account = boundAccount(context, slot, 'send.whatsapp')?.account ?? null;
  const [answer, setAnswer] = useState<Answer>(null);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the context is made anew at every key; only the account matters, and `round` asks again.
  useEffect(() => {
    if (account === null || ask === undefined) return;
    let current = true;
    setAnswer(null);
    ask(account).then(
      (list) => {
        if (current) setAnswer({ list });
      },
      (reason: unknown) => {
        if (current) setAnswer({ failed: reason instanceof Error ? reason.message : String(reason) });
      },
    );
    return () => {
      current = false;
    };
  }, [account, round]);

  const list = answer !== null && 'list' in answer ? answer.list : [];
  const can = (one: MessageTemplate) => one.state === 'approved' && one.usable;
  const rank = (one: MessageTemplate) =>
    Number(!can(one)) * 2 + Number(!one.language.toLowerCase().startsWith(language.toLowerCase()));
  const sorted = [...list].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
  const chosen = template.name === '' ? null : keyOf(template);
  const listed = list.find((one) => keyOf(one) === chosen);
  const gone = chosen !== null && answer !== null && 'list' in answer && listed === undefined;
  const word = (one: MessageTemplate) =>
    one.state !== 'approved' ? t(`state.${one.state}`) : one.usable ? '' : t('state.unusable');
  const options = sorted.map((one) => ({
    value: keyOf(one),
    label: [one.name, one.language, word(one)].filter(Boolean).join(' · '),
    disabled: !can(one),
  }));
  // The one in use stays to be read while the list is on its way, or when it is no longer there.
  const data =
    chosen === null || listed !== undefined
      ? options
      : [{ value: chosen, label: `${template.name} · ${template.language}`, disabled: false }, ...options];

  return (
    <div className="k-stack k-tight">
      <Select
        label={t('fields.templates.label')}
        description={t('fields.templates.help')}
        placeholder={t('select.placeholder')}
        nothingFoundMessage={t('select.none')}
        searchable
        allowDeselect={false}
        error={error}
        data={data}
        value={chosen}
        rightSection={
          answer === null && account !== null ? <Loader size={14} aria-label={t('select.loading')} /> : null
        }
        onChange={(key) => {
          const one = list.find((candidate) => keyOf(candidate) === key);
          if (one !== undefined) onChange(taken(one, template));
        }}
      />
      {account === null ? <p className="k-hint k-hint-warn">{t('select.noAccount')}</p> : null}
      {answer !== null && 'failed' in answer ? (
        <p className="k-hint k-hint-warn" role="status">
          {answer.failed}
        </p>
      ) : null}
      {answer !== null && 'list' in answer && list.length === 0 ? <p className="k-hint">{t('select.empty')}</p> : null}
      {gone ? <StateBadge state="warn">{t('select.gone')}</StateBadge> : null}
      {listed !== undefined && listed.state !== 'approved' ? (
        <StateBadge state="warn">{t(`state.${listed.state}`)}</StateBadge>
      ) : null}
      {listed !== undefined && !sameText(listed, template) ? (
        <div className="k-row k-row-center">
          <StateBadge state="warn">{t('select.changed')}</StateBadge>
          <Button size="compact-sm" variant="default" onClick={() => onChange(taken(listed, template))}>
            {t('select.take')}
          </Button>
        </div>
      ) : null}
      {account === null ? null : (
        <div>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconRefresh size={14} stroke={1.75} aria-hidden="true" />}
            onClick={() => setRound(round + 1)}
          >
            {t('select.refresh')}
          </Button>
        </div>
      )}
    </div>
  );
}
