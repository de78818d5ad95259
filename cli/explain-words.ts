/** An explanation in English sentences, for a terminal. The page words the same explanation in the person's language. */
import type {
  ExplainedEntry,
  ExplainedJourney,
  ExplainedStep,
  Explanation,
  Reason,
  RuleAnswer,
  RuleTree,
} from '../flows/api/explain.ts';

const operators: Readonly<Record<string, string>> = {
  '=': 'is',
  '!=': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is more than',
  '>=': 'is at least',
  between: 'is between',
  in: 'is one of',
  notIn: 'is none of',
  contains: 'contains',
  doesNotContain: 'does not contain',
  beginsWith: 'begins with',
  endsWith: 'ends with',
  null: 'is missing',
  notNull: 'is there',
  before: 'is before',
  after: 'is after',
  withinLast: 'is within the last',
  notWithinLast: 'is not within the last',
};

const reasons: Readonly<Record<string, string>> = {
  'contact-deleted': 'the contact was deleted',
  'no-address': 'no address for this channel',
  'bad-address': 'the address does not work',
  'no-consent': 'no consent',
  'offer-over': 'the offer is over',
  'offer-early': 'the offer has not begun',
  'automation-paused': 'a person has taken over the talk',
  'outside-window': 'the channel allows no message now',
  'quiet-hours': 'quiet hours',
  'frequency-cap': 'too many messages lately',
  budget: 'the budget is used up',
  'account-paused': 'the account is paused',
  'no-code': 'no code of the offer is left',
  'render-failed': 'the text could not be filled in',
  expired: 'it came too late',
  holdout: 'in the hold-out group',
  'already-sent': 'it had come already, under the other profile',
  'bad-credentials': 'the account was not let in',
  'rate-limited': 'the service asked to slow down',
  temporary: 'the service failed for a while',
  blocked: 'the recipient blocked us',
  'unreachable-recipient': 'there is no such recipient',
  unreachable: 'the service could not be reached',
  'bad-request': 'the service refused what it was given',
  crash: 'the computer stopped while it was being sent',
  interrupted: 'the connection broke while it was being sent',
};

const exits: Readonly<Record<string, string>> = {
  end: 'came to the end',
  goal: 'reached the goal',
  stopped: 'the flow was stopped',
  'stopped-by-flow': 'another flow ended it',
  'version-changed': 'the flow was changed',
  rule: 'an exit rule applied',
  restarted: 'began again',
  merged: 'went on by the path of the other profile',
  unsubscribed: 'no channel of the flow may reach the contact any more',
  'visit-cap': 'came to the same block a hundred times',
  'contact-deleted': 'the contact was deleted',
  'not-sent': 'the message was not sent',
  'date-past': 'the date had passed',
};

const withCode = (words: Readonly<Record<string, string>>, code: string): string => {
  const known = words[code];
  return known === undefined ? code : `${known} (${code})`;
};
const exitWords = (code: string): string =>
  code.startsWith('event:') ? `on ${code.slice('event:'.length)}` : withCode(exits, code);

const show = (value: unknown): string =>
  value === null || value === undefined ? 'missing' : typeof value === 'string' ? `"${value}"` : JSON.stringify(value);

function conditionWords(rule: RuleAnswer): string {
  if (rule.counted !== undefined) {
    const { mode, threshold = 1 } = (rule.expected ?? {}) as { mode?: string; threshold?: number };
    const times =
      mode === 'none'
        ? 'never'
        : `${mode === 'atMost' ? 'at most' : mode === 'exactly' ? 'exactly' : 'at least'} ${threshold} times`;
    const which = rule.counted === null ? '' : `, of those with ${JSON.stringify(rule.counted.rules)}`;
    return `${rule.field} ${times}${which}: found ${show(rule.actual)}`;
  }
  const operator = operators[rule.operator] ?? rule.operator;
  const expected = rule.operator === 'null' || rule.operator === 'notNull' ? '' : ` ${show(rule.expected)}`;
  const found = rule.inside === undefined ? show(rule.actual) : rule.inside.length === 0 ? 'none' : show(rule.actual);
  return `${rule.field} ${operator}${expected}: found ${rule.missing ? 'missing' : found}`;
}

/** One line a condition; what decides is said by "yes" and "no". */
function treeLines(tree: RuleTree, indent: string): string[] {
  if (tree.rules.length === 0)
    return [`${indent}${tree.matched ? 'yes' : 'no '}  ${tree.not ? 'nobody' : 'everybody'} (no conditions)`];
  const head =
    tree.rules.length > 1 || tree.not
      ? [
          `${indent}${tree.matched ? 'yes' : 'no '}  ${tree.not ? 'not ' : ''}${tree.combinator === 'and' ? 'all' : 'any'} of these:`,
        ]
      : [];
  const inner = head.length === 0 ? indent : `${indent}  `;
  return [
    ...head,
    ...tree.rules.flatMap((one) => {
      if (one.kind === 'group') return treeLines(one, inner);
      const note = one.byMissing ? ' (a missing value counts as different, so this holds)' : '';
      return [
        `${inner}${one.matched ? 'yes' : 'no '}  ${conditionWords(one)}${note}`,
        ...(one.inside ?? []).flatMap(({ slot, rule }) =>
          rule === null
            ? [`${inner}       segment ${slot}: not connected, so nobody is in it`]
            : [`${inner}       segment ${slot}:`, ...treeLines(rule, `${inner}       `)],
        ),
      ];
    }),
  ];
}

