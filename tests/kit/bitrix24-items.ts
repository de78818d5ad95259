/** The contacts and deals of a fake portal, in the shape of `crm.item.*`, and the vendor's own fictional CRM to begin with. */
import dataset from './specs/bitrix24/dataset.json' with { type: 'json' };

const { entities } = dataset;

export interface BitrixItemData {
  id: number;
  updatedTime: string;
  createdTime: string;
  [field: string]: unknown;
}

interface Multifield {
  id: number;
  typeId: string;
  valueType: string;
  value: string;
}

const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}+00:00`;

export function bitrixStore() {
  const contacts = new Map<number, BitrixItemData>();
  const deals = new Map<number, BitrixItemData>();
  let clock: number | null = null;
  let lastId = 0;
  let lastField = 10_000;
  const now = (): number => clock ?? Date.now();

  const statuses = entities.statuses.map((one) => ({
    ...one,
    // The vendor's own example names the funnel in the stage alone.
    ENTITY_ID:
      one.ENTITY_ID === 'DEAL_STAGE' && one.CATEGORY_ID !== '0' ? `DEAL_STAGE_${one.CATEGORY_ID}` : one.ENTITY_ID,
  }));
  const semanticsOf = (stage: unknown): string => statuses.find((one) => one.STATUS_ID === stage)?.SEMANTICS ?? 'P';

  const multifields = (given: unknown): Multifield[] =>
    (Array.isArray(given) ? given : []).map((one: Omit<Multifield, 'id'>) => ({ ...one, id: ++lastField }));

  function add(kind: 'contact' | 'deal', fields: Record<string, unknown>, at = now()): BitrixItemData {
    const id = ++lastId;
    const time = iso(at);
    const common = {
      id,
      createdTime: time,
      updatedTime: time,
      createdBy: 1,
      updatedBy: 1,
      assignedById: 1,
      opened: 'Y',
    };
    const item: BitrixItemData =
      kind === 'contact'
        ? {
            name: null,
            lastName: null,
            companyId: 0,
            ...common,
            ...fields,
            fm: multifields(fields.fm),
            entityTypeId: 3,
          }
        : {
            categoryId: 0,
            stageId: 'NEW',
            opportunity: 0,
            currencyId: 'RUB',
            contactIds: [],
            ...common,
            ...fields,
            entityTypeId: 2,
          };
    if (kind === 'deal') {
      item.stageSemanticId = semanticsOf(item.stageId);
      item.contactId = (item.contactIds as number[])[0] ?? null;
    }
    (kind === 'contact' ? contacts : deals).set(id, item);
    return item;
  }

  function change(item: BitrixItemData, fields: Record<string, unknown>, at = now()): BitrixItemData {
    const { fm, ...rest } = fields;
    Object.assign(item, rest, { updatedTime: iso(at) });
    if (fm !== undefined) item.fm = changedFields(item.fm as Multifield[], fm);
    if ('stageId' in rest) item.stageSemanticId = semanticsOf(rest.stageId);
    return item;
  }

  /** An object by record id or `n0` for a new one; an empty value deletes. */
  function changedFields(has: Multifield[], given: unknown): Multifield[] {
    if (Array.isArray(given)) throw new Error('on an update fm is an object by id');
    let next = [...has];
    for (const [key, one] of Object.entries(given as Record<string, Omit<Multifield, 'id'>>)) {
      if (one.typeId === undefined) throw new Error('typeId is mandatory');
      if (/^n\d+$/.test(key)) next.push({ ...one, id: ++lastField });
      else if (one.value === '') next = next.filter(({ id }) => id !== Number(key));
      else next = next.map((old) => (old.id === Number(key) ? { ...old, ...one } : old));
    }
    return next;
  }

  return {
    contacts,
    deals,
    statuses,
    categories: entities.categories,
    add,
    change,
    now,
    setNow(ms: number | null): void {
      clock = ms;
    },
    find(of: Map<number, BitrixItemData>, filter: Record<string, unknown>): BitrixItemData[] {
      const known = new Set(['>=updatedTime', '>id', '@id']);
      for (const name of Object.keys(filter)) if (!known.has(name)) throw new Error(`a filter nobody plays: ${name}`);
      const since = filter['>=updatedTime'];
      const from = since === undefined ? null : Date.parse(String(since));
      if (from !== null && Number.isNaN(from)) throw new Error(`not a time: ${String(since)}`);
      // An empty value does not filter.
      const after = filter['>id'] === undefined || filter['>id'] === '' ? null : Number(filter['>id']);
      const ids = filter['@id'] === undefined ? null : new Set(Object.values(filter['@id'] as object).map(Number));
      return [...of.values()].filter(
        (item) =>
          (from === null || Date.parse(item.updatedTime) >= from) &&
          (after === null || item.id > after) &&
          (ids === null || ids.has(item.id)),
      );
    },
    findByAddress(type: string, values: readonly string[]): number[] {
      const plain = (text: string): string => (type === 'PHONE' ? text.replace(/\D/g, '') : text.toLowerCase());
      const wanted = new Set(values.map(plain));
      return [...contacts.values()]
        .filter((item) => (item.fm as Multifield[]).some((one) => one.typeId === type && wanted.has(plain(one.value))))
        .map(({ id }) => id);
    },
    fields(entityTypeId: number): Record<string, object> {
      const field = (type: string, title: string, isReadOnly = false) => ({
        type,
        isRequired: false,
        isReadOnly,
        isImmutable: false,
        isMultiple: false,
        isDynamic: false,
        title,
      });
      const common = {
        id: field('integer', 'ID', true),
        createdTime: field('datetime', 'Created on', true),
        updatedTime: field('datetime', 'Modified on', true),
        assignedById: field('user', 'Responsible person'),
        sourceId: field('crm_status', 'Source'),
      };
      if (entityTypeId === 2)
        return {
          ...common,
          title: field('string', 'Name'),
          opportunity: field('double', 'Amount'),
          currencyId: field('crm_currency', 'Currency'),
          stageId: field('crm_status', 'Stage'),
          closedate: field('date', 'End date'),
          ufCrm_1700000001: { ...field('string', 'Delivery'), isDynamic: true },
        };
      return {
        ...common,
        name: field('string', 'First name'),
        lastName: field('string', 'Last name'),
        post: field('string', 'Position'),
        birthdate: field('date', 'Date of birth'),
        companyId: field('crm_company', 'Company'),
        ufCrm_1700000000: { ...field('string', 'City'), isDynamic: true },
        ufCrm_1700000002: { ...field('double', 'Bonus points'), isDynamic: true },
      };
    },
    /** The vendor's fictional CRM: 30 contacts and 60 deals. */
    seed(): void {
      const ids = new Map<string, number>();
      for (const one of entities.contacts) {
        const fm = [...(one.PHONE ?? []), ...(one.EMAIL ?? [])].map(({ VALUE, VALUE_TYPE, TYPE_ID }) => ({
          value: VALUE,
          valueType: VALUE_TYPE,
          typeId: TYPE_ID,
        }));
        const item = add(
          'contact',
          {
            name: one.NAME,
            lastName: one.LAST_NAME,
            post: one.POST,
            sourceId: one.SOURCE_ID,
            ufCrm_1700000000: one.ADDRESS_CITY,
            fm,
          },
          Date.parse(one.DATE_CREATE),
        );
        item.updatedTime = one.DATE_MODIFY;
        ids.set(one.ID, item.id);
      }
      for (const one of entities.deals) {
        const contact = ids.get(one.CONTACT_ID);
        const item = add(
          'deal',
          {
            title: one.TITLE,
            categoryId: Number(one.CATEGORY_ID),
            stageId: one.STAGE_ID,
            opportunity: Number(one.OPPORTUNITY),
            currencyId: one.CURRENCY_ID,
            contactIds: contact === undefined ? [] : [contact],
            sourceId: one.SOURCE_ID,
          },
          Date.parse(one.DATE_CREATE),
        );
        item.updatedTime = one.DATE_MODIFY;
      }
    },
  };
}
