/** Why a contact is where it is in a flow, why it went there, and why not elsewhere. Reads only. */
import type { Explanation } from '../api/explain.ts';
import { KaskadError } from '../sdk/problem.ts';
import { explainEntry } from './entry.ts';
import { explainJourney } from './journey.ts';
import { type ExplainSource, worldOf } from './world.ts';

const most = 20;

/** `contact`: a key, a number, an e-mail or a phone. Throws `flow-missing` and `contact-missing`. */
export function explainContact(source: ExplainSource, asked: { flow: string; contact: string }): Explanation {
  const { store } = source;
  const flow = store.flows.need(asked.flow);
  const contact = store.contacts.resolve(asked.contact);
  const view = contact === null ? null : store.contacts.view(contact, { workspace: store.meta.get().timezone });
  if (view === null) {
    throw new KaskadError(
      'contact-missing',
      `There is no contact "${asked.contact}". Look for the key, e-mail or phone.`,
      { contact: asked.contact },
    );
  }
  const world = worldOf(source);
  const journeys = store.explain.journeys(view.id, flow.id, most);
  const current = flow.version === null ? null : store.flows.version(flow.id, flow.version);
  const name = [view.first_name, view.last_name].filter((part) => part !== null && part !== '').join(' ');
  return {
    flow: flow.id,
    name: flow.name,
    contact: { id: view.id, key: view.key, name: name === '' ? null : name },
    journeys: journeys.map((journey) => explainJourney(world, journey)),
    entry: explainEntry(world, flow, current === null ? null : world.version(current.id), view.id, journeys),
  };
}
