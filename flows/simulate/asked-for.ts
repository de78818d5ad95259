/** What a flow asks of people and their events: the values that its rules look for, and the names that its texts use. */
import type { FlowDocument } from '../document/schema.ts';

export interface AskedFor {
  /** Attributes of contacts, with the values that rules compare them to. */
  attributes: ReadonlyMap<string, readonly unknown[]>;
  /** Properties of events, whichever event they are of. */
  props: ReadonlyMap<string, readonly unknown[]>;
  tags: readonly string[];
  /** Types of events that are of no message. */
  events: readonly string[];
  /** Names of attributes and properties that hold a moment to wait for. */
  moments: ReadonlySet<string>;
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const columns: ReadonlySet<string> = new Set([
  ...['first_name', 'last_name', 'language', 'country', 'timezone', 'email', 'phone', 'created_at', 'key', 'id'],
  ...['attributes', 'tags', 'zone'],
]);

export function askedFor(document: FlowDocument): AskedFor {
  const attributes = new Map<string, unknown[]>();
  const props = new Map<string, unknown[]>();
  const tags = new Set<string>();
  const events = new Set<string>();
  const moments = new Set<string>();
  const note = (of: Map<string, unknown[]>, name: string, value?: unknown): void => {
    const known = of.get(name) ?? [];
    of.set(name, known);
    if (value !== undefined) known.push(value);
  };
  const event = (type: unknown): void => {
    if (typeof type === 'string' && type !== '' && !type.startsWith('message.')) events.add(type);
  };
  const rule = ({ field, operator, value }: Json): void => {
    if (typeof field !== 'string') return;
    const [head = '', ...rest] = field.split('.');
    const name = rest.join('.');
    if (head === 'events') event(name);
    else if (field === 'tags') for (const tag of [value].flat()) if (typeof tag === 'string') tags.add(tag);
    if (head === 'attributes' && name !== '') for (const one of fitting(operator, value)) note(attributes, name, one);
    if (head === 'props' && name !== '') for (const one of fitting(operator, value)) note(props, name, one);
  };
  const look = (value: unknown): void => {
    if (typeof value === 'string') {
      for (const [, name = ''] of value.matchAll(/\bevent\.([A-Za-z_]\w*)/g)) note(props, name);
      for (const [, name = ''] of value.matchAll(/\bcontact\.(?:attributes\.)?([A-Za-z_]\w*)/g))
        if (!columns.has(name)) note(attributes, name);
    } else if (Array.isArray(value)) value.forEach(look);
    else if (isObject(value)) {
      event(value.event);
      if ('operator' in value) rule(value);
      if (typeof value.attribute === 'string') note(attributes, value.attribute);
      if (typeof value.property === 'string') note(props, value.property);
      const { until } = value;
      if (isObject(until)) for (const name of [until.attribute, until.property]) moments.add(String(name));
      Object.values(value).forEach(look);
    }
  };
  look(document.nodes.map(({ config }) => config));
  look(document.settings);
  look(document.slots?.segments);
  for (const name of Object.keys(document.slots?.attributes ?? {})) note(attributes, name);
  for (const name of ['type', 'at']) props.delete(name);
  return { attributes, props, tags: [...tags].sort(), events: [...events].sort(), moments };
}

/** Values with which a rule holds, where that is easily said. */
function fitting(operator: unknown, value: unknown): unknown[] {
  const number = typeof value === 'number' ? value : Number(value);
  switch (operator) {
    case '=':
    case '<=':
    case '>=':
    case 'contains':
    case 'beginsWith':
    case 'endsWith':
      return isObject(value) || Array.isArray(value) ? [] : [value];
    case '>':
      return Number.isFinite(number) ? [number + 1] : [];
    case '<':
      return Number.isFinite(number) ? [number - 1] : [];
    case 'in':
      return Array.isArray(value) ? value : [];
    case 'between':
      return Array.isArray(value) ? value.slice(0, 1) : [];
    default:
      return [];
  }
}
