/** A rule as it was asked: each condition with what was found, and whether it held. */
import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RuleAnswer, RuleTree } from '../../../flows/api/explain.ts';
import classes from './explain.module.css';
import { keyed } from './keyed.ts';
import type { RuleTalk } from './use-explain-words.ts';

function Mark({ held }: { held: boolean }) {
  const { t } = useTranslation('explain');
  return (
    <span className={classes.mark} data-held={held || undefined}>
      {held ? <IconCheck size={14} stroke={2.2} aria-hidden /> : <IconX size={14} stroke={2.2} aria-hidden />}
      <span className={classes.hidden}>{t(held ? 'rule.held' : 'rule.not')}</span>
    </span>
  );
}

function Condition({ rule, talk }: { rule: RuleAnswer; talk: RuleTalk }) {
  const { t } = useTranslation('explain');
  return (
    <li>
      <div className={classes.condition}>
        <Mark held={rule.matched} />
        <span>
          <span>{talk.clause(rule)}</span>
          <span className={classes.found} data-missing={rule.missing || undefined}>
            {rule.missing ? t('rule.missing') : t('rule.found', { value: talk.found(rule) })}
          </span>
          {rule.byMissing ? <span className={classes.note}>{t('rule.byMissing')}</span> : null}
        </span>
      </div>
      {(rule.inside ?? []).map(({ slot, rule: inner }) =>
        inner === null ? (
          <p key={slot} className={classes.note}>
            {t('rule.unbound', { slot })}
          </p>
        ) : (
          <Tree key={slot} tree={inner} talk={talk} />
        ),
      )}
    </li>
  );
}

export function Tree({ tree, talk }: { tree: RuleTree; talk: RuleTalk }) {
  const { t } = useTranslation('explain');
  const head =
    tree.rules.length === 0
      ? t(tree.not ? 'rule.nobody' : 'rule.everybody')
      : tree.rules.length > 1 || tree.not
        ? t(`rule.${tree.not ? 'not_' : ''}${tree.combinator}`)
        : null;
  return (
    <div className={classes.tree}>
      {head === null ? null : (
        <div className={classes.condition}>
          <Mark held={tree.matched} />
          <span className={classes.group}>{head}</span>
        </div>
      )}
      {tree.rules.length === 0 ? null : (
        <ul data-inner={head !== null || undefined}>
          {keyed(tree.rules, (one) => (one.kind === 'rule' ? one.field : one.combinator)).map(({ key, one }) =>
            one.kind === 'group' ? (
              <li key={key}>
                <Tree tree={one} talk={talk} />
              </li>
            ) : (
              <Condition key={key} rule={one} talk={talk} />
            ),
          )}
        </ul>
      )}
    </div>
  );
}