const times = (n: number): string => (n === 1 ? 'once' : `${n} times`);
const percent = (parts: number): string => `${parts / 100} %`;

function reasonLines(reason: Reason, step: ExplainedStep): string[] {
  const pad = '     ';
  switch (reason.kind) {
    case 'event':
      return [
        reason.event === null
          ? `${pad}entered by an event`
          : `${pad}entered by ${reason.event.type} of ${reason.event.at} ${JSON.stringify(reason.event.props)}`,
        ...(reason.rule === null ? [] : treeLines(reason.rule, `${pad}  `)),
      ];
    case 'audience':
      return [`${pad}entered with the audience:`, ...treeLines(reason.rule, `${pad}  `)];
    case 'rule':
      return [
        `${pad}${reason.outlet === null ? 'asked' : `for "${reason.name ?? reason.outlet}"`}:`,
        ...treeLines(reason.rule, `${pad}  `),
      ];
    case 'split':
      return [
        `${pad}by chance, the same for ever: number ${reason.bucket} of 10000; ${reason.arms
          .map(
            ({ outlet, name, from, upTo }) =>
              `"${name ?? outlet}" has ${from} to ${upTo - 1} (${percent(upTo - from)})`,
          )
          .join(', ')}`,
      ];
    case 'until':
      return [
        `${pad}${step.leftAt === null ? 'waits' : 'waited'} until ${reason.until}, in the zone ${reason.zone.name} (from the ${reason.zone.source})`,
      ];
    case 'signal':
      return [
        `${pad}${reason.event.type} came at ${reason.event.at} ${JSON.stringify(reason.event.props)}`,
        ...(reason.rule === null ? [] : treeLines(reason.rule, `${pad}  `)),
      ];
    case 'timeout':
      return [`${pad}none of ${reason.events.join(', ')} came until ${reason.until}`];
    case 'exit-event':
      return [
        `${pad}exit rule: ${reason.event.type} of ${reason.event.at} ${JSON.stringify(reason.event.props)}`,
        ...(reason.rule === null ? [] : treeLines(reason.rule, `${pad}  `)),
      ];
    case 'exit-rule':
      return [`${pad}exit rule:`, ...treeLines(reason.rule, `${pad}  `)];
    case 'disabled':
      return [`${pad}this block is switched off: everybody passes`];
    case 'jump':
      return [`${pad}went on at ${reason.to}`];
    case 'pulled':
      return [`${pad}${reason.event} came at ${reason.at}: the goal ${reason.to} brought them there`];
    case 'note':
      return [`${pad}${JSON.stringify(reason.note)}`];
  }
}

const title = ({ node, name }: { node: string; name: string | null }): string =>
  name === null ? node : `${node} "${name}"`;
const outletTitle = (step: ExplainedStep): string =>
  step.outletName === null ? `"${step.outlet}"` : `"${step.outlet}" (${step.outletName})`;

function lasted(from: string, to: string): string {
  const minutes = Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
  if (minutes === 0) return 'at once';
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor((minutes % 1440) / 60), 'h'],
    [minutes % 60, 'min'],
  ] as const;
  return `after ${parts.flatMap(([n, unit]) => (n === 0 ? [] : [`${n} ${unit}`])).join(' ')}`;
}

function stepLines(step: ExplainedStep, index: number): string[] {
  const lines = [
    `${String(index + 1).padStart(3)}. ${step.arrivedAt}  ${title(step)} (${step.type})${step.visit > 1 ? `, visit ${step.visit}` : ''}`,
    ...step.why.flatMap((reason) => reasonLines(reason, step)),
  ];
  for (const message of step.messages) {
    const times = Object.entries(message.reached).map(([state, at]) => `${state} ${at}`);
    const why = message.reason === null ? '' : `: ${withCode(reasons, message.reason)}`;
    const to = message.to === null ? '' : ` to ${message.to}`;
    const next = message.dueAt === null ? '' : `, not before ${message.dueAt}`;
    lines.push(
      `     ${message.channel} message${to}: ${message.state}${why} at ${message.at}${next} (${times.join(', ')})`,
    );
  }
  for (const change of step.changes) lines.push(`     ${change.field}: ${show(change.old)} -> ${show(change.new)}`);
  if (step.leftAt === null) {
    for (const wait of step.waitsFor) {
      const rule = wait.rule === null ? '' : ` with ${JSON.stringify(wait.rule.rules)}`;
      lines.push(
        `     waits for ${wait.event}${wait.node === null ? '' : ` about ${wait.node}`}${rule}, which leads to "${wait.outlet}"`,
      );
    }
    lines.push(`     stands here${step.until === null ? ', with no time set' : ` until ${step.until}`}`);
  } else if (step.exit !== null && step.outlet === null) {
    lines.push(`     ended here ${lasted(step.arrivedAt, step.leftAt)}: ${exitWords(step.exit)}`);
  } else {
    const where = step.to === null ? 'which leads nowhere' : `to ${step.to}`;
    lines.push(`     left ${lasted(step.arrivedAt, step.leftAt)} by ${outletTitle(step)} ${where}`);
  }
  if (step.differs)
    lines.push(
      '     Note: asked again with what is known of that moment, this block answers otherwise than the journal says.',
    );
  return lines;
}

