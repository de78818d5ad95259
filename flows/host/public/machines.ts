/**
 * What gives a visit away as a machine's: what it says of itself, and coming at once after the letter. Never sure: when in doubt it is
 * a machine, since a flow that goes on by a click nobody made is worse than one that waits. What opens everything at once is
 * told later: flows/runtime/clicks.ts.
 */
import { isbot } from 'isbot';
import type { MachineSign } from '../../sdk/link-settings.ts';
import type { Millis } from '../../sdk/time.ts';

export interface Visit {
  method: string;
  agent: string;
  /** `Sec-Purpose`, `Purpose` or `X-Moz`: a browser that loads ahead says so. */
  purpose: string;
  channel: string;
  /** Since the message left; null: nobody knows. */
  since: Millis | null;
}

/** Nobody opens a letter and follows its link within this. */
const atOnce: Millis = 3000;

/** Fetchers and scanners of mail and chats that are no crawlers, so that lists of crawlers leave some of them out. */
const scanners =
  /GoogleImageProxy|YahooMailProxy|Microsoft Office|ms-office|BingPreview|SkypeUriPreview|WhatsApp\/|Viber\/\d[\d.]*$|vkShare|Barracuda|Mimecast|Proofpoint|FireEye|Trend ?Micro|Symantec|Forcepoint|Sophos|Zscaler|SafeLinks|CloudMark/i;

/** Null: it looks like a person. */
export function signOf({ method, agent, purpose, channel, since }: Visit): MachineSign | null {
  if (method === 'HEAD') return 'head';
  if (/prefetch|preview|prerender/i.test(purpose)) return 'prefetch';
  if (agent.trim() === '' || agent.trim() === 'Mozilla/5.0') return 'nameless';
  if (isbot(agent) || scanners.test(agent)) return 'known';
  if (channel === 'email' && since !== null && since < atOnce) return 'at-once';
  return null;
}
