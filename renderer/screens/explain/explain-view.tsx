/** The way of a contact through a flow, step by step, each with its reasons; or why there is none. */
import { Select } from '@mantine/core';
import { useState } from 'react';
import type {
  ExplainedEntry,
  ExplainedJourney,
  ExplainedStep,
  Explanation,
  Reason,
} from '../../../flows/api/explain.ts';
import { useChannelName } from '../../app/channel-icon.tsx';
import { useReasonWords } from '../../app/reason-words.ts';
import classes from './explain.module.css';
import { keyed } from './keyed.ts';
import { Tree } from './rule-tree.tsx';
import { type ExplainWords, useExplainWords } from './use-explain-words.ts';

export function ExplainView({ explanation }: { explanation: Explanation }) {
  const words = useExplainWords();
  const { t, format } = words;
  const { journeys, entry } = explanation;
  const [chosen, setChosen] = useState(0);
  const journey = journeys[chosen] ?? journeys[0];
  return (
    <div className={classes.view}>
      {journey === undefined ? (
        <section aria-labelledby="explain-entry">
          <h3 id="explain-entry">{t('entry.never')}</h3>
          <Entry entry={entry} words={words} />
        </section>
      ) : (
        <>
          {journeys.length > 1 ? (
            <Select
              label={t('journey.which')}
              data={journeys.map((one, index) => ({ value: String(index), label: format.dateTime(one.enteredAt) }))}
              value={String(chosen)}
              allowDeselect={false}
              onChange={(value) => setChosen(Number(value ?? 0))}
            />
          ) : null}
          <Journey journey={journey} words={words} />
          <details className={classes.more}>
            <summary>{t('entry.again')}</summary>
            <Entry entry={entry} words={words} />
          </details>
        </>
      )}
    </div>
  );
}

