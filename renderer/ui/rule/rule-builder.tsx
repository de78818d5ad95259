/**
 * Rules as sentences: react-querybuilder keeps the tree, the rows and groups are ours. A rule the controls cannot show is
 * kept as it is and shown in words.
 */
import { ActionIcon, Button, SegmentedControl, Switch } from '@mantine/core';
import { IconFolderPlus, IconPlus, IconTrash } from '@tabler/icons-react';
import { createContext, type ReactNode, useContext, useId, useMemo, useState } from 'react';
import {
  add,
  insert,
  QueryBuilder,
  type RuleGroupProps,
  type RuleGroupType,
  type RuleProps,
  type RuleType,
  remove,
  update,
} from 'react-querybuilder';
import type { Rule, RuleGroup } from '../../../flows/sdk/rule.ts';
import { FieldBox } from '../field-box.tsx';
import { useUi } from '../use-ui.ts';
import { builderId, fromBuilder, toBuilder } from './convert.ts';
import type { RuleScope } from './field-info.ts';
import { GroupCount } from './group-count.tsx';
import { RuleRow } from './rule-row.tsx';
import './rule.css';

export interface RuleBuilderProps {
  value: RuleGroup;
  onChange: (value: RuleGroup) => void;
  label: ReactNode;
  help?: string | undefined;
  error?: string | undefined;
  /** What the rule is about: contacts (the default), or one event of a type. */
  scope?: RuleScope;
  /** Stands inside a condition of another builder. */
  nested?: boolean;
}

interface Shared {
  scope: RuleScope;
  nested: boolean;
  open: string | null;
  setOpen: (path: string | null) => void;
  /** A condition added but not yet given a field: its group's path. It is no part of the rule until it has one. */
  adding: string | null;
  setAdding: (path: string | null) => void;
  change: (edit: (query: RuleGroupType) => RuleGroupType) => void;
}
const SharedContext = createContext<Shared | null>(null);
const useShared = (): Shared => {
  const shared = useContext(SharedContext);
  if (shared === null) throw new Error('Rows of a rule must stand inside RuleBuilder');
  return shared;
};

const contacts: RuleScope = { kind: 'contact' };
const pathKey = (path: readonly number[]): string => `r${path.map((step) => `.${step}`).join('')}`;
const asRule = (rule: RuleType): Rule => rule as unknown as Rule;
const asRuleType = (rule: Rule): RuleType => ({ ...rule, id: rule.id ?? builderId() }) as RuleType;

export function RuleBuilder(props: RuleBuilderProps) {
  const { value, onChange, label, help, error, scope = contacts, nested = false } = props;
  const [open, setOpen] = useState<string | null>(null);
  const [adding, setAdding] = useState<string | null>(null);
  const query = useMemo(() => toBuilder(value), [value]);
  const shared: Shared = {
    scope,
    nested,
    open,
    setOpen,
    adding,
    setAdding,
    change: (edit) => onChange(fromBuilder(edit(query))),
  };
  return (
    <FieldBox label={label} help={help} error={error}>
      <SharedContext value={shared}>
        <QueryBuilder
          query={query}
          onQueryChange={() => undefined}
          enableMountQueryChange={false}
          fields={[]}
          idGenerator={builderId}
          suppressStandardClassnames
          controlElements={controls}
        />
      </SharedContext>
    </FieldBox>
  );
}

function Row({ path, rule }: RuleProps) {
  const { scope, open, setOpen, change } = useShared();
  const key = pathKey(path);
  return (
    <RuleRow
      renderNested={renderNested}
      rule={asRule(rule)}
      scope={scope}
      open={open === key}
      onOpen={(next) => setOpen(next ? key : null)}
      onChange={(next) => change((query) => insert(query, asRuleType(next), path, { replace: true }))}
      onRemove={() => {
        setOpen(null);
        change((query) => remove(query, path));
      }}
    />
  );
}

