/** What Start would do, before it does it: who enters, whom the messages reach, and whom each rule of a channel stops. */
import { expandBlocks } from '../document/block-expand.ts';
import { resolveSlots } from '../document/slots.ts';
import { knowNode } from '../document/validate.ts';
import { sendingsOf } from '../sdk/node.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import { addDuration, type Moment } from '../sdk/time.ts';
import type { ChannelStops } from '../store/channel-stops.ts';
import type { Flow } from '../store/flows.ts';
import type { EntryRules } from '../store/reach.ts';
import { rulesFor } from './channel-rules.ts';
import type { HostContext } from './context.ts';
import { draftProblems } from './draft-problems.ts';

/** People on their way now, in all versions. */
export const insideOf = ({ store }: HostContext, flow: string): number =>
  store.flows.versions(flow).reduce((sum, version) => sum + version.active, 0);

/** Who enters at once, as one rule, and what brings others in later: events, segments, dates. */
function entries(context: HostContext, flow: Flow, now: Moment, segments: (slot: string) => RuleGroup | null) {
  const rules: RuleGroup[] = [];
  const later = new Set<string>();
  const watched: { node: string; rule: RuleGroup | null; on: 'enter' | 'leave' | 'date'; now: boolean }[] = [];
  // Publishing a change does not let an audience in again that already was.
  const live = flow.status === 'running' || flow.status === 'paused';
  const done = new Set(live && flow.version !== null ? context.store.live.timersOf(flow.id, flow.version) : []);
  for (const node of flow.draft.nodes) {
    const { spec, config } = knowNode(node, context.specs);
    if (spec?.category !== 'trigger' || config === null || node.disabled === true) continue;
    const plan = context.registry.nodes.get(node.type)?.trigger?.(config, now, segments);
    if (plan?.kind === 'event') later.add(plan.event);
    if (plan?.kind === 'segment') watched.push({ node: node.id, rule: plan.rule, on: plan.on, now: plan.now });
    if (plan?.kind === 'date') watched.push({ node: node.id, rule: null, on: 'date', now: false });
    const atOnce = plan?.kind === 'audience' && (plan.at === null || plan.at <= now.ms) && !done.has(node.id);
    if (atOnce) rules.push(plan.audience);
    if (plan?.kind === 'segment' && plan.now && !done.has(node.id)) rules.push(plan.rule);
  }
  return {
    rule: rules.length === 0 ? null : ({ combinator: 'or', rules } satisfies RuleGroup),
    later: [...later].sort(),
    watched,
  };
}

/** The draft's entry rules, as far as they concern an audience. */
function entryRules(flow: Flow, now: Moment): EntryRules {
  const entry = flow.draft.settings?.entry;
  const repeats = entry?.onRepeat === 'restart' || entry?.onRepeat === 'new';
  return {
    flow: flow.id,
    maxActive: repeats ? null : (entry?.maxActivePerKey ?? 1),
    maxPerContact: entry?.maxPerContact ?? null,
    notSince: entry?.cooldown == null ? null : addDuration(now, `-${entry.cooldown}`).ms,
  };
}

/** Who would enter now, as a rule that can be counted. */
function audienceOf(context: HostContext, id: string) {
  const { store } = context;
  const flow = store.flows.need(id);
  const resolved = resolveSlots(flow.draft, flow.bindings, store.flows.slotSources());
  const now: Moment = { ms: context.now(), zone: flow.draft.settings?.timezone ?? store.meta.get().timezone };
  const segments = (slot: string) => resolved.segments[slot] ?? null;
  const problems = draftProblems(flow.draft, flow.bindings, context);
  const { rule, later, watched } = entries(context, flow, now, segments);
  // A rule with an error in it cannot be counted; the problem itself is listed.
  const sound = !problems.some((p) => p.severity === 'error' && /^(rule|segment)-/.test(p.code));
  const ruleContext = { now, segments };
  const counted = sound ? rule : null;
  return { flow, resolved, problems, later, watched, sound, counted, ruleContext, entry: entryRules(flow, now) };
}

/** Address and consent; a bounced or blocked address counts as none. */
function reachOf(stops: ChannelStops | null) {
  if (stops === null) return { reachable: 0, noAddress: 0, noConsent: 0 };
  const noAddress = stops.noAddress + stops.badAddress;
  return { reachable: stops.total - noAddress - stops.noConsent, noAddress, noConsent: stops.noConsent };
}

export function preflight(context: HostContext, id: string) {
  const { store, specs } = context;
  const { flow, resolved, problems, later, watched, sound, counted, ruleContext, entry } = audienceOf(context, id);
  const reach = expandBlocks(flow.draft, specs).document.nodes.flatMap((node) => {
    const { spec, config } = knowNode(node, specs);
    if (spec === null || config === null || node.disabled === true) return [];
    const accounts = spec.references?.(config as never).accounts ?? [];
    return sendingsOf(spec, config).map((sending, index) => {
      const { channel, topic, template = false } = sending;
      const account = store.accounts.get(resolved.accounts[accounts[index]?.slot ?? ''] ?? '');
      const stops =
        counted === null ? null : store.channelStops.of(counted, ruleContext, entry, { channel, topic, template });
      return {
        node: node.id,
        channel,
        account: account?.id ?? '',
        accountName: account?.name ?? '',
        sandbox: account?.type === 'sandbox',
        ...reachOf(stops),
        rules: rulesFor(sending, stops),
      };
    });
  });
  const live = flow.status === 'running' || flow.status === 'paused';
  return {
    problems,
    openSlots: resolved.open,
    audience: { now: counted === null ? 0 : store.reach.audience(counted, ruleContext, entry), later },
    watched: watched.map(({ node, on, now: atOnce, rule: watches }) => ({
      node,
      on,
      now: atOnce,
      inside: watches === null || !sound ? null : store.contacts.count(watches, ruleContext),
    })),
    reach,
    running: live && flow.version !== null ? { version: flow.version, inside: insideOf(context, id) } : null,
    standing: live ? context.engine.standing(id) : [],
  };
}

/** The demands of one block's channels, with whom they stop of those who would enter now. */
export function channelRules(context: HostContext, id: string, nodeId: string) {
  const { store, specs } = context;
  const { flow, counted, ruleContext, entry } = audienceOf(context, id);
  const node = flow.draft.nodes.find((one) => one.id === nodeId);
  const { spec, config } = node === undefined ? { spec: null, config: null } : knowNode(node, specs);
  const sendings = spec === null || config === null ? [] : sendingsOf(spec, config);
  return {
    audience: counted === null ? null : store.reach.audience(counted, ruleContext, entry),
    channels: sendings.map((sending) => {
      const { channel, topic, template = false } = sending;
      const stops =
        counted === null ? null : store.channelStops.of(counted, ruleContext, entry, { channel, topic, template });
      return { channel, rules: rulesFor(sending, stops) };
    }),
  };
}
