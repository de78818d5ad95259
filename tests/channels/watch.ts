/**
 * Stands between the engine and its connectors and sees each message given to one: what may not be given at that moment is
 * written down. It knows what the vendors said, not what the connectors made of it.
 */
import type { Connector, ConnectorClient } from '../../flows/sdk/connector.ts';
import type { EngineRegistry } from '../../flows/sdk/registry.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import type { Call } from '../kit/ledger.ts';

/** Two clocks are read for one moment, one behind the other. Milliseconds. */
const oneBehindTheOther = 5;

export interface Watched {
  /** Everything that should not have happened, in words. */
  wrongs: string[];
  /** The most at once and the most in any second, by channel. */
  most: Map<string, { atOnce: number; perSecond: number }>;
  /** The message to that address got through as far as its contact needs, and the engine was told. */
  reached(contact: number): void;
  /** The engine's patience with the call is over. */
  giveUp(channel: string, contact: number): void;
}

export function watch(
  registry: EngineRegistry,
  clock: () => Millis,
  contactOf: (channel: string, to: string) => number,
  lastCall: (channel: string, contact: number) => Call | undefined,
  types: ReadonlySet<string>,
): Watched & { registry: EngineRegistry } {
  const wrongs: string[] = [];
  const most: Watched['most'] = new Map();
  const reached = new Set<number>();
  const patience = new Map<string, AbortController>();
  /** Until when a vendor wants nothing from anybody, or (by message) not this one again. */
  const held = new Map<string, Millis>();
  const started = new Map<string, number[]>();
  const under = new Map<string, number>();

  function look(channel: string, contact: number, limits: Connector['limits']): void {
    const said = `${channel} for ${contact}`;
    for (const name of [channel, `${channel}:${contact}`])
      if (clock() < (held.get(name) ?? 0)) wrongs.push(`${said}: before the time that the vendor named`);
    if (reached.has(contact)) wrongs.push(`${said}: was reached already`);
    const now = performance.now();
    const second = (started.get(channel) ?? []).filter((at) => at > now - 1000 + oneBehindTheOther);
    second.push(now);
    started.set(channel, second);
    const atOnce = (under.get(channel) ?? 0) + 1;
    under.set(channel, atOnce);
    const known = most.get(channel) ?? { atOnce: 0, perSecond: 0 };
    most.set(channel, {
      atOnce: Math.max(known.atOnce, atOnce),
      perSecond: Math.max(known.perSecond, second.length),
    });
    if (atOnce > limits.concurrency) wrongs.push(`${said}: ${atOnce} at once`);
    if (limits.perSecond !== null && second.length > limits.perSecond)
      wrongs.push(`${said}: ${second.length} in a second`);
  }

  function told(channel: string, contact: number): void {
    const call = lastCall(channel, contact);
    if (call?.retryAfter === undefined) return;
    const name = call.fate === 'rate-limited' ? channel : `${channel}:${contact}`;
    held.set(name, Math.max(held.get(name) ?? 0, clock() + call.retryAfter));
  }

  const watched = (connector: Connector, client: ConnectorClient): ConnectorClient => ({
    ...client,
    async send(message, context) {
      const contact = contactOf(message.channel, message.to);
      look(message.channel, contact, connector.limits);
      const name = `${message.channel}:${contact}`;
      const impatient = new AbortController();
      patience.set(name, impatient);
      try {
        if (client.send === undefined) throw new Error('it cannot send');
        return await client.send(message, {
          handover: context.handover,
          signal: AbortSignal.any([context.signal, impatient.signal]),
        });
      } catch (error) {
        told(message.channel, contact);
        throw error;
      } finally {
        patience.delete(name);
        under.set(message.channel, (under.get(message.channel) ?? 1) - 1);
      }
    },
  });

  const connectors = [...registry.connectors].map(([type, connector]): [string, Connector] => [
    type,
    types.has(type)
      ? { ...connector, open: (config, place) => watched(connector, connector.open(config, place)) }
      : connector,
  ]);
  return {
    registry: { ...registry, connectors: new Map(connectors) },
    wrongs,
    most,
    reached: (contact) => void reached.add(contact),
    giveUp: (channel, contact) => patience.get(`${channel}:${contact}`)?.abort(),
  };
}