function Group({ path, ruleGroup, schema, actions, translations }: RuleGroupProps) {
  const { scope, nested, setOpen, adding, setAdding, change } = useShared();
  const { t } = useUi();
  const addButton = useId();
  const group = ruleGroup as RuleGroupType;
  const root = path.length === 0;
  const rules = group.rules;
  const RowControl = schema.controls.rule;
  const GroupControl = schema.controls.ruleGroup;
  const common = { schema, actions, translations };
  const key = pathKey(path);
  const empty = rules.length === 0 && adding !== key;
  const plain = nested && root && empty;
  return (
    <div className={root ? 'k-rules' : 'k-rules k-rules-inner'}>
      {rules.length > 1 || !root || group.not === true ? (
        <div className="k-rules-head">
          <SegmentedControl
            size="xs"
            aria-label={t('rule.match')}
            value={group.combinator}
            data={[
              { value: 'and', label: t('rule.all') },
              { value: 'or', label: t('rule.any') },
            ]}
            onChange={(combinator) => change((query) => update(query, 'combinator', combinator, path))}
          />
          {root ? null : (
            <ActionIcon
              color="gray"
              aria-label={t('rule.removeGroup')}
              onClick={() => {
                setOpen(null);
                change((query) => remove(query, path));
              }}
            >
              <IconTrash size={15} stroke={1.75} />
            </ActionIcon>
          )}
        </div>
      ) : null}
      {empty ? <p className="k-hint">{t(scope.kind === 'contact' ? 'rule.emptyContact' : 'rule.emptyEvent')}</p> : null}
      {rules.map((rule, index) => {
        const at = [...path, index];
        if (typeof rule === 'string') return null;
        return (
          <div className="k-rules-item" key={pathKey(at)}>
            {index === 0 ? null : <span className="k-joiner">{t(`rule.joiner.${group.combinator}`)}</span>}
            {'rules' in rule ? (
              <GroupControl {...common} path={at} ruleGroup={rule as RuleGroupType} />
            ) : (
              <RowControl {...common} path={at} rule={rule} />
            )}
          </div>
        );
      })}
      {adding === key ? (
        <RuleRow
          renderNested={renderNested}
          rule={{ field: '?', operator: '=' }}
          scope={scope}
          open
          onOpen={() => setAdding(null)}
          onRemove={() => {
            setAdding(null);
            document.getElementById(addButton)?.focus();
          }}
          onChange={(rule) => {
            setAdding(null);
            setOpen(pathKey([...path, rules.length]));
            change((query) => add(query, asRuleType(rule), path));
          }}
        />
      ) : null}
      <div className="k-rules-foot">
        <Button
          id={addButton}
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} stroke={1.75} />}
          onClick={() => {
            setOpen(null);
            setAdding(key);
          }}
        >
          {t(plain ? 'rule.addWhere' : 'rule.addCondition')}
        </Button>
        {rules.length > 0 && path.length < 6 ? (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconFolderPlus size={14} stroke={1.75} />}
            onClick={() =>
              change((query) =>
                add(query, { id: builderId(), combinator: group.combinator === 'and' ? 'or' : 'and', rules: [] }, path),
              )
            }
          >
            {t('rule.addGroup')}
          </Button>
        ) : null}
      </div>
      {rules.length === 0 && group.not !== true ? null : (
        <Switch
          size="xs"
          label={t('rule.negate')}
          checked={group.not === true}
          onChange={(event) => {
            const not = event.currentTarget.checked;
            change((query) => (not ? update(query, 'not', true, path) : withoutNot(query, path)));
          }}
        />
      )}
      {scope.kind === 'contact' ? <GroupCount rule={fromBuilder(group)} nested={!root} /> : null}
    </div>
  );
}

/** Takes `not` away instead of writing `false`, so that switching it on and off leaves the rule as it was. */
function withoutNot(query: RuleGroupType, path: readonly number[]): RuleGroupType {
  const [head, ...rest] = path;
  if (head === undefined) {
    const { not: _not, ...others } = query;
    return others;
  }
  return {
    ...query,
    rules: query.rules.map((rule, index) =>
      index === head && typeof rule !== 'string' && 'rules' in rule ? withoutNot(rule, rest) : rule,
    ),
  };
}

const controls = { rule: Row, ruleGroup: Group };

const renderNested = (props: RuleBuilderProps) => <RuleBuilder {...props} />;
