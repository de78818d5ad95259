/** The story of the open flow, with what the workspace adds to it: its name, its limits, the prices of its accounts. */
import i18next from 'i18next';
import type { FlowDocument } from '../../../flows/document/schema.ts';
import { resolveSlots } from '../../../flows/document/slots.ts';
import { specs, stories } from '../../../registry/editors.ts';
import type { client } from '../../app/client.ts';
import { formatter } from '../../app/formatter.ts';
import type { FlowHost } from '../flow-host.ts';
import type { CanvasSession } from '../session.ts';
import type { CanvasWords } from '../words.ts';
import { channelsOf, factsOf } from './facts.ts';
import type { StoryPage } from './markdown.ts';
import { tellFlow } from './tell.ts';

/** What of the workspace a story speaks of. */
export interface StoryWorkspace {
  workspace: Awaited<ReturnType<typeof client.workspace.get>>;
  sending: Awaited<ReturnType<typeof client.workspace.settings>>;
  accounts: Awaited<ReturnType<typeof client.accounts.list>>;
}

/** `changed`: the draft differs from the version that runs. */
export interface StoryState {
  document: FlowDocument;
  bindings: Readonly<Record<string, string>>;
  version: number | null;
  changed: boolean;
}

export const storyState = ({ editor, autosave }: CanvasSession, host: FlowHost): StoryState => ({
  document: editor.store.getState().document,
  bindings: editor.store.getState().bindings,
  version: host.version,
  changed: autosave.state.getState().changed || autosave.state.getState().status !== 'saved',
});

export function makeStory(
  state: StoryState,
  words: CanvasWords,
  { workspace, sending, accounts }: StoryWorkspace,
): StoryPage {
  const { document, bindings, version, changed } = state;
  const { language } = words;
  const format = formatter(language, workspace.timezone);
  const t = i18next.getFixedT(language, 'story');
  const world = {
    i18n: i18next,
    language,
    flowLanguage: document.language,
    nodeName: words.nameOf,
    segmentName: words.segmentName,
    flowName: words.flowName,
    offerName: words.offerName,
    timeZone: workspace.timezone,
  };
  const parts = tellFlow(document, { specs, stories, typeName: words.typeName, summary: words.summary, world });
  const titled = parts.length > 1;
  return {
    title: document.name,
    description: document.description?.trim() || null,
    head: [
      workspace.name,
      version === null ? t('page.draft') : t(changed ? 'page.changed' : 'page.version', { version }),
      t('page.date', { date: format.date(new Date().toISOString()) }),
    ].join(' · '),
    factsTitle: t('facts.title'),
    facts: factsOf(document, {
      specs,
      stories,
      sending,
      prices: pricesOf(document, bindings, accounts, format.money),
      money: format.money,
      world,
    }),
    parts: parts.map(({ kind, steps }, index) => ({
      title: titled && parts[index - 1]?.kind !== kind ? t(`parts.${kind}`) : null,
      steps,
    })),
  };
}

/** What one message costs, by channel, at the account that will send it. */
function pricesOf(
  document: FlowDocument,
  bindings: Readonly<Record<string, string>>,
  accounts: StoryWorkspace['accounts'],
  money: (amount: number, currency: string) => string,
): Map<string, string> {
  const { accounts: bound } = resolveSlots(document, bindings, {
    accounts: new Map(accounts.map(({ account, capabilities }) => [account, capabilities])),
    defaults: new Map(
      accounts.flatMap(({ account, defaultFor }) => defaultFor.map((capability) => [capability, account])),
    ),
    segments: new Map(),
    flows: new Map(),
    offers: new Map(),
  });
  const prices = new Map<string, string>();
  for (const channel of channelsOf(document, specs).keys()) {
    const used = Object.entries(document.slots?.accounts ?? {}).find(
      ([, { capability }]) => capability === `send.${channel}`,
    );
    const account = accounts.find((one) => one.account === bound[used?.[0] ?? '']);
    const price = account?.prices[channel];
    if (price !== undefined && price.amount > 0) prices.set(channel, money(price.amount, price.currency));
  }
  return prices;
}
