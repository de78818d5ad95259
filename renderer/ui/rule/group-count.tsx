import { Skeleton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { isEmptyRule, type RuleGroup } from '../../../flows/sdk/rule.ts';
import { useEditorContext } from '../define-editor.ts';
import { useUi } from '../use-ui.ts';

type Answer = { rule: string; people: number; about: boolean } | { rule: string; failed: string };

/** How long to wait after the last change before asking, in milliseconds. */
const pause = 350;

/** How many people satisfy the group now. Asked a moment after the last change; an older question is called off. */
export function GroupCount({ rule, nested }: { rule: RuleGroup; nested: boolean }) {
  const { count } = useEditorContext();
  const { t } = useUi();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const key = JSON.stringify(rule);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const show = (people: number, about: boolean) => {
        if (!stop.signal.aborted) setAnswer({ rule: key, people, about });
      };
      count(JSON.parse(key) as RuleGroup, stop.signal, (people) => show(people, true)).then(
        (people) => show(people, false),
        (error: unknown) => {
          if (!stop.signal.aborted)
            setAnswer({ rule: key, failed: error instanceof Error ? error.message : String(error) });
        },
      );
    }, pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key, count]);
  if (nested && isEmptyRule(rule)) return null;
  const fresh = answer?.rule === key ? answer : null;
  if (fresh === null)
    return (
      <div className="k-count" role="status" aria-label={t('rule.count.counting')}>
        <Skeleton height={14} width={110} radius="sm" />
      </div>
    );
  if ('failed' in fresh)
    return (
      <p className="k-error k-count" role="status">
        {t('rule.count.failed', { why: fresh.failed })}
      </p>
    );
  const people = t(fresh.about ? 'rule.count.about' : 'rule.count.people', { count: fresh.people });
  return (
    <p className="k-count" role="status">
      {nested ? t('rule.inGroup', { people }) : people}
    </p>
  );
}
