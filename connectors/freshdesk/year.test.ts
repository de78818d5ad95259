import { expect, it, vi } from 'vitest';
import type { SyncClient } from '../../flows/sdk/sync.ts';
import { type DeskThing, startFakeFreshdesk } from '../../tests/kit/fake-freshdesk.ts';
import { garbage } from '../../tests/kit/fake-vendor.ts';
import { liveThroughAYear } from '../../tests/kit/sync-year.ts';
import { connector } from './index.ts';

// A year has thousands of calls; how fast they come is tried elsewhere.
vi.mock('../pace.ts', () => ({ paceOf: () => ({ turn: async () => {}, hold: () => {} }) }));

it.each([1, 2])(
  'a year of work, lost pages and cut answers: in the end what came in is what is there (%d)',
  { timeout: 60_000 },
  async (seed) => {
    const desk = await startFakeFreshdesk({ perMinute: 1_000_000 });
    const living = (of: Map<number, DeskThing>): DeskThing[] => [...of.values()].filter(({ deleted }) => !deleted);
    const some = (of: Map<number, DeskThing>, random: () => number): DeskThing | undefined => {
      const list = living(of);
      return list[Math.floor(random() * list.length)];
    };
    const gone = new Set<string>();
    const taken = await liveThroughAYear({
      seed,
      kinds: ['contact', 'ticket'],
      open: () => connector.open(connector.config.parse(desk.config)).sync as SyncClient,
      people(random) {
        const dice = random();
        const contact = some(desk.contacts, random);
        const ticket = some(desk.tickets, random);
        const name = `N${Math.floor(random() * 1000)}`;
        if (contact === undefined || dice < 0.3) desk.addContact({ name, email: `${desk.contacts.size}@example.com` });
        else if (dice < 0.5) desk.change(contact, { name });
        else if (ticket === undefined || dice < 0.75) desk.addTicket({ subject: name, requester_id: contact.id });
        else if (dice < 0.93) desk.change(ticket, { status: 2 + Math.floor(random() * 4) });
        // Many within the same second, as a rule of the desk's does it.
        else if (dice < 0.95) for (const one of living(desk.tickets).slice(0, 70)) desk.change(one, { priority: 2 });
        else if (dice < 0.98) desk.remove(ticket);
        else {
          // Nobody tells of it: who came in before stays.
          desk.remove(contact);
          gone.add(String(contact.id));
        }
      },
      setNow: desk.setNow,
      setMeanwhile: desk.setMeanwhile,
      fail(how) {
        if (how === null) desk.fail(null);
        else if (how === 'cut') desk.fail({ kind: 'cut' });
        else desk.fail(garbage(Number(how)));
      },
    });
    const contacts = [...(taken.get('contact')?.values() ?? [])].filter(({ id }) => !gone.has(id));
    expect(new Map(contacts.map(({ id, person }) => [id, person?.firstName]))).toEqual(
      new Map(living(desk.contacts).map(({ id, name }) => [String(id), name])),
    );
    const tickets = [...(taken.get('ticket')?.values() ?? [])].filter(({ deleted }) => !deleted);
    expect(
      new Map(tickets.map(({ id, stage, values, contacts: of }) => [id, [stage?.id, values.priority, of[0]]])),
    ).toEqual(
      new Map(
        living(desk.tickets).map((one) => [
          String(one.id),
          [String(one.status), one.priority === 2 ? 'medium' : 'low', String(one.requester_id)],
        ]),
      ),
    );
    expect(desk.tickets.size).toBeGreaterThan(150);
    expect(desk.faults).toEqual([]);
    await desk.close();
  },
);
