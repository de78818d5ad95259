/**
 * How one flow starts another: an event in the contact's own log, which the other flow's trigger listens for. `call` names
 * the waiting visit (`StepArgs.key`); with it the end of the started journey is told by a second event.
 */
import type { TriggerPlan } from './node.ts';
import type { RuleGroup } from './rule.ts';

/**
 * Props: what the caller hands over, by name, beside `flow` (id of the flow to start), `call` (only where somebody waits)
 * and `chain` (how many starts led here without anybody waiting in between).
 */
export const flowStarted = 'flow.started';
/** Props: `call`, `flow`, `reason` (why the journey ended, or `not-entered`). */
export const flowEnded = 'flow.ended';
/** The reason in `flow.ended` where the other flow let nobody in: it is not running, or its entry rules say no. */
export const notEntered = 'not-entered';
/** Props a start sets itself; what is handed over cannot have these names. */
export const callProps = ['flow', 'call', 'chain'] as const;
/** Flows that start one another in a circle at once, rather than over time, are stopped after so many starts. */
export const longestChain = 10;

/** What an event trigger asks of an event: its own rule, and that the event is meant for this flow (and this trigger). */
export function addressedTo(
  plan: Extract<TriggerPlan, { kind: 'event' }>,
  flow: string,
  node: string,
): RuleGroup | null {
  if (plan.addressed === undefined) return plan.where;
  const is = (field: string, value: string) => ({ field, operator: '=' as const, value });
  return {
    combinator: 'and',
    rules: [
      is('props.flow', flow),
      ...(plan.addressed === 'node' ? [is('props.node', node)] : []),
      ...(plan.where === null ? [] : [plan.where]),
    ],
  };
}
