/** The links that the owner wrote, as they leave: with marks for the shop's statistics, and as short addresses that count clicks. */
import { type Linked, withLinks } from '../content/track-links.ts';
import { mostLinks } from '../sdk/links.ts';
import { countsClicks } from '../sdk/message.ts';
import type { MessageDraft } from '../sdk/outcome.ts';
import { postalChannel } from '../sdk/postal.ts';
import { pushChannel } from '../sdk/push.ts';
import { siteChannel } from '../sdk/site.ts';
import { utmOf, withUtm } from '../sdk/utm.ts';
import type { LinkTarget } from '../store/link-clicks.ts';
import type { MessageRecord } from '../store/messages.ts';
import type { LiveVersion } from './live-flows.ts';
import type { Runtime } from './state.ts';

/** What is read on paper has the address that people know; what a vendor approved leaves word for word. */
const staysAsWritten = ({ channel, template }: MessageDraft): boolean => channel === postalChannel || template === true;

/** The same each time: which address a link gets depends on the message and on its place in it. */
export function linked<Content extends Linked>(
  rt: Runtime,
  { id, node }: Pick<MessageRecord, 'id' | 'node'>,
  draft: MessageDraft,
  { plan }: LiveVersion,
  content: Content,
): Content & { links: readonly LinkTarget[] } {
  const links: LinkTarget[] = [];
  const { linkSettings, shortLinks } = rt;
  // A block on the shop's site and a browser's worker tell themselves what was pressed.
  const tellsItself = draft.channel === siteChannel || draft.channel === pushChannel;
  const counted = linkSettings.countClicks && countsClicks(draft) && !tellsItself;
  const utm = utmOf(linkSettings.utm, plan.settings.utm);
  if (staysAsWritten(draft) || (!counted && utm === null)) return { ...content, links };
  const places = { flow: plan.name, channel: draft.channel, block: plan.nodes[node]?.name ?? node };
  const short = new Map<string, string>();
  const made = withLinks(content, draft.htmlParts, (link) => {
    if (shortLinks.isOwn(link.url)) return null;
    const url = utm === null ? link.url : withUtm(link.url, utm, places);
    // The HTML of a letter and its plain text lead to the same places.
    const key = `${link.button ?? ''} ${url}`;
    const known = short.get(key);
    if (known !== undefined) return known;
    const address = counted && links.length < mostLinks ? shortLinks.of(id, links.length) : null;
    if (address === null) return url;
    links.push({ ...link, url });
    short.set(key, address);
    return address;
  });
  return { ...made, links };
}