function Journey({ journey, words }: { journey: ExplainedJourney; words: ExplainWords }) {
  const { t, format } = words;
  const reasons = useReasonWords();
  const turned = journey.notReached.filter(({ how }) => how === 'turned');
  return (
    <>
      <p className={classes.lead}>
        {t('journey.entered', { when: format.dateTime(journey.enteredAt) })}{' '}
        {journey.exitedAt === null
          ? t('journey.inside')
          : t('journey.ended', { when: format.dateTime(journey.exitedAt), reason: reasons.exit(journey.exit ?? '') })}
        {journey.goalAt === null ? '' : ` ${t('journey.goal', { when: format.dateTime(journey.goalAt) })}`}
      </p>
      <ol className={classes.steps} aria-label={t('journey.steps')}>
        {journey.steps.map((step) => (
          <Step key={`${step.node} ${step.visit}`} step={step} journey={journey} words={words} />
        ))}
      </ol>
      {turned.length === 0 ? null : (
        <section aria-labelledby="explain-not-there">
          <h3 id="explain-not-there">{t('notThere.title')}</h3>
          <ul className={classes.plain}>
            {turned.map((one) => {
              const step = journey.steps[one.step ?? 0];
              if (step === undefined) return null;
              const outlets = one.outlets.map((outlet) => words.quoted(words.outlet(step, outlet, null)));
              return (
                <li key={one.node}>
                  <b>{words.block(one)}</b>{' '}
                  {step.outlet === null
                    ? t('notThere.ended', { block: words.block(step) })
                    : t('notThere.turned', {
                        block: words.block(step),
                        took: words.outlet(step, step.outlet, step.outletName),
                        outlets: format.list(outlets),
                      })}
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </>
  );
}

function Step({ step, journey, words }: { step: ExplainedStep; journey: ExplainedJourney; words: ExplainWords }) {
  const { t, format } = words;
  const reasons = useReasonWords();
  const channel = useChannelName();
  const to =
    journey.steps.find((one) => one.node === step.to) ?? journey.notReached.find((one) => one.node === step.to);
  return (
    <li className={classes.step} data-category={step.category} data-here={step.leftAt === null || undefined}>
      <div className={classes.head}>
        <b>{words.block(step)}</b>
        <time dateTime={step.arrivedAt}>{format.dateTime(step.arrivedAt)}</time>
      </div>
      {keyed(step.why, ({ kind }) => kind).map(({ key, one }) => (
        <Why key={key} reason={one} step={step} words={words} />
      ))}
      {step.messages.map((message) => (
        <p key={message.id} className={classes.line} data-tone={message.reason === null ? undefined : 'warn'}>
          {channel(message.channel)}: {words.state(message.state)}
          {message.reason === null ? '' : `, ${reasons.message(message.reason)}`}
          {`, ${format.dateTime(message.at)}`}
          {message.dueAt === null ? '' : `. ${t('message.due', { when: format.dateTime(message.dueAt) })}`}
        </p>
      ))}
      {step.changes.map((change) => (
        <p key={`${change.field} ${String(change.new)}`} className={classes.line}>
          {words.field(change.field)}: {words.value(change.old)} → {words.value(change.new)}
        </p>
      ))}
      {step.waitsFor.map((wait) => (
        <p key={`${wait.event} ${wait.outlet}`} className={classes.line}>
          {t('step.waitsFor', { event: words.event(wait.event), outlet: words.outlet(step, wait.outlet, null) })}
        </p>
      ))}
      <p className={classes.outcome}>
        {step.leftAt === null
          ? step.until === null
            ? t('step.here')
            : t('step.hereUntil', { when: format.dateTime(step.until) })
          : step.outlet === null
            ? t('step.ended', {
                reason: reasons.exit(step.exit ?? ''),
                after: words.lasted(step.arrivedAt, step.leftAt),
              })
            : t(to === undefined ? 'step.leftEnd' : 'step.left', {
                outlet: words.outlet(step, step.outlet, step.outletName),
                to: to === undefined ? '' : words.block(to),
                after: words.lasted(step.arrivedAt, step.leftAt),
              })}
      </p>
      {step.differs ? <p className={classes.note}>{t('step.differs')}</p> : null}
    </li>
  );
}

function Happened({
  event,
  words,
}: {
  event: { type: string; at: string; props: Record<string, unknown> };
  words: ExplainWords;
}) {
  const props = words.props(event.props);
  return (
    <>
      {words.t('why.eventAt', { event: words.event(event.type), when: words.format.dateTime(event.at) })}
      {props === null ? null : <span className={classes.found}>{props}</span>}
    </>
  );
}

function Why({ reason, step, words }: { reason: Reason; step: ExplainedStep; words: ExplainWords }) {
  const { t, format } = words;
  switch (reason.kind) {
    case 'event':
    case 'signal':
    case 'exit-event':
      return (
        <div className={classes.line}>
          {t(`why.${reason.kind}`)} {reason.event === null ? null : <Happened event={reason.event} words={words} />}
          {reason.rule === null ? null : <Tree tree={reason.rule} talk={words.about(reason.event?.type ?? '')} />}
        </div>
      );
    case 'audience':
    case 'exit-rule':
      return (
        <div className={classes.line}>
          {t(`why.${reason.kind}`)}
          <Tree tree={reason.rule} talk={words.contact} />
        </div>
      );
    case 'rule':
      return (
        <div className={classes.line}>
          {reason.outlet === null
            ? t('why.asked')
            : t('why.rule', { outlet: words.outlet(step, reason.outlet, reason.name) })}
          <Tree tree={reason.rule} talk={words.contact} />
        </div>
      );
    case 'split':
      return (
        <p className={classes.line}>
          {t('why.split', { bucket: format.number(reason.bucket) })}{' '}
          {reason.arms
            .map(({ outlet, name, from, upTo }) =>
              t('why.arm', {
                arm: words.outlet(step, outlet, name),
                from: format.number(from),
                to: format.number(upTo - 1),
              }),
            )
            .join(' ')}
        </p>
      );
    case 'until':
      return (
        <p className={classes.line}>
          {t('why.until', {
            when: format.dateTime(reason.until),
            zone: reason.zone.name,
            source: t(`zone.${reason.zone.source}`),
          })}
        </p>
      );
    case 'timeout':
      return (
        <p className={classes.line}>
          {t('why.timeout', {
            events: format.list(reason.events.map(words.event)),
            when: format.dateTime(reason.until),
          })}
        </p>
      );
    case 'disabled':
      return <p className={classes.line}>{t('why.disabled')}</p>;
    case 'jump':
      return <p className={classes.line}>{t('why.jump')}</p>;
    case 'pulled':
      return (
        <p className={classes.line}>
          {t('why.pulled', { event: words.event(reason.event), when: format.dateTime(reason.at) })}
        </p>
      );
    case 'note':
      return <p className={classes.line}>{words.props(reason.note)}</p>;
  }
}

function Entry({ entry, words }: { entry: ExplainedEntry; words: ExplainWords }) {
  const { t, format } = words;
  return (
    <ul className={classes.plain}>
      {entry.status === 'running' ? null : <li>{t(`entry.status.${entry.status}`)}</li>}
      {entry.startedAt === null ? null : <li>{t('entry.started', { when: format.dateTime(entry.startedAt) })}</li>}
      {entry.refusals.map((refusal) => (
        <li key={refusal.rule}>
          {refusal.rule === 'active'
            ? t('entry.refusal.active', { most: format.number(refusal.most) })
            : refusal.rule === 'max-per-contact'
              ? t('entry.refusal.max', { entered: format.number(refusal.entered), most: format.number(refusal.most) })
              : t('entry.refusal.cooldown', { when: format.dateTime(refusal.until) })}
        </li>
      ))}
      {entry.triggers.map((trigger) => (
        <li key={trigger.node}>
          <b>{words.block(trigger)}</b>{' '}
          {trigger.kind === 'event'
            ? trigger.events.length === 0
              ? t('entry.noEvent', { event: words.event(trigger.event ?? '') })
              : null
            : trigger.kind === 'audience'
              ? trigger.dueAt === null
                ? t('entry.audience')
                : t('entry.audienceNext', { when: format.dateTime(trigger.dueAt) })
              : null}
          {trigger.rule === null ? null : <Tree tree={trigger.rule} talk={words.contact} />}
          {keyed(trigger.events, ({ event }) => event.at).map(({ key, one: { event, outcome, rule } }) => (
            <div key={key} className={classes.line}>
              <Happened event={event} words={words} /> <b>{t(`entry.outcome.${outcome}`)}</b>
              {rule === null || outcome !== 'no-match' ? null : <Tree tree={rule} talk={words.about(event.type)} />}
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}