function journeyLines(journey: ExplainedJourney): string[] {
  const state =
    journey.exitedAt === null ? 'still inside' : `ended ${journey.exitedAt}: ${exitWords(journey.exit ?? '')}`;
  const goal =
    journey.goalAt === null
      ? []
      : [`  reached the goal at ${journey.goalAt}${journey.goalValue === null ? '' : `, worth ${journey.goalValue}`}`];
  const turns = journey.notReached.filter((one) => one.how === 'turned');
  return [
    `Journey ${journey.journey} in version ${journey.version}, entered ${journey.enteredAt} by ${journey.trigger}, ${state}.`,
    ...goal,
    ...journey.steps.flatMap(stepLines),
    ...(turns.length === 0 ? [] : ['  Not there:']),
    ...turns.map((one) => {
      const step = journey.steps[one.step ?? 0] as ExplainedStep;
      const took = step.outlet === null ? `ended there (${exitWords(step.exit ?? '')})` : `took ${outletTitle(step)}`;
      return `     ${title(one)}: at step ${(one.step ?? 0) + 1}, ${step.node}, it ${took}, not ${one.outlets.map((outlet) => `"${outlet}"`).join(' or ')}`;
    }),
  ];
}

function refusalWords(refusal: ExplainedEntry['refusals'][number]): string {
  switch (refusal.rule) {
    case 'active':
      return `is inside already${refusal.inside > 1 ? ` (${times(refusal.inside)})` : ''}, and no more than ${refusal.most} of one key may be at once`;
    case 'max-per-contact':
      return `entered ${times(refusal.entered)}, and ${refusal.most} is the most`;
    case 'cooldown':
      return `entered less than ${refusal.cooldown} ago: not again before ${refusal.until}`;
  }
}

const outcomes = {
  entered: 'let the contact in',
  'before-start': 'is older than the start of the flow',
  'no-match': 'does not satisfy the trigger',
  waiting: 'has not been looked at yet',
  refused: 'satisfied the trigger, but the entry rules refused it then',
} as const;

function entryLines(entry: ExplainedEntry): string[] {
  const lines: string[] = [];
  if (entry.status === 'draft') lines.push('  The flow has never been started.');
  else if (entry.status !== 'running') lines.push(`  The flow is ${entry.status}: nobody enters.`);
  if (entry.startedAt !== null)
    lines.push(`  The flow started at ${entry.startedAt}; what happened before lets nobody in.`);
  for (const refusal of entry.refusals) lines.push(`  Entry rules: the contact ${refusalWords(refusal)}.`);
  for (const trigger of entry.triggers) {
    if (trigger.kind === 'event') {
      lines.push(`  ${title(trigger)} waits for ${trigger.event}:`);
      if (trigger.events.length === 0) lines.push('     the contact has no such event');
      for (const { event, outcome, rule } of trigger.events) {
        lines.push(`     ${event.at} ${JSON.stringify(event.props)}: ${outcomes[outcome]}`);
        if (rule !== null && outcome === 'no-match') lines.push(...treeLines(rule, '       '));
      }
    } else {
      const due = trigger.dueAt === null ? 'no further time is set' : `next at ${trigger.dueAt}`;
      lines.push(`  ${title(trigger)} lets an audience in (${due}); asked now:`);
      if (trigger.rule !== null) lines.push(...treeLines(trigger.rule, '     '));
    }
  }
  return lines;
}

export function explanationWords({ flow, name, contact, journeys, entry }: Explanation): string {
  const who = [contact.key ?? `contact ${contact.id}`, contact.name].filter((part) => part !== null).join(', ');
  return [
    `${who} in ${flow} ("${name}")`,
    ...(journeys.length === 0
      ? ['Never entered. Why:', ...entryLines(entry)]
      : journeys.flatMap((one) => ['', ...journeyLines(one)])),
    ...(journeys.length === 0 ? [] : ['', 'Entering again:', ...entryLines(entry)]),
  ].join('\n');
}
