/** How one person takes what is written to them, channel by channel. */
import type { ChannelMood } from '../api/contacts.ts';
import { needsAddress } from '../sdk/channels.ts';
import { addDuration, formatInstant, type Millis } from '../sdk/time.ts';
import { engagementOf, engagementSpan, moodOf } from '../segments/engagement.ts';
import type { Store } from '../store/store.ts';

/** By which of the connected channels there is an address to write to. */
function writable(store: Store, contact: number): string[] {
  const channels = store.accounts
    .list()
    .flatMap(({ capabilities }) => capabilities)
    .flatMap((capability) => (capability.startsWith('send.') ? [capability.slice('send.'.length)] : []));
  return [...new Set(channels)].filter((channel) => {
    const address = needsAddress(channel) ? store.contacts.addressFor(contact, channel) : null;
    return address !== null && (address.state === 'valid' || address.state === 'unconfirmed');
  });
}

/** The busiest channel first; then those by which nothing was ever sent. */
export function engagementByChannel(store: Store, contact: number, now: Millis): ChannelMood[] {
  const { timezone } = store.meta.get();
  const since = addDuration({ ms: now, zone: timezone }, engagementSpan).ms;
  const shown = (ms: Millis | null): string | null => (ms === null ? null : formatInstant(ms, timezone));
  const known = store.engagement.of(contact, since, now);
  const written = known
    .sort((a, b) => b.sent - a.sent || b.lastSent - a.lastSent)
    .map(
      ({ lastSent, lastDelivered, lastRead, lastClicked, lastReplied, answered, ...counts }): ChannelMood => ({
        ...counts,
        share: engagementOf(counts.sent, answered),
        mood: moodOf(counts.channel, counts.sent, answered),
        last: {
          sent: shown(lastSent),
          delivered: shown(lastDelivered),
          read: shown(lastRead),
          clicked: shown(lastClicked),
          replied: shown(lastReplied),
        },
      }),
    );
  const others = writable(store, contact)
    .filter((channel) => !known.some((one) => one.channel === channel))
    .map(
      (channel): ChannelMood => ({
        channel,
        ...{ sent: 0, delivered: 0, read: 0, clicked: 0, replied: 0 },
        share: null,
        mood: 'unwritten',
        last: { sent: null, delivered: null, read: null, clicked: null, replied: null },
      }),
    );
  return [...written, ...others];
}
