/** A CRM for the test of a year: the same verbs for every vendor, and what is there at the end. */
import { cityField, startFakeAmoCrm } from '../kit/fake-amocrm.ts';
import { startFakeBitrix24 } from '../kit/fake-bitrix24.ts';
import type { VendorFault } from '../kit/fake-vendor.ts';

export interface SourcePerson {
  id: string;
  firstName: string;
  email: string | null;
  city: string | null;
}
export interface SourceDeal {
  id: string;
  contact: string | null;
  stage: string;
}

export interface Source {
  type: 'bitrix24' | 'amocrm' | 'hubspot' | 'pipedrive';
  config: Record<string, unknown>;
  cityField: string;
  /** The first is where deals begin; the last two end them. */
  stages: readonly string[];
  setNow(ms: number): void;
  addPerson(one: Omit<SourcePerson, 'id'>): string;
  changePerson(id: string, over: Partial<Pick<SourcePerson, 'firstName' | 'city'>>): void;
  addDeal(contact: string, title: string): string;
  moveDeal(id: string, stage: string): void;
  people(): SourcePerson[];
  deals(): SourceDeal[];
  fail(fault: VendorFault | null, of: () => boolean): void;
  requests(): number;
  /** Requests that the vendor refused because there were too many. */
  tooMany(): number;
  /** What went wrong in the fake itself. */
  faults(): readonly unknown[];
  close(): Promise<void>;
}

export async function bitrixSource(): Promise<Source> {
  const limit = { perSecond: 5, burst: 250 };
  const bitrix = await startFakeBitrix24({ limit });
  const { items } = bitrix;
  items.seed();
  const city = 'ufCrm_1700000000';
  return {
    type: 'bitrix24',
    config: { webhook: bitrix.webhook, plan: 'enterprise' },
    cityField: city,
    stages: ['NEW', 'PREPARATION', 'PREPAYMENT_INVOICE', 'WON', 'LOSE'],
    setNow: (ms) => items.setNow(ms),
    addPerson: ({ firstName, email, city: town }) => {
      const fm = email === null ? [] : [{ typeId: 'EMAIL', valueType: 'WORK', value: email }];
      return String(items.add('contact', { name: firstName, [city]: town, fm }).id);
    },
    changePerson(id, { firstName, city: town }) {
      const item = items.contacts.get(Number(id));
      if (item === undefined) throw new Error(`no contact ${id}`);
      items.change(item, {
        ...(firstName === undefined ? {} : { name: firstName }),
        ...(town === undefined ? {} : { [city]: town }),
      });
    },
    addDeal: (contact, title) => String(items.add('deal', { title, contactIds: [Number(contact)] }).id),
    moveDeal(id, stage) {
      const item = items.deals.get(Number(id));
      if (item !== undefined) items.change(item, { stageId: stage });
    },
    people: () =>
      [...items.contacts.values()].map((item) => ({
        id: String(item.id),
        firstName: String(item.name),
        email: (item.fm as { typeId: string; value: string }[]).find(({ typeId }) => typeId === 'EMAIL')?.value ?? null,
        city: (item[city] as string | null | undefined) ?? null,
      })),
    deals: () =>
      [...items.deals.values()].map((item) => ({
        id: String(item.id),
        contact: item.contactId == null ? null : String(item.contactId),
        stage: String(item.stageId),
      })),
    fail: bitrix.fail,
    requests: () => bitrix.requests.length,
    tooMany: bitrix.tooMany,
    faults: () => bitrix.faults,
    close: bitrix.close,
  };
}

export async function amoSource(): Promise<Source> {
  // A real account takes seven a second; here time is short, and what is counted is how many there are.
  const amo = await startFakeAmoCrm({ limit: { perSecond: 7, burst: 7 } });
  const cityOf = (one: Record<string, unknown>): string | null =>
    ((one.custom_fields_values ?? []) as { field_id: number; values: { value: string }[] }[]).find(
      ({ field_id }) => field_id === cityField,
    )?.values[0]?.value ?? null;
  const emailOf = (one: Record<string, unknown>): string | null =>
    ((one.custom_fields_values ?? []) as { field_code: string; values: { value: string }[] }[]).find(
      ({ field_code }) => field_code === 'EMAIL',
    )?.values[0]?.value ?? null;
  return {
    type: 'amocrm',
    config: { address: amo.baseUrl, token: amo.token },
    cityField: `cf_${cityField}`,
    stages: ['100', '101', '142', '143'],
    setNow: (ms) => amo.setNow(ms),
    addPerson: ({ firstName, email, city }) =>
      String(amo.person(firstName, { ...(email === null ? {} : { email }), ...(city === null ? {} : { city }) }).id),
    changePerson(id, { firstName, city }) {
      const one = amo.contacts.get(Number(id));
      if (one === undefined) throw new Error(`no contact ${id}`);
      amo.change(one, {
        ...(firstName === undefined ? {} : { first_name: firstName, name: firstName }),
        ...(city === undefined ? {} : { custom_fields_values: [{ field_id: cityField, values: [{ value: city }] }] }),
      });
    },
    addDeal: (contact, title) =>
      String(amo.add('leads', { name: title, _embedded: { contacts: [{ id: Number(contact) }] } }).id),
    moveDeal(id, stage) {
      const one = amo.leads.get(Number(id));
      if (one !== undefined) amo.change(one, { status_id: Number(stage) });
    },
    people: () =>
      [...amo.contacts.values()].map((one) => ({
        id: String(one.id),
        firstName: String(one.first_name),
        email: emailOf(one),
        city: cityOf(one),
      })),
    deals: () =>
      [...amo.leads.values()].map((one) => ({
        id: String(one.id),
        contact: String((one._embedded as { contacts: { id: number }[] }).contacts[0]?.id ?? ''),
        stage: String(one.status_id),
      })),
    fail: amo.fail,
    requests: () => amo.requests.length,
    tooMany: amo.tooMany,
    faults: () => amo.faults,
    close: amo.close,
  };
}
