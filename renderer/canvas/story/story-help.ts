/** What node types are given to tell themselves with: names, times, texts, in the reader's language. Pure. */
import type { i18n } from 'i18next';
import { textFromHtml } from '../../../flows/content/text-from-html.ts';
import { isRuleGroup, type RuleGroup } from '../../../flows/sdk/rule.ts';
import type { Quote, StoryHelp } from '../../../flows/sdk/story.ts';
import { readSchedule } from '../../ui/cron.ts';
import { pieces } from '../../ui/message/liquid.ts';
import { channelName, eventName, plainName, topicName } from '../../ui/rule/rule-words.ts';
import { summaryHelp } from '../../ui/use-ui.ts';
import { listInWords } from '../../ui/words.ts';

export interface StoryWorld {
  i18n: i18n;
  language: string;
  /** Of the flow's own texts: shown where there are none in the reader's. */
  flowLanguage: string | undefined;
  nodeName: (id: string) => string;
  segmentName: (slot: string) => string;
  flowName: (slot: string) => string;
  offerName: (slot: string) => string;
  timeZone?: string | undefined;
}

/** Long texts are told by their beginning. */
const quoteLength = 240;

export function storyHelp(type: string, world: StoryWorld): StoryHelp {
  const { i18n, language } = world;
  const own = i18n.getFixedT(language, [`node-${type}`, 'ui', 'canvas', 'story']);
  const t: StoryHelp['t'] = (key, params) => own(key, { ...params });
  const summary = summaryHelp({ ...world, t, timeZone: world.timeZone ?? 'UTC' });
  const field = (path: string): string => fieldInWords(path, world);
  // Units are listed without commas in some languages: right for "1 день 2 часа", not for names.
  const list: StoryHelp['list'] = (items, kind) =>
    kind === 'unit' ? items.join(', ') : listInWords(items, language, kind);
  const plain = (template: string): string => plainText(template, field).replace(/\s+/g, ' ').trim();
  return {
    t,
    duration: summary.duration,
    rule: summary.rule,
    eventRule: (rule, event) => summary.eventRule(blocksNamed(rule, world), event),
    nodeName: world.nodeName,
    segmentName: world.segmentName,
    flowName: world.flowName,
    offerName: world.offerName,
    number: summary.number,
    date: summary.date,
    weekdays: summary.weekdays,
    event: (event) => eventName(event, t),
    channel: (channel) => channelName(channel, t),
    topic: (topic) => topicName(topic, t),
    field,
    list,
    plain,
    schedule: (cron) => {
      const found = readSchedule(cron);
      if (found === null) return t('story:schedule.cron', { cron });
      if (found.every === 'day') return t('story:schedule.day', { time: found.time });
      if (found.every === 'month') return t('story:schedule.month', { day: found.day, time: found.time });
      return t('story:schedule.week', { days: summary.weekdays(found.days), time: found.time });
    },
    written: (content) => {
      const known = [language, world.flowLanguage ?? '', ...Object.keys(content)];
      const shown = known.find((one) => Object.hasOwn(content, one));
      return shown === undefined ? undefined : content[shown];
    },
    sending: ({ ignoreQuietHours, ttl, buttons = [] }) => [
      ...(buttons.length === 0
        ? []
        : [
            t('story:message.buttons', {
              buttons: list(
                buttons.map(({ text }) => t('ui:rule.quoted', { text: plain(text) })),
                'unit',
              ),
            }),
          ]),
      ...(ignoreQuietHours === true ? [t('story:message.quiet')] : []),
      ...(ttl === undefined ? [] : [t('story:message.ttl', { duration: summary.duration(ttl, 'object') })]),
    ],
  };
}

/** An event's rule may name the block that sent a message by its id: people know it by its name. */
function blocksNamed(rule: RuleGroup, world: StoryWorld): RuleGroup {
  return {
    ...rule,
    rules: rule.rules.map((one) => {
      if (isRuleGroup(one)) return blocksNamed(one, world);
      const named = /^(?:props\.)?node$/.test(one.field) && typeof one.value === 'string';
      return named ? { ...one, value: world.nodeName(String(one.value)) } : one;
    }),
  };
}

/** `{{ contact.first_name | default: "…" }}` as "first name", in the words that the app has for it. */
function fieldInWords(path: string, { i18n, language }: StoryWorld): string {
  const name = path
    .replace(/[{}]/g, '')
    .split('|')[0]
    ?.trim()
    .split(/[.[\]"']+/)
    .filter(Boolean)
    .at(-1);
  if (name === undefined) return path;
  const t = i18n.getFixedT(language, 'ui');
  for (const key of [`known.${name}`, `rule.field.${name}`]) if (i18n.exists(`ui:${key}`)) return t(key);
  return plainName(name);
}

/** A template without its logic: of a choice the first way, of a value its name. */
function plainText(template: string, field: (path: string) => string): string {
  const firstWays = template.replace(/\{%-?\s*(?:else|elsif|when)\b[\s\S]*?(?=\{%-?\s*end(?:if|case|unless)\b)/g, '');
  return pieces(firstWays)
    .map((piece) => (piece.kind === 'text' ? piece.raw : piece.kind === 'value' ? `‹${field(piece.path)}›` : ''))
    .join('');
}

/** The first lines of what goes out; null where nothing is written. */
export function quoteText(quote: Quote, world: StoryWorld): string | null {
  const template = plainText(quote.text, (path) => fieldInWords(path, world));
  // Addresses of links say nothing to a reader.
  const text = (
    quote.html === true ? textFromHtml(template).replace(/ \((?:https?|mailto|tel):[^)]*\)/g, '') : template
  )
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n');
  if (text === '') return null;
  if (text.length <= quoteLength) return text;
  const cut = text.slice(0, quoteLength);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), quoteLength - 40)).trimEnd()}…`;
}
