/** Flows that begin when somebody fills in a form. */
import { formSubmitted } from '../../sdk/form.ts';
import type { RuleGroup } from '../../sdk/rule.ts';
import { matchesEvent } from '../../segments/event-rule.ts';
import type { HostContext } from '../context.ts';

export interface FormFlow {
  flow: string;
  name: string;
  running: boolean;
}

/** By draft: what is drawn and not started yet counts too, so that nobody draws it twice. */
export function flowsOfForm({ store, now }: HostContext, form: string): FormFlow[] {
  const moment = { ms: now(), zone: store.meta.get().timezone };
  const event = { id: null, type: formSubmitted, at: moment.ms, props: { form } };
  return store.flows.list().flatMap(({ id, name, status, draft }) => {
    const starts = draft.nodes.some(({ type, config, disabled }) => {
      if (type !== 'trigger-event' || disabled === true || config.event !== formSubmitted) return false;
      const where = config.where as RuleGroup | undefined;
      return where === undefined || matchesEvent(where, event, moment);
    });
    return starts ? [{ flow: id, name, running: status === 'running' }] : [];
  });
}
