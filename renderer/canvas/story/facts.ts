/** What holds for the whole flow, in short: how long, by which channels, the goal, who leaves, limits and prices. Pure. */
import type { FlowDocument } from '../../../flows/document/schema.ts';
import { serviceTopic } from '../../../flows/sdk/message.ts';
import type { SpecRegistry } from '../../../flows/sdk/registry.ts';
import { isEmptyRule } from '../../../flows/sdk/rule.ts';
import type { SendingSettings } from '../../../flows/sdk/sending.ts';
import type { NodeStory, StoryHelp } from '../../../flows/sdk/story.ts';
import { type StoryWorld, storyHelp } from './story-help.ts';
import { roundedDuration, timesOf } from './times.ts';

export interface Fact {
  id: string;
  label: string;
  texts: readonly string[];
}

/** What the workspace says about messages. */
export interface FactSources {
  specs: SpecRegistry;
  stories: ReadonlyMap<string, NodeStory>;
  sending: SendingSettings;
  /** Price of one message by channel, in words, where it is known. */
  prices: ReadonlyMap<string, string>;
  money: (amount: number, currency: string) => string;
  world: StoryWorld;
}

export function factsOf(document: FlowDocument, sources: FactSources): Fact[] {
  const { world, sending, prices } = sources;
  const help = storyHelp('', world);
  const t: StoryHelp['t'] = (key, params) => help.t(`story:facts.${key}`, params);
  const { settings = {} } = document;
  const facts: Fact[] = [];
  const add = (id: string, texts: readonly (string | null)[]): void => {
    const said = texts.filter((text) => text !== null);
    if (said.length > 0) facts.push({ id, label: t(id), texts: said });
  };

  const channels = channelsOf(document, sources.specs);
  add(
    'channels',
    [...channels].map(([channel, count]) => t('channel', { channel: help.channel(channel), count })),
  );
  const topics = topicsOf(document, sources.specs);
  add('consent', topics.length === 0 ? [] : [t('consentText', { topics: help.list(topics.map(help.topic), 'unit') })]);
  add('length', [lengthOf(document, sources, help)]);

  const { goal } = settings;
  if (goal)
    add('goal', [
      goal.where === undefined || isEmptyRule(goal.where)
        ? t('goalText', { event: help.event(goal.event) })
        : t('goalWhere', { event: help.event(goal.event), rule: help.eventRule(goal.where, goal.event) }),
      goal.within ? t('goalWithin', { duration: help.duration(goal.within, 'object') }) : null,
    ]);

  add(
    'exit',
    (settings.exit?.when ?? []).map((rule) =>
      'rule' in rule
        ? t('exitRule', { rule: help.rule(rule.rule) })
        : rule.where === undefined || isEmptyRule(rule.where)
          ? t('exitEvent', { event: help.event(rule.event) })
          : t('exitEventWhere', { event: help.event(rule.event), rule: help.eventRule(rule.where, rule.event) }),
    ),
  );

  const entry = settings.entry ?? {};
  add('again', [
    entry.maxPerContact ? t('perContact', { count: entry.maxPerContact }) : null,
    entry.cooldown ? t('cooldown', { duration: help.duration(entry.cooldown, 'object') }) : null,
    entry.key && entry.key !== 'contact' ? t('perThing', { field: help.field(entry.key) }) : null,
    entry.onRepeat ? t(`repeat.${entry.onRepeat}`) : null,
  ]);

  const quiet = settings.quietHours ?? sending.quietHours;
  if (quiet && channels.size > 0) add('quiet', [t('quietText', { from: quiet.from, to: quiet.to })]);
  if (channels.size > 0)
    add(
      'limits',
      sending.caps.flatMap(({ channel, count, per }) => {
        const duration = help.duration(per, 'object');
        if (channel === null) return [t('cap', { count, duration })];
        return channels.has(channel) ? [t('capChannel', { channel: help.channel(channel), count, duration })] : [];
      }),
    );
  add(
    'prices',
    [...channels.keys()].flatMap((channel) => {
      const price = prices.get(channel);
      if (price === undefined) return [];
      return [t(channel === 'sms' ? 'partPrice' : 'price', { channel: help.channel(channel), price })];
    }),
  );
  const { budget } = settings;
  if (budget) add('budget', [t('budgetText', { amount: sources.money(budget.amount, budget.currency) })]);
  return facts;
}

/** How many blocks write by each channel, in the order of the document. */
export function channelsOf(document: FlowDocument, specs: SpecRegistry): Map<string, number> {
  const channels = new Map<string, number>();
  for (const node of document.nodes) {
    const spec = specs.get(node.type);
    if (spec === undefined || node.disabled === true) continue;
    const parsed = spec.config.safeParse(node.config);
    if (!parsed.success) continue;
    const sent =
      spec.sends?.(parsed.data) ?? (spec.category === 'channel' ? [{ channel: spec.channel ?? spec.type }] : []);
    for (const { channel } of sent) channels.set(channel, (channels.get(channel) ?? 0) + 1);
  }
  return channels;
}

/** What people must have agreed to for some message to reach them. */
function topicsOf(document: FlowDocument, specs: SpecRegistry): string[] {
  const topics = document.nodes.flatMap((node) => {
    const parsed = node.disabled === true ? undefined : specs.get(node.type)?.config.safeParse(node.config);
    const config: unknown = parsed?.success ? parsed.data : null;
    const sends = specs.get(node.type)?.category === 'channel';
    return sends && typeof config === 'object' && config !== null && 'topic' in config ? [String(config.topic)] : [];
  });
  return [...new Set(topics)].filter((topic) => topic !== serviceTopic);
}

/** Null where nobody can say, or where all happens at once. */
function lengthOf(document: FlowDocument, { specs, stories }: FactSources, help: StoryHelp): string | null {
  let longest = 0;
  for (const { latest } of timesOf(document, specs, stories).values()) {
    if (latest === null) return null;
    longest = Math.max(longest, latest);
  }
  if (longest === 0) return null;
  return help.t('story:facts.lengthText', { duration: help.duration(roundedDuration(longest), 'object') });
}
