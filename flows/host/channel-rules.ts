/** What the channel of a block demands, and how many of the flow's audience each rule will stop. */
import type { ChannelRule } from '../api/flows.ts';
import { rulesOf } from '../sdk/channel-rules.ts';
import { needsAddress } from '../sdk/channels.ts';
import { serviceTopic } from '../sdk/message.ts';
import type { Sending } from '../sdk/node.ts';
import type { ChannelStops } from '../store/channel-stops.ts';

const hour = 3_600_000;

/** In the order in which the policy of sending asks; `stops` is null where nobody can be counted. */
export function rulesFor({ channel, topic, template = false }: Sending, stops: ChannelStops | null): ChannelRule[] {
  const rules = rulesOf(channel);
  const found: ChannelRule[] = [];
  const add = (rule: ChannelRule['rule'], limit: number | null, count: number | null): void => {
    found.push({ rule, limit, stops: count });
  };
  if (needsAddress(channel)) {
    add(rules.theyBegin ? 'they-begin' : 'address', null, stops?.noAddress ?? null);
    add('bad-address', null, stops?.badAddress ?? null);
  } else if (channel === 'print') add('post', null, stops?.noAddress ?? null);
  if (topic !== serviceTopic) add('consent', null, stops?.noConsent ?? null);
  if (rules.window !== null && !template) add('window', rules.window / hour, stops?.outsideWindow ?? null);
  // Of texts: checked as they are written, the same for everybody.
  if (template) return found;
  if (rules.text !== null) add('text', rules.text, null);
  if (rules.textBytes !== null) add('text-bytes', rules.textBytes, null);
  if (rules.textUnderPicture !== null) add('text-under-picture', rules.textUnderPicture, null);
  if (rules.buttons !== null) add('buttons', rules.buttons, null);
  if (rules.buttonText !== null) add('button-text', rules.buttonText, null);
  return found;
}
