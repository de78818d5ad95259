/** Before a merge: what is new, what was changed here, and a choice for each thing that both changed. */
import { Button, Group, SegmentedControl, Stack } from '@mantine/core';
import { useMemo, useState } from 'react';
import { type Choice, type Conflict, mergeFlows } from '../../../flows/document/merge.ts';
import type { FlowDocument } from '../../../flows/document/schema.ts';
import { specs } from '../../../registry/editors.ts';
import { useEditorState } from '../session.ts';
import { differences } from '../step-words.ts';
import { useWords } from '../words.ts';
import { aboutOf, type Sides, valueIn } from './conflict-words.ts';

interface MergeReviewProps {
  base: FlowDocument;
  theirs: FlowDocument;
  busy: boolean;
  onBack: () => void;
  onApply: (merged: FlowDocument) => void;
}

export function MergeReview({ base, theirs, busy, onBack, onApply }: MergeReviewProps) {
  const words = useWords();
  const { t } = words;
  const ours = useEditorState((state) => state.document);
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({});
  const merged = useMemo(() => mergeFlows({ base, ours, theirs }, { choices, specs }), [base, ours, theirs, choices]);
  const sides: Sides = [ours, theirs, base];
  const nothing = differences(ours, merged.document, words).length === 0;
  return (
    <Stack gap={16}>
      <Differences title={t('sharing:update.new')} before={base} after={theirs} none={t('sharing:update.newNone')} />
      <Differences title={t('sharing:update.mine')} before={base} after={ours} none={t('sharing:update.mineNone')} />
      {merged.conflicts.length === 0 ? null : (
        <section className="kc-update-part" aria-label={t('sharing:update.both')}>
          <h3>{t('sharing:update.both')}</h3>
          <p className="kc-hint">{t('sharing:update.bothHelp', { count: merged.conflicts.length })}</p>
          <ul className="kc-conflicts">
            {merged.conflicts.map((conflict) => (
              <ConflictRow
                key={conflict.key}
                conflict={conflict}
                sides={sides}
                choice={choices[conflict.key] ?? 'ours'}
                onChoose={(choice) => setChoices({ ...choices, [conflict.key]: choice })}
              />
            ))}
          </ul>
        </section>
      )}
      <p className="kc-hint">{t(nothing ? 'sharing:update.nothing' : 'sharing:update.safe')}</p>
      <Group justify="space-between">
        <Button variant="subtle" color="gray" onClick={onBack}>
          {t('sharing:update.back')}
        </Button>
        <Button loading={busy} disabled={nothing} onClick={() => onApply(merged.document)}>
          {t('sharing:update.apply')}
        </Button>
      </Group>
    </Stack>
  );
}

interface DifferencesProps {
  title: string;
  before: FlowDocument;
  after: FlowDocument;
  none: string;
}

function Differences({ title, before, after, none }: DifferencesProps) {
  const words = useWords();
  const found = differences(before, after, words);
  return (
    <section className="kc-update-part" aria-label={title}>
      <h3>{title}</h3>
      {found.length === 0 ? (
        <p className="kc-hint">{none}</p>
      ) : (
        <ul>
          {found.map(({ key, text, detail }) => (
            <li key={key}>
              <b>{text}</b> <em>{detail}</em>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface ConflictRowProps {
  conflict: Conflict;
  sides: Sides;
  choice: Choice;
  onChoose: (choice: Choice) => void;
}

function ConflictRow({ conflict, sides, choice, onChoose }: ConflictRowProps) {
  const words = useWords();
  const about = aboutOf(conflict, sides, words);
  return (
    <li>
      <header>
        <b>{about}</b>
        <SegmentedControl
          size="xs"
          aria-label={about}
          value={choice}
          onChange={(value) => onChoose(value as Choice)}
          data={[
            { value: 'ours', label: words.t('sharing:update.ours') },
            { value: 'theirs', label: words.t('sharing:update.theirs') },
          ]}
        />
      </header>
      <dl>
        {(['base', 'ours', 'theirs'] as const).map((side) => (
          <div key={side} data-chosen={side === choice || undefined}>
            <dt>{words.t(`sharing:update.side.${side}`)}</dt>
            <dd>{valueIn(conflict, side, sides, words)}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
