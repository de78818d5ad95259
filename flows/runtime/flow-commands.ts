/** What is done to a flow as a whole: started, paused, stopped, called back. */
import { KaskadError } from '../sdk/problem.ts';
import type { Engine } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { enter } from './entry.ts';
import { giveHeld, pause, publish, resume, stop } from './lifecycle.ts';
import { holdBack, holdOf } from './limits.ts';
import { moveSome, standing } from './moves.ts';
import { workBatch } from './work.ts';

/** When a flow starts, its audience enters before the answer. */
const batchSize = 2000;

type FlowCommands = Pick<
  Engine,
  'startFlow' | 'standing' | 'letIn' | 'heldUntil' | 'releaseFlow' | 'pauseFlow' | 'resumeFlow' | 'stopFlow'
>;

export function flowCommands(parts: EngineParts): FlowCommands {
  const { rt, registry, clock, stepper, cohorts, transaction, alarm, act } = parts;
  const { store } = rt;

  const isEntering = (versionId: number): boolean =>
    store.journeys.dueTimers(rt.now()).some((timer) => timer.version_id === versionId);

  return {
    startFlow(flow, at, { hold = 0, letIn = 'now', inside = {} } = {}) {
      const deadline =
        letIn === 'now' ? Number.POSITIVE_INFINITY : performance.now() + (letIn === 'later' ? 0 : letIn.within);
      const started = publish(rt, registry, transaction, flow, at ?? rt.now(), inside);
      parts.upToDate();
      giveHeld(rt, stepper, transaction, flow);
      while (performance.now() < deadline && moveSome(rt, stepper, transaction));
      // The audience of "now" enters before we answer; later ones are the engine's work.
      const before = clock.at;
      clock.at = at ?? before;
      if (hold > 0) {
        transaction(() => {
          holdBack(rt, flow, rt.now() + hold);
          store.notices.add(rt.now(), 'messages-held', { flow });
          rt.topics.add('notices');
        });
      }
      try {
        while (
          performance.now() < deadline &&
          isEntering(started.versionId) &&
          workBatch(rt, stepper, transaction, {
            until: rt.now(),
            from: Number.POSITIVE_INFINITY,
            limit: batchSize,
            stopForMessages: false,
            cohorts,
            inline: null,
          }) > 0
        );
      } finally {
        clock.at = before;
      }
      alarm.wake();
      return {
        version: started.version,
        entered: store.live.enteredInto(started.versionId),
        entering: isEntering(started.versionId),
      };
    },
    standing: (flow) => standing(rt, registry, flow),
    letIn: (flow, contact, trigger) =>
      act(() => {
        const version = rt.live.flow(flow)?.current ?? null;
        if (version === null)
          throw new KaskadError('flow-not-running', `The flow "${flow}" has not been started.`, { flow });
        return enter(rt, stepper, version, contact, trigger, null) === 'entered';
      }),
    heldUntil(flow) {
      const until = holdOf(rt, flow);
      return until > rt.now() && rt.live.flow(flow)?.status !== 'stopped' ? until : null;
    },
    releaseFlow: (flow) =>
      act(() => {
        store.messages.releaseFlow(flow, rt.now());
        holdBack(rt, flow, rt.now());
        rt.topics.add(`report:${flow}`);
      }),
    pauseFlow(flow) {
      pause(rt, transaction, flow);
      parts.upToDate();
    },
    resumeFlow(flow) {
      resume(rt, stepper, transaction, flow);
      parts.upToDate();
      alarm.wake();
    },
    stopFlow(flow) {
      const ended = stop(rt, stepper, transaction, flow);
      parts.upToDate();
      return ended;
    },
  };
}
