/** What a step is given. Nothing is read before the step asks for it: most ask for little. */
import type { ReceiptState } from '../sdk/channels.ts';
import type { ContactView, EventView } from '../sdk/contact.ts';
import type { StepArgs, StepInput } from '../sdk/node.ts';
import type { OfferView } from '../sdk/offer.ts';
import type { Memory } from '../sdk/outcome.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import { stickyBucket } from '../sdk/sticky.ts';
import type { Millis, Moment } from '../sdk/time.ts';
import { lastActivity } from '../segments/activity.ts';
import type { Facts } from '../segments/facts.ts';
import type { Journey } from '../store/journeys.ts';
import { offersOf, scopeFor } from './content.ts';
import type { LiveNode, LiveVersion } from './live-flows.ts';
import { contactMatches, contactNow, type Runtime } from './state.ts';
import { priceOf, tells, visitMessages } from './visit.ts';

/** The key of a visit, and of its first message. */
export const visitKey = (j: Journey): string => `${j.id}:${j.node}:${j.visit}`;

/** A class, not an object with getters: one is made for each step of each journey, and making those is slow. */
export class Args implements StepArgs<unknown> {
  readonly input: StepInput;
  readonly config: unknown;
  readonly arrivedAt: Millis;
  readonly visit: number;
  readonly #rt: Runtime;
  readonly #journey: Journey;
  readonly #version: LiveVersion;
  readonly #node: LiveNode;
  readonly #facts: () => Facts;
  #event: EventView | null | undefined;

  constructor(rt: Runtime, j: Journey, version: LiveVersion, node: LiveNode, input: StepInput, facts: () => Facts) {
    this.#rt = rt;
    this.#journey = j;
    this.#version = version;
    this.#node = node;
    this.#facts = facts;
    this.input = input;
    this.config = node.plan.config;
    this.arrivedAt = j.arrived_at;
    this.visit = j.visit;
  }

  get contact(): ContactView {
    return this.#facts().contact;
  }
  get event(): EventView | null {
    if (this.#event === undefined) {
      const { event_id } = this.#journey;
      this.#event = event_id === null ? null : this.#rt.store.events.get(event_id);
    }
    return this.#event;
  }
  get now(): Moment {
    return contactNow(this.#rt, this.#facts());
  }
  get key(): string {
    return visitKey(this.#journey);
  }
  get memory(): Memory {
    const { memory } = this.#journey;
    return memory === null ? null : (JSON.parse(memory) as Memory);
  }
  get sticky(): number {
    return stickyBucket(this.#journey.flow_id, this.#node.plan.id, this.#journey.contact_id);
  }
  // Steps take these out of the arguments and call them bare.
  get flow() {
    return (slot: string): string | null => this.#version.plan.flows?.[slot] ?? null;
  }
  get offer() {
    return (slot: string): OfferView | null => {
      const id = this.#version.plan.offers?.[slot];
      return id === undefined ? null : this.#rt.store.offers.view(id, this.#journey.contact_id, this.#rt.now());
    };
  }
  /** A step gives nothing away: it names codes that were given before. */
  #offers() {
    return offersOf(
      this.#rt,
      this.#version,
      (id) => this.#rt.store.offers.view(id, this.#journey.contact_id, this.#rt.now())?.code ?? null,
    );
  }
  get channelActivity() {
    return (channel: string) => lastActivity(this.#facts(), channel);
  }
  get messages() {
    return () => visitMessages(this.#rt, this.key);
  }
  /** On the wall clock a vendor's may be a little ahead of ours; on a virtual one the log holds what is still to come. */
  #untilNow(): Millis {
    return this.#rt.virtual ? this.#rt.now() : Number.MAX_SAFE_INTEGER;
  }
  get lastWrote() {
    return () => this.#rt.store.talk.lastWrote(this.#journey.contact_id, this.#untilNow());
  }
  get wrote() {
    return (after: number) => this.#rt.store.talk.wrote(this.#journey.contact_id, after, this.#untilNow());
  }
  get price() {
    return (slot: string, channel: string) => priceOf(this.#rt, this.#version, slot, channel);
  }
  get tells() {
    return (slot: string, state: ReceiptState) => tells(this.#rt, this.#version, slot, state);
  }
  get matches() {
    return (rule: RuleGroup): boolean => contactMatches(this.#rt, rule, this.#facts(), this.#version);
  }
  get render() {
    return (template: string): string =>
      this.#rt.content.render(template, scopeFor(this.#rt, this.#facts().contact, this.event, this.#offers()), {
        html: false,
      });
  }
}
