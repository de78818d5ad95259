/** One condition: a sentence that opens into controls. */

import { ActionIcon, Button, NativeSelect, NumberInput } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { matchModes, type Rule } from '../../../flows/sdk/rule.ts';
import { useEditorContext } from '../define-editor.ts';
import { useUi } from '../use-ui.ts';
import {
  type Comparison,
  comparisonOf,
  comparisonsOf,
  type FieldInfo,
  fieldInfo,
  isEditable,
  nestedGroup,
  nestedScope,
  newRule,
  type RuleScope,
  withComparison,
} from './field-info.ts';
import { FieldSelect } from './field-select.tsx';
import type { RuleBuilderProps } from './rule-builder.tsx';
import { clauseInWords, type RuleWords } from './rule-words.ts';
import { ValueEditor } from './value-editor.tsx';

/** Today as a date, for a comparison that has none yet. */
const today = (): string => new Date().toISOString().slice(0, 10);

/** The words a clause needs, from the editor's context. */
export function useRuleWords(scope: RuleScope): RuleWords {
  const { t, language } = useUi();
  const { fields, segments } = useEditorContext();
  return {
    t: (key, params) => t(key, params),
    language,
    catalogue: fields,
    scope,
    segmentName: (slot) => segments.find((segment) => segment.slot === slot)?.name ?? slot,
  };
}

export interface RuleRowProps {
  rule: Rule;
  scope: RuleScope;
  open: boolean;
  onOpen: (open: boolean) => void;
  onChange: (rule: Rule) => void;
  onRemove: () => void;
  /** A builder for the conditions within this one; given by the builder, which stands above its rows. */
  renderNested: (props: RuleBuilderProps) => ReactNode;
}

export function RuleRow({ rule, scope, open, onOpen, onChange, onRemove, renderNested }: RuleRowProps) {
  const { t } = useUi();
  const { fields } = useEditorContext();
  const words = useRuleWords(scope);
  const fresh = rule.field === '?';
  const info = fresh ? null : fieldInfo(rule.field, fields, scope, rule);
  const sentence = fresh ? t('rule.addCondition') : clauseInWords(rule, words);
  const editable = fresh || isEditable(rule, info);
  const remove = (
    <ActionIcon variant="subtle" color="gray" onClick={onRemove} aria-label={t('rule.remove', { rule: sentence })}>
      <IconTrash size={15} stroke={1.75} />
    </ActionIcon>
  );
  if (!editable)
    return (
      <div className="k-clause k-clause-fixed">
        <div className="k-clause-line">
          <span className="k-clause-text">
            {sentence}
            {rule.disabled === true ? <span className="k-hint"> ({t('rule.off')})</span> : null}
          </span>
          {remove}
        </div>
        {rule.disabled === true ? null : <p className="k-hint">{t('rule.readOnly')}</p>}
      </div>
    );
  if (!open)
    return (
      <div className="k-clause">
        <div className="k-clause-line">
          <button
            type="button"
            className="k-clause-button"
            aria-expanded={false}
            aria-label={t('rule.edit', { rule: sentence })}
            onClick={() => onOpen(true)}
          >
            <span className="k-clause-text">{sentence}</span>
            <IconPencil className="k-clause-pencil" size={14} stroke={1.75} aria-hidden="true" />
          </button>
          {remove}
        </div>
      </div>
    );
  return (
    <div className="k-clause k-clause-open">
      <div className="k-row k-row-center">
        <div className="k-grow">
          <FieldSelect
            value={fresh ? '' : rule.field}
            scope={scope}
            autoFocus={fresh}
            onChange={(chosen) => onChange(newRule(chosen, today()))}
          />
        </div>
        {remove}
      </div>
      {info === null ? null : info.kind === 'events' || info.kind === 'messages' ? (
        <CountingRule rule={rule} info={info} onChange={onChange} renderNested={renderNested} />
      ) : (
        <ComparingRule rule={rule} info={info} onChange={onChange} />
      )}
      <Button className="k-clause-done" size="compact-sm" variant="default" onClick={() => onOpen(false)}>
        {t('rule.done')}
      </Button>
    </div>
  );
}

const negative = new Set<Comparison>(['ne', 'notIn', 'notContains', 'notWithinLast']);

function ComparingRule({ rule, info, onChange }: { rule: Rule; info: FieldInfo; onChange: (rule: Rule) => void }) {
  const { t } = useUi();
  const comparison = comparisonOf(rule, info.kind) ?? 'eq';
  const special = ['tags', 'segment', 'flow'].includes(info.kind) ? `${info.kind}_` : '';
  const label = (one: Comparison) =>
    t(special !== '' && /^(eq|ne|in|notIn)$/.test(one) ? `rule.op.${special}${one}` : `rule.op.${one}`);
  return (
    <>
      <NativeSelect
        // The field was just chosen, or is as it was: the comparison is what comes next.
        autoFocus
        aria-label={t('rule.how')}
        value={comparison}
        data={comparisonsOf[info.kind].map((one) => ({ value: one, label: label(one) }))}
        onChange={(event) =>
          onChange(withComparison(rule, event.currentTarget.value as Comparison, info.kind, today()))
        }
      />
      <ValueEditor rule={rule} info={info} comparison={comparison} onChange={onChange} />
      {negative.has(comparison) && info.kind !== 'segment' && info.kind !== 'flow' ? (
        <p className="k-hint">{t('rule.missingNote')}</p>
      ) : null}
    </>
  );
}

function CountingRule({
  rule,
  info,
  onChange,
  renderNested,
}: { rule: Rule; info: FieldInfo } & Pick<RuleRowProps, 'onChange' | 'renderNested'>) {
  const { t } = useUi();
  const mode = rule.match?.mode ?? 'atLeast';
  const threshold = rule.match?.threshold ?? 1;
  const nested = nestedGroup(rule);
  return (
    <>
      <div className="k-row k-row-center">
        <NativeSelect
          autoFocus
          className="k-grow"
          aria-label={t('rule.how')}
          value={mode}
          data={matchModes.map((one) => ({ value: one, label: t(`rule.mode.${one}`) }))}
          onChange={(event) => {
            const chosen = event.currentTarget.value as (typeof matchModes)[number];
            onChange({ ...rule, match: chosen === 'none' ? { mode: chosen } : { mode: chosen, threshold } });
          }}
        />
        {mode === 'none' ? null : (
          <>
            <NumberInput
              className="k-amount"
              aria-label={t('duration.amount')}
              min={0}
              max={100_000}
              allowDecimal={false}
              value={threshold}
              onChange={(next) => {
                if (typeof next === 'number') onChange({ ...rule, match: { mode, threshold: next } });
              }}
            />
            <span className="k-hint">{t('rule.times', { count: threshold })}</span>
          </>
        )}
      </div>
      {renderNested({
        label: t('rule.where'),
        value: nested,
        scope: nestedScope(info),
        nested: true,
        onChange: (value) => onChange({ ...rule, value }),
      })}
    </>
  );
}
