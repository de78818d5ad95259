/** HubSpot and Pipedrive for the test of a year. */
import { startFakeHubSpot } from '../kit/fake-hubspot.ts';
import { cityField, startFakePipedrive } from '../kit/fake-pipedrive.ts';
import type { Source } from './source.ts';

export async function hubSpotSource(): Promise<Source> {
  const hubspot = await startFakeHubSpot();
  const { contacts, deals } = hubspot.things;
  return {
    type: 'hubspot',
    config: { baseUrl: hubspot.baseUrl, token: hubspot.token },
    cityField: 'city',
    stages: ['appointmentscheduled', 'contractsent', 'closedwon', 'closedlost'],
    setNow: hubspot.setNow,
    addPerson: ({ firstName, email, city }) =>
      hubspot.add('contacts', {
        firstname: firstName,
        ...(email === null ? {} : { email }),
        ...(city === null ? {} : { city }),
      }).id,
    changePerson(id, { firstName, city }) {
      const one = contacts.get(id);
      if (one === undefined) throw new Error(`no contact ${id}`);
      hubspot.change(one, {
        ...(firstName === undefined ? {} : { firstname: firstName }),
        ...(city == null ? {} : { city }),
      });
    },
    addDeal: (contact, title) =>
      hubspot.add('deals', { dealname: title, dealstage: 'appointmentscheduled', pipeline: 'default' }, [
        { to: contact, type: 3 },
      ]).id,
    moveDeal(id, stage) {
      const one = deals.get(id);
      if (one !== undefined) hubspot.change(one, { dealstage: stage });
    },
    people: () =>
      [...contacts.values()].map(({ id, properties }) => ({
        id,
        firstName: String(properties.firstname),
        email: properties.email ?? null,
        city: properties.city ?? null,
      })),
    deals: () =>
      [...deals.values()].map(({ id, properties, ties }) => ({
        id,
        contact: ties[0]?.to ?? null,
        stage: String(properties.dealstage),
      })),
    fail: hubspot.fail,
    requests: () => hubspot.requests.length,
    tooMany: hubspot.tooMany,
    faults: () => hubspot.faults,
    close: hubspot.close,
  };
}

export async function pipedriveSource(): Promise<Source> {
  const pipedrive = await startFakePipedrive();
  const { persons, deals } = pipedrive;
  const ends: readonly string[] = ['won', 'lost'];
  return {
    type: 'pipedrive',
    config: { baseUrl: pipedrive.baseUrl, token: pipedrive.token },
    cityField,
    stages: ['5', '6', 'won', 'lost'],
    setNow: pipedrive.setNow,
    addPerson: ({ firstName, email, city }) =>
      String(
        pipedrive.add('persons', {
          name: firstName,
          first_name: firstName,
          last_name: null,
          emails: email === null ? [] : [{ value: email, primary: true, label: 'work' }],
          custom_fields: city === null ? {} : { [cityField]: city },
        }).id,
      ),
    changePerson(id, { firstName, city }) {
      const one = persons.get(Number(id));
      if (one === undefined) throw new Error(`no person ${id}`);
      pipedrive.change(one, {
        ...(firstName === undefined ? {} : { name: firstName, first_name: firstName }),
        ...(city === undefined ? {} : { custom_fields: { [cityField]: city } }),
      });
    },
    addDeal: (contact, title) => String(pipedrive.add('deals', { title, person_id: Number(contact) }).id),
    moveDeal(id, stage) {
      const one = deals.get(Number(id));
      if (one === undefined) return;
      pipedrive.change(one, ends.includes(stage) ? { status: stage } : { status: 'open', stage_id: Number(stage) });
    },
    people: () =>
      [...persons.values()].map((one) => ({
        id: String(one.id),
        firstName: String(one.first_name),
        email: (one.emails as { value: string }[])[0]?.value ?? null,
        city: (one.custom_fields[cityField] as string | undefined) ?? null,
      })),
    deals: () =>
      [...deals.values()].map((one) => ({
        id: String(one.id),
        contact: one.person_id == null ? null : String(one.person_id),
        stage: ends.includes(String(one.status)) ? String(one.status) : String(one.stage_id),
      })),
    fail: pipedrive.fail,
    requests: () => pipedrive.requests.length,
    tooMany: pipedrive.tooMany,
    faults: () => pipedrive.faults,
    close: pipedrive.close,
  };
}
